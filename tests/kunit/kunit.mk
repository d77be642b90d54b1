# SPDX-License-Identifier: GPL-2.0-only
#   make kunit          the suites of tests/kunit/, inside User-Mode Linux

kunit:
	tests/kunit/run

.PHONY: kunit
