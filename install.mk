# SPDX-License-Identifier: GPL-2.0-only
# Installing and taking away again.
#
#   make install            programs, pages, completions, units; the module if it is built
#   make install-programs   all but the module
#   make install-module     the module of the kernel that KDIR names
#   make uninstall          whatever of these is there
#
#   PREFIX   /usr/local     where programs, pages and completions go
#   UNITDIR  PREFIX/lib/systemd/system
#   DESTDIR  (empty)        put before every path; then depmod is left to whoever packages
#
# No unit is enabled, and none is started or stopped.

INSTALL ?= install
DEPMOD  ?= depmod

BINDIR        := $(PREFIX)/bin
SBINDIR       := $(PREFIX)/sbin
MANDIR        := $(PREFIX)/share/man
COMPLETIONDIR := $(PREFIX)/share/bash-completion/completions
DOCDIR        := $(PREFIX)/share/doc/writ
UNITDIR       ?= $(PREFIX)/lib/systemd/system
KMODDIR       := /lib/modules/$(KVER)/extra

INSTALL_BIN        := $(filter $(BUILD)/bin/%,$(PROGRAMS))
INSTALL_SBIN       := $(filter $(BUILD)/sbin/%,$(PROGRAMS))
INSTALL_MAN        := $(wildcard docs/man/*.[1-8])
INSTALL_COMPLETION := $(wildcard tools/*/*.bash userspace/*/*.bash)
INSTALL_UNIT       := $(wildcard userspace/*/*.service)
INSTALL_DOC        := $(wildcard README.md LICENSE docs/*.md docs/formats/*.cddl docs/formats/*.md \
				 docs/netlink/*.yaml)

# docs/man/writ.1 goes to man1/writ.1, docs/formats/log.md to formats/log.md.
MAN_TARGETS := $(foreach page,$(INSTALL_MAN),$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))

INSTALLED := $(INSTALL_BIN:$(BUILD)/bin/%=$(BINDIR)/%) \
	     $(INSTALL_SBIN:$(BUILD)/sbin/%=$(SBINDIR)/%) \
	     $(MAN_TARGETS) \
	     $(patsubst %.bash,$(COMPLETIONDIR)/%,$(notdir $(INSTALL_COMPLETION))) \
	     $(addprefix $(UNITDIR)/,$(notdir $(INSTALL_UNIT))) \
	     $(addprefix $(DOCDIR)/,$(INSTALL_DOC:docs/%=%))

install: install-programs $(if $(and $(KVER),$(wildcard $(MODULE_DIR)/writ.ko)),install-module)

install-programs: $(PROGRAMS)
	$(INSTALL) -d $(addprefix $(DESTDIR),$(sort $(dir $(INSTALLED))))
	$(if $(INSTALL_BIN),$(INSTALL) -m 755 $(INSTALL_BIN) $(DESTDIR)$(BINDIR)/)
	$(if $(INSTALL_SBIN),$(INSTALL) -m 755 $(INSTALL_SBIN) $(DESTDIR)$(SBINDIR)/)
	$(foreach page,$(INSTALL_MAN),$(INSTALL) -m 644 $(page) \
		$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page)))/ &&) true
	$(foreach file,$(INSTALL_COMPLETION),$(INSTALL) -m 644 $(file) \
		$(DESTDIR)$(COMPLETIONDIR)/$(basename $(notdir $(file))) &&) true
	$(foreach file,$(INSTALL_DOC),$(INSTALL) -m 644 $(file) \
		$(DESTDIR)$(DOCDIR)/$(file:docs/%=%) &&) true
	$(foreach file,$(INSTALL_UNIT),$(INSTALL) -m 644 $(file) $(DESTDIR)$(UNITDIR)/ && \
		sed -i 's,/usr/local/sbin/,$(SBINDIR)/,g' $(DESTDIR)$(UNITDIR)/$(notdir $(file)) &&) true

install-module:
	@[ -n "$(KVER)" ] && [ -f "$(MODULE_DIR)/writ.ko" ] || \
		{ echo "make install-module: $(MODULE_DIR)/writ.ko is not built: make module" >&2; exit 1; }
	$(INSTALL) -d $(DESTDIR)$(KMODDIR)
	$(INSTALL) -m 644 $(MODULE_DIR)/writ.ko $(DESTDIR)$(KMODDIR)/
	$(if $(DESTDIR),,$(DEPMOD) $(KVER))

# Directories that others may use stay, but for those below DESTDIR that are
# empty now: nothing else can have been there.
uninstall:
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	-[ ! -d $(DESTDIR)$(DOCDIR) ] || rmdir $(DESTDIR)$(DOCDIR)/*/ $(DESTDIR)$(DOCDIR)
	$(if $(KVER),rm -f $(DESTDIR)$(KMODDIR)/writ.ko)
	$(if $(and $(KVER),$(if $(DESTDIR),,y),$(wildcard /lib/modules/$(KVER)/modules.dep)),$(DEPMOD) $(KVER))
	$(if $(DESTDIR),[ ! -d $(DESTDIR) ] || find $(DESTDIR) -mindepth 1 -type d -empty -delete)

install-check: $(PROGRAMS)
	tests/install-check

.PHONY: install-programs install-module uninstall install-check
