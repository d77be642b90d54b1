# SPDX-License-Identifier: GPL-2.0-only
# The pages are checked against the code and the programs that they describe.

docs-check: $(BUILD)/bin/writ
	tests/docs/check $(BUILD)/bin/writ

.PHONY: docs-check
