# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: memfd with approved bytes, written after mapping
# guest: plain
# expect: denied
# by: seals are demanded, and hold; behind the end there are zeros

checks() {
	deny "without a seal it is not mapped" map unsealed-memory "/memfd:probe (deleted)" \
		"$PROBE" memory memfd /tmp/w/listed
	deny "sealed against writing alone it could be cut off" map unsealed-memory \
		"/memfd:probe (deleted)" "$PROBE" memory memfd-write-sealed /tmp/w/listed
	deny "with something behind its end" map unverified-content "/memfd:probe (deleted)" \
		"$PROBE" memory memfd-behind /tmp/w/listed
	map "sealed, and nothing else, it is" memfd-sealed /tmp/w/listed
	as denial allowed_as "and then takes no byte" "mapped
EPERM" "$PROBE" odd sealed-write /tmp/w/listed
}
