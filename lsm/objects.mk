# SPDX-License-Identifier: GPL-2.0-only
# What writ consists of: Kbuild makes the module of it, builtin/Makefile compiles
# it into a kernel. lsm/core/ is found by itself.

writ-common := main.o live.o params.o boot_word.o canary.o \
	hooks.o judge.o judge_content.o judge_other.o cache.o content.o tail.o exec_read.o held_pages.o loader.o digest.o filesystem.o \
	store.o xattr.o location.o report.o status.o \
	signature.o known_answer.o policy_load.o directory_load.o \
	authority.o change.o change_list.o revocation_list.o governed.o evidence.o \
	event.o events.o argv.o lineage.o adopt.o process_events.o pins.o \
	clock.o watch.o script.o bonds.o origin.o terms.o facts.o uses.o host_state.o \
	netlink.o netlink_events.o netlink_upload.o \
	privilege.o tracing.o kernel_access.o kernel_code.o elf_headers.o

writ-module := attach.o kfunc.o fitness.o personality.o surroundings.o

writ-builtin := builtin/attach.o builtin/hooks.o builtin/personality.o builtin/surroundings.o
