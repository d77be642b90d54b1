# SPDX-License-Identifier: GPL-2.0-only
#   make fuzz-replay            run each fuzzer over its committed seeds
#   make fuzz-run SECONDS=30    fuzz, so long for each target
#   make fuzz-corpus            write the seeds anew

FUZZ_DIR     := $(BUILD)/fuzz
FUZZ_TARGETS := fuzz_artifact fuzz_policy fuzz_delegation fuzz_revocation fuzz_record \
                fuzz_sign1 fuzz_key fuzz_cbor fuzz_admit
FUZZ_BIN     := $(FUZZ_TARGETS:%=$(FUZZ_DIR)/%)
FUZZ_SRC     := $(CORE_SRC) userspace/libwrit/crypto.c userspace/libwrit/msg.c
FUZZ_OBJ     := $(FUZZ_SRC:%.c=$(FUZZ_DIR)/%.o)
# lsm/core/cbor.h must not stand before libcbor's <cbor.h>.
FUZZ_CPPFLAGS := -D_GNU_SOURCE -idirafter lsm/core -Iuserspace/libwrit -Itests/fuzz
FUZZ_CFLAGS  := -std=gnu11 -Wall -Wextra -O1 -g -fsanitize=address,undefined \
                -fno-sanitize-recover=all
SECONDS      ?= 30

$(FUZZ_DIR)/%.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(FUZZ_CPPFLAGS) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -MD -MP -c -o $@ $<

$(FUZZ_BIN): $(FUZZ_DIR)/%: $(FUZZ_DIR)/tests/fuzz/%.o $(FUZZ_OBJ)
	$(CLANG) $(FUZZ_CFLAGS) -fsanitize=fuzzer $(FUZZ_LDFLAGS) -o $@ $^ -lcrypto -lcbor

# What lies behind a good signature: all of them are good.
$(FUZZ_DIR)/fuzz_admit: FUZZ_LDFLAGS := -Wl,--wrap=writ_verify

$(FUZZ_DIR)/make_corpus: tests/fuzz/make_corpus.c tests/unit/object.c tests/unit/notation.c \
		lsm/core/cbor_write.c
	@mkdir -p $(@D)
	$(CC) $(FUZZ_CPPFLAGS) -Itests/unit -std=gnu11 -Wall -Wextra -g -o $@ \
		$^

-include $(FUZZ_OBJ:.o=.d) $(FUZZ_TARGETS:%=$(FUZZ_DIR)/tests/fuzz/%.d)
.SECONDARY: $(FUZZ_TARGETS:%=$(FUZZ_DIR)/tests/fuzz/%.o)

FUZZ_REPLAY := $(FUZZ_TARGETS:%=fuzz-replay-%)
FUZZ_RUN    := $(FUZZ_TARGETS:%=fuzz-run-%)

fuzz-replay: $(FUZZ_REPLAY)
fuzz-run: $(FUZZ_RUN)

$(FUZZ_REPLAY): fuzz-replay-%: $(FUZZ_DIR)/%
	$< -runs=0 -artifact_prefix=$(FUZZ_DIR)/$*- tests/fuzz/corpus/$* 2>$(FUZZ_DIR)/$*.replay.log || \
		{ cat $(FUZZ_DIR)/$*.replay.log; exit 1; }
	@echo "fuzz-replay: $*: $$(ls tests/fuzz/corpus/$* | wc -l) seeds"

# What is found goes to build/, never into the committed seeds.
$(FUZZ_RUN): fuzz-run-%: $(FUZZ_DIR)/%
	@mkdir -p $(FUZZ_DIR)/found/$*
	$< -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix=$(FUZZ_DIR)/$*- $(FUZZ_DIR)/found/$* tests/fuzz/corpus/$* \
		2>$(FUZZ_DIR)/$*.run.log || { tail -40 $(FUZZ_DIR)/$*.run.log; exit 1; }
	@echo "fuzz-run: $*: $$(sed -n 's/^stat::average_exec_per_sec: *//p' \
		$(FUZZ_DIR)/$*.run.log) executions a second"

fuzz-corpus: $(FUZZ_DIR)/make_corpus
	$< tests/fuzz/corpus

.PHONY: fuzz-replay fuzz-run fuzz-corpus $(FUZZ_REPLAY) $(FUZZ_RUN)
