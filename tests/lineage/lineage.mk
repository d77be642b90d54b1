# SPDX-License-Identifier: GPL-2.0-only
# What tests/lineage/run needs: the program that makes logs, and writd and writctl
# with a kernel (kernel.c) that a test has in its hand.

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

TEST_WRITCTL := $(BUILD)/tests/writctl

# Its directories are below the one that it is started in.
$(TEST_WRITCTL): tests/lineage/kernel.c $(WRITCTL_SRC) $(WRITCTL_SHARED) $(LIBWRIT)
	@mkdir -p $(@D)
	$(CC) $(WRIT_CPPFLAGS) -Itools/writ -Itools/writ-lineage -DCONFIG_DIR='"etc"' \
		-DSTATE_DIR='"state"' $(WRIT_CFLAGS) -o $@ $^ $(LIBWRIT_LIBS) \
		-Wl,--wrap=time,--wrap=fsync,--wrap=fdatasync,--wrap=syscall

lineage-check: programs $(MAKE_LOG) $(TEST_WRITD) $(TEST_WRITCTL)
	tests/lineage/run $(if $(LONG),--long)

.PHONY: lineage-check
