# SPDX-License-Identifier: GPL-2.0-only
#
#   make              module for the running kernel (or KDIR=…) and the programs
#   make demo         the main job, shown inside a stock kernel in qemu
#   make story        a day with an orchestrator and its agent: docs/story.md
#   make check        all tests that fit in 40 minutes on 2 cores
#   make check-long   the same with full counts, and what takes longer
#   make bench        the cost, in guest instructions, with and without the module
#   make install      DESTDIR= and PREFIX= are respected
#
# Everything built goes below build/. Each folder describes its own part in a
# fragment that is included here, so that what is built from what stands in one
# place, and -j sees it all.

VERSION := 0.1.0
BUILD   := build
PREFIX  ?= /usr/local
DESTDIR ?=

ifeq ($(origin CC),default)
CC        := gcc
endif
CLANG     ?= clang-14
CFLAGS    ?= -O2 -g
CPPFLAGS  ?=
LDFLAGS   ?=
# What every program of the project is compiled with, whatever CFLAGS says.
WRIT_CPPFLAGS := -D_GNU_SOURCE -DWRIT_VERSION='"$(VERSION)"' -Ilsm/core -Iuserspace/libwrit
WRIT_CFLAGS   := -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
                 -Wpointer-arith -Wformat=2 -Werror=implicit -fstack-protector-strong -fPIE
WRIT_LDFLAGS  := -pie -Wl,-z,relro,-z,now

# `make V=1` shows every command; otherwise each says in a word what it makes.
MAKEFLAGS += --no-print-directory
ifndef V
.SILENT:
endif

all: programs module

include lsm/core/core.mk
include lsm/module.mk
include userspace/userspace.mk
include tools/tools.mk
include tests/unit/unit.mk
include tests/fuzz/fuzz.mk
include tests/kunit/kunit.mk
include tests/lineage/lineage.mk
include tests/tests.mk
include docs/docs.mk
include install.mk

programs: $(PROGRAMS)

clean:
	rm -rf $(filter-out $(BUILD)/vm,$(wildcard $(BUILD)/*))

distclean: clean
	rm -rf $(BUILD)

.PHONY: all programs module clean distclean install check check-long demo story bench
.DELETE_ON_ERROR:
