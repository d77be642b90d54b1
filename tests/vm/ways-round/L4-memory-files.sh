# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: memfd and fexecve
# guest: plain
# expect: denied
# by: `unsealed-memory`; sealed, it is judged by its digest

checks() {
	missing "sealed, unlisted" execute "/memfd:probe (deleted)" "$PROBE" exec -m sealed /tmp/w/unlisted
	run "sealed, listed" -m sealed /tmp/w/listed
	deny "unsealed, though listed" execute unsealed-memory "/memfd:probe (deleted)" \
		"$PROBE" exec -m memfd /tmp/w/listed
	deny "unsealed, mapped" map unsealed-memory "/memfd:probe (deleted)" "$PROBE" memory memfd /tmp/w/listed
	deny "sealed against writing alone" map unsealed-memory "/memfd:probe (deleted)" \
		"$PROBE" memory memfd-write-sealed /tmp/w/listed
	map "sealed, mapped" memfd-sealed /tmp/w/listed
	deny "a seal that spares old mappings" map unsealed-memory "/memfd:probe (deleted)" \
		"$PROBE" memory memfd-future /tmp/w/listed
}
