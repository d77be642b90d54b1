# SPDX-License-Identifier: GPL-2.0-only
# The shared decoder and evaluator, compiled here for the programs.

CORE_SRC := $(wildcard lsm/core/*.c)
CORE_OBJ := $(CORE_SRC:lsm/core/%.c=$(BUILD)/obj/core/%.o)

$(BUILD)/obj/core/%.o: lsm/core/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(CC) $(WRIT_CPPFLAGS) $(CPPFLAGS) $(WRIT_CFLAGS) $(CFLAGS) -MD -MP -c -o $@ $<

-include $(CORE_OBJ:.o=.d)
