# SPDX-License-Identifier: GPL-2.0-only
# The programs that people run. A further one needs three lines like writ's.

WRIT_TOOL_SRC := $(wildcard tools/writ/*.c)
WRIT_TOOL_OBJ := $(WRIT_TOOL_SRC:tools/%.c=$(BUILD)/obj/tools/%.o)
PROGRAMS += $(BUILD)/bin/writ

$(BUILD)/obj/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(PROGRAM_CPPFLAGS) $(CPPFLAGS) $(WRIT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bin/writ: $(WRIT_TOOL_OBJ) $(LIBWRIT)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(WRIT_LDFLAGS) $(LDFLAGS) -o $@ $^ -lfyaml $(LIBWRIT_LIBS)

cli-check: $(BUILD)/bin/writ
	tests/cli/run $(BUILD)/bin/writ

.PHONY: cli-check

-include $(WRIT_TOOL_OBJ:.o=.d)
