# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: memfd with approved bytes, written after mapping
# guest: plain
# expect: denied
# by: a write seal is demanded, and holds

checks() {
	deny "without a seal it is not mapped" map unsealed-memory "/memfd:probe (deleted)" \
		"$PROBE" memory memfd /tmp/w/listed
	map "with one it is" memfd-sealed /tmp/w/listed
	as denial allowed_as "and then takes no byte" "mapped
EPERM" "$PROBE" odd sealed-write /tmp/w/listed
}
