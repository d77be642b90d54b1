# SPDX-License-Identifier: GPL-2.0-only
# The program that makes logs for tests/lineage/run.

MAKE_LOG := $(BUILD)/tests/make_log

$(MAKE_LOG): tests/lineage/make_log.c $(LIBWRIT)
	@mkdir -p $(@D)
	$(CC) $(WRIT_CPPFLAGS) $(WRIT_CFLAGS) -o $@ $^ $(LIBWRIT_LIBS)

lineage-check: programs $(MAKE_LOG)
	tests/lineage/run $(if $(LONG),--long)

.PHONY: lineage-check
