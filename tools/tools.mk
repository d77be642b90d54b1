# SPDX-License-Identifier: GPL-2.0-only
# The programs that people run. A further one needs three lines like writ's.

WRIT_TOOL_SRC := $(wildcard tools/writ/*.c)
WRIT_TOOL_OBJ := $(WRIT_TOOL_SRC:tools/%.c=$(BUILD)/obj/tools/%.o)
PROGRAMS += $(BUILD)/bin/writ

$(BUILD)/obj/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(CC) $(WRIT_CPPFLAGS) $(CPPFLAGS) $(WRIT_CFLAGS) $(CFLAGS) -MD -MP -c -o $@ $<

# It shows a denial as writ-lineage shows a record (print.c).
$(WRIT_TOOL_OBJ): WRIT_CPPFLAGS += -Itools/writ-lineage

$(BUILD)/bin/writ: $(WRIT_TOOL_OBJ) $(BUILD)/obj/tools/writ-lineage/print.o $(LIBWRIT)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(CC) $(CFLAGS) $(WRIT_LDFLAGS) $(LDFLAGS) -o $@ $^ -lfyaml $(LIBWRIT_LIBS)

cli-check: $(BUILD)/bin/writ
	tests/cli/run $(BUILD)/bin/writ

.PHONY: cli-check

-include $(WRIT_TOOL_OBJ:.o=.d)

# writctl: the operator's program. It shares writ's words for people (ui.c), exit
# codes (cmd.h), authority from files (authority.c) and account of a denial
# (denial_show.c), and writ-lineage's way to show a record (print.c).

WRITCTL_SRC := $(wildcard tools/writctl/*.c)
WRITCTL_OBJ := $(WRITCTL_SRC:tools/%.c=$(BUILD)/obj/tools/%.o)
PROGRAMS += $(BUILD)/sbin/writctl

$(WRITCTL_OBJ): WRIT_CPPFLAGS += -Itools/writ -Itools/writ-lineage

WRITCTL_SHARED := $(BUILD)/obj/tools/writ/ui.o $(BUILD)/obj/tools/writ/authority.o \
		  $(BUILD)/obj/tools/writ/denial_show.o $(BUILD)/obj/tools/writ-lineage/print.o

$(BUILD)/sbin/writctl: $(WRITCTL_OBJ) $(WRITCTL_SHARED) $(LIBWRIT)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(CC) $(CFLAGS) $(WRIT_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBWRIT_LIBS)

-include $(WRITCTL_OBJ:.o=.d)

# writ-lineage: the auditor's program.

LINEAGE_SRC := $(wildcard tools/writ-lineage/*.c)
LINEAGE_OBJ := $(LINEAGE_SRC:tools/%.c=$(BUILD)/obj/tools/%.o)
PROGRAMS += $(BUILD)/bin/writ-lineage

$(LINEAGE_OBJ): WRIT_CPPFLAGS += -Itools/writ

$(BUILD)/bin/writ-lineage: $(LINEAGE_OBJ) $(BUILD)/obj/tools/writ/ui.o $(LIBWRIT)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(CC) $(CFLAGS) $(WRIT_LDFLAGS) $(LDFLAGS) -o $@ $^ -lsqlite3 $(LIBWRIT_LIBS)

-include $(LINEAGE_OBJ:.o=.d)
