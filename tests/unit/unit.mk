# SPDX-License-Identifier: GPL-2.0-only
#   make unit           build and run the unit tests, under sanitizers
#   make coverage       the same with counters: lines reached in lsm/core
#
# The tests link lsm/core and OpenSSL's side of libwrit, compiled once more
# here, since what is tested must be what the sanitizers and counters see.

UNIT_DIR     := $(BUILD)/unit
UNIT_HELPERS := notation object keys situation world reference hosted imagine
UNIT_TESTS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
UNIT_SRC     := $(CORE_SRC) userspace/libwrit/crypto.c userspace/libwrit/msg.c \
                $(UNIT_HELPERS:%=tests/unit/%.c)
UNIT_SAN     := -fsanitize=address,undefined -fno-sanitize-recover=all
# lsm/core/cbor.h must not stand before libcbor's <cbor.h>.
UNIT_CPPFLAGS := -D_GNU_SOURCE -idirafter lsm/core -Iuserspace/libwrit -Itests/unit
UNIT_CFLAGS  := -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -g
UNIT_LIBS    := -lcmocka -lcrypto -lcbor
COVERAGE_MIN := 95

# $(1): flavour, $(2): its flags
define unit_flavour
$(1)_OBJ := $$(UNIT_SRC:%.c=$(UNIT_DIR)/$(1)/%.o)
$(1)_BIN := $$(UNIT_TESTS:%=$(UNIT_DIR)/$(1)/%)
$(UNIT_DIR)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(CC) $$(UNIT_CPPFLAGS) $$(UNIT_CFLAGS) $(2) -MD -MP -c -o $$@ $$<
$$($(1)_BIN): $(UNIT_DIR)/$(1)/%: $(UNIT_DIR)/$(1)/tests/unit/%.o $$($(1)_OBJ)
	$$(CC) $(2) -o $$@ $$^ $$(UNIT_LIBS)
-include $$($(1)_OBJ:.o=.d) $$(UNIT_TESTS:%=$(UNIT_DIR)/$(1)/tests/unit/%.d)
.SECONDARY: $$(UNIT_TESTS:%=$(UNIT_DIR)/$(1)/tests/unit/%.o)
endef
# These replace the verification of signatures by a cheaper one of their own.
$(foreach f,san cov,$(UNIT_DIR)/$(f)/test_narrowing $(UNIT_DIR)/$(f)/test_widening): \
	UNIT_LIBS += -Wl,--wrap=writ_verify

$(eval $(call unit_flavour,san,-O1 -fno-omit-frame-pointer $(UNIT_SAN)))
$(eval $(call unit_flavour,cov,-O0 --coverage))

unit: $(san_BIN)
	tests/unit/run $(UNIT_DIR)/san $(UNIT_TESTS)

coverage: $(cov_BIN)
	find $(UNIT_DIR)/cov -name '*.gcda' -delete
	tests/unit/run $(UNIT_DIR)/cov $(UNIT_TESTS)
	tests/unit/coverage $(UNIT_DIR)/cov $(COVERAGE_MIN) $(CORE_SRC)

.PHONY: unit coverage
