# SPDX-License-Identifier: GPL-2.0-only
# libwrit: what the programs share beside lsm/core.

LIBWRIT     := $(BUILD)/obj/libwrit.a
LIBWRIT_SRC := $(wildcard userspace/libwrit/*.c)
LIBWRIT_OBJ := $(LIBWRIT_SRC:userspace/libwrit/%.c=$(BUILD)/obj/libwrit/%.o)
LIBWRIT_LIBS := -lelf -lcrypto -lmnl -lpthread

$(BUILD)/obj/libwrit/%.o: userspace/libwrit/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(CC) $(WRIT_CPPFLAGS) $(CPPFLAGS) $(WRIT_CFLAGS) $(CFLAGS) -MD -MP -c -o $@ $<

# Made anew each time: ar would keep members whose source is gone.
$(LIBWRIT): $(LIBWRIT_OBJ) $(CORE_OBJ)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

-include $(LIBWRIT_OBJ:.o=.d)

# writd: the daemon.

WRITD_SRC := $(wildcard userspace/writd/*.c)
WRITD_OBJ := $(WRITD_SRC:userspace/%.c=$(BUILD)/obj/userspace/%.o)
PROGRAMS += $(BUILD)/sbin/writd

$(BUILD)/obj/userspace/%.o: userspace/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(CC) $(WRIT_CPPFLAGS) $(CPPFLAGS) $(WRIT_CFLAGS) $(CFLAGS) -MD -MP -c -o $@ $<

$(BUILD)/sbin/writd: $(WRITD_OBJ) $(LIBWRIT)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(CC) $(CFLAGS) $(WRIT_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBWRIT_LIBS)

-include $(WRITD_OBJ:.o=.d)
