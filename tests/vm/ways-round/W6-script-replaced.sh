# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: script replaced before the interpreter opens it
# guest: plain
# expect: denied
# by: the open is asked about, and the content must be the one that was judged

before() {
	printf '#!/mnt/bin/probe late\n# listed\n' > listed
	printf '#!/mnt/bin/probe again\n# listed\n' > listed-again
	chmod 755 listed listed-again
}
# late COMMAND... : the interpreter waits until it is done
late() {
	rm -f /tmp/go /tmp/waiting script
	cp "${FROM:-listed}" script
	"$PROBE" exec /tmp/w/W6/script > said &
	until_true test -e /tmp/waiting
	"$@"
	touch /tmp/go
	wait $!
	tr '\n' ' ' < said | cut -d ' ' -f "${ANSWERS:-1}"
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
	# Some open it twice, and run what they get the second time.
	FROM=listed-again ANSWERS=1,2
	as control same "twice, left alone" "ok ok" "$(late true)"
	as denial same "replaced between the two" "ok EACCES" "$(late replace)"
	as control same "by one of the same content" "ok ok" "$(late replace_by_same)"
}
replace_by_same() {
	cp script other
	mv other script
}
