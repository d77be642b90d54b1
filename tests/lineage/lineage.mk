# SPDX-License-Identifier: GPL-2.0-only
# What tests/lineage/run needs: the program that makes logs, and writd with a
# kernel (kernel.c) that a test has in its hand.

MAKE_LOG := $(BUILD)/tests/make_log

$(MAKE_LOG): tests/lineage/make_log.c $(LIBWRIT)
	@mkdir -p $(@D)
	$(CC) $(WRIT_CPPFLAGS) $(WRIT_CFLAGS) -o $@ $^ $(LIBWRIT_LIBS)

TEST_WRITD := $(BUILD)/tests/writd

# The kernel's functions are found before the library, which then gives none of them.
$(TEST_WRITD): tests/lineage/kernel.c $(WRITD_OBJ) $(LIBWRIT)
	@mkdir -p $(@D)
	$(CC) $(WRIT_CPPFLAGS) $(WRIT_CFLAGS) -o $@ $^ $(LIBWRIT_LIBS) \
		-Wl,--wrap=time,--wrap=fsync,--wrap=fdatasync,--wrap=syscall

lineage-check: programs $(MAKE_LOG) $(TEST_WRITD)
	tests/lineage/run $(if $(LONG),--long)

.PHONY: lineage-check
