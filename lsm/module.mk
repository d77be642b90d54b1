# SPDX-License-Identifier: GPL-2.0-only
# Building writ.ko for one kernel: `make module` for the running one or KDIR=…
#
# Each kernel has its own folder below build/, in which the sources appear as
# symbolic links, so that objects of two kernels never meet.
#
#   KDIR            a kernel build directory (headers)
#   BTF             raw BTF of that kernel's vmlinux; needed where Kbuild finds no
#                   vmlinux beside the headers and so makes no BTF for the module
#   RESOLVE_BTFIDS  the kernel's tool of that name, for the same case; fetched
#                   where none is at hand, since the package for 6.1 lacks it

KDIR           ?= /lib/modules/$(shell uname -r)/build
BPFTOOL        ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
PAHOLE         ?= pahole
# What the kernel calls itself; include/config/kernel.release says less on Debian.
KVER           := $(if $(wildcard $(KDIR)/include/generated/utsrelease.h),$(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h))
BTF            ?= $(if $(filter $(shell uname -r),$(KVER)),/sys/kernel/btf/vmlinux)
RESOLVE_BTFIDS ?= $(firstword $(wildcard $(KDIR)/tools/bpf/resolve_btfids/resolve_btfids $(KDIR)/../linux-kbuild-*/tools/bpf/resolve_btfids/resolve_btfids /usr/lib/linux-kbuild-*/tools/bpf/resolve_btfids/resolve_btfids))
KMAKE_FLAGS    ?=

MODULE_DIR := $(BUILD)/$(KVER)
MODULE_SRC := Kbuild lsm/objects.mk $(wildcard lsm/*.[ch] lsm/core/*.[ch] lsm/compat/*.[ch])

module: $(if $(KVER),$(MODULE_DIR)/writ.ko,module-without-kernel)

module-without-kernel:
	@echo "make module: no kernel headers at $(KDIR)"; \
	 echo "  install linux-headers-$$(uname -r), or name others with KDIR=…"; \
	 echo "  (make check and make demo fetch the kernels they test by themselves)"; exit 1

$(MODULE_DIR)/generated/%.lskel.h: lsm/bpf/%.bpf.c lsm/bpf/zero-stack lsm/hook_list.h lsm/compat/features.h
	@mkdir -p $(@D)/bpf
	$(CLANG) -target bpf -O2 -g -Wall -D__TARGET_ARCH_x86 -I/usr/include/$(shell $(CC) -dumpmachine) \
		-I$(KDIR)/include/generated/uapi -include $(KDIR)/include/generated/autoconf.h \
		-c -o $(@D)/$*.bpf.o $<
	$(BPFTOOL) gen skeleton -L $(@D)/$*.bpf.o name writ_$* >$(@D)/$*.lskel
	lsm/bpf/zero-stack <$(@D)/$*.lskel >$@
	@ln -sf /usr/include/bpf/skel_internal.h $(@D)/bpf/skel_internal.h

# Kbuild gives the module BTF where a vmlinux lies beside the headers. Where
# none does (Debian 6.1) it is added after the link, and the ids of the kfuncs
# are resolved against it: once only, since a second run would sort the ids
# away from their flags.
$(MODULE_DIR)/writ.ko: $(MODULE_SRC) $(MODULE_DIR)/generated/hooks.lskel.h $(MODULE_DIR)/generated/probe.lskel.h
	@find $(MODULE_DIR) -xtype l -delete
	@cp -rsf $(CURDIR)/Kbuild $(CURDIR)/lsm $(MODULE_DIR)/
	@rm -f $@
	$(MAKE) -C $(KDIR) M=$(abspath $(MODULE_DIR)) WRIT_VERSION=$(VERSION) $(KMAKE_FLAGS) modules
	@if ! readelf -SW $@ | grep -q ' \.BTF '; then \
		set -e; \
		[ -n "$(BTF)" ] || { echo "writ.ko has no BTF: give the kernel's own with BTF=…" >&2; exit 1; }; \
		RESOLVE_BTFIDS="$(RESOLVE_BTFIDS)"; \
		[ -n "$$RESOLVE_BTFIDS" ] || eval "$$(tests/vm/kernel --tools)"; \
		echo "  BTF     $@"; \
		LLVM_OBJCOPY=objcopy $(PAHOLE) -J --btf_base $(BTF) $@; \
		"$$RESOLVE_BTFIDS" -b $(BTF) $@; \
	fi

.PHONY: module-without-kernel
