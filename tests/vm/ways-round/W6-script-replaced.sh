# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: script replaced before the interpreter opens it
# guest: plain
# expect: denied
# by: the open is asked about, and the content must be the one that was judged

before() { printf '#!/mnt/bin/probe late\n# listed\n' > listed; chmod 755 listed; }
# late NAME COMMAND... : the interpreter waits until it is done
late() {
	rm -f /tmp/go /tmp/waiting
	cp listed script
	"$PROBE" exec /tmp/w/W6/script > said &
	until_true test -e /tmp/waiting
	"$@"
	touch /tmp/go
	wait $!
	head -n 1 said
}
replace() {
	printf '#!/mnt/bin/probe late\n# changed\n' > other
	mv other script
}
checks() {
	local all

	all=$(denials '')
	as control same "left alone it is opened" ok "$(late true)"
	same "and nothing is denied" "$all" "$(denials '')"
	forget_log
	as denial same "replaced by another file" EACCES "$(late replace)"
	same "one denial" $((all + 1)) "$(denials '')"
	check "and told" told "writ: denied script reason="
}
