# SPDX-License-Identifier: GPL-2.0-only
# The whole: what a newcomer calls, and CI.

check:
	@tests/check

check-long:
	@tests/check --long

demo:
	@tests/demo/run

story:
	@tests/demo/story

bench:
	@tests/bench/run
