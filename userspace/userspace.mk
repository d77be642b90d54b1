# SPDX-License-Identifier: GPL-2.0-only
# libwrit: what the programs share beside lsm/core.

LIBWRIT     := $(BUILD)/obj/libwrit.a
LIBWRIT_SRC := $(wildcard userspace/libwrit/*.c)
LIBWRIT_OBJ := $(LIBWRIT_SRC:userspace/libwrit/%.c=$(BUILD)/obj/libwrit/%.o)
LIBWRIT_LIBS := -lelf -lcrypto -lpthread

# lsm/core/limits.h must not stand before the compiler's own <limits.h>.
PROGRAM_CPPFLAGS := $(patsubst -Ilsm/core,-idirafter lsm/core,$(WRIT_CPPFLAGS))

$(BUILD)/obj/libwrit/%.o: userspace/libwrit/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(CC) $(PROGRAM_CPPFLAGS) $(CPPFLAGS) $(WRIT_CFLAGS) $(CFLAGS) -MD -MP -c -o $@ $<

# Made anew each time: ar would keep members whose source is gone.
$(LIBWRIT): $(LIBWRIT_OBJ) $(CORE_OBJ)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

-include $(LIBWRIT_OBJ:.o=.d)
