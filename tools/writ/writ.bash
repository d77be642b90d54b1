# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of writ for bash.

_writ_commands="keygen root policy issue manifest delegate revoke inspect verify run"
_writ_seal="--key --passphrase-file --issuer --subject --audience --output"
_writ_grant="$_writ_seal --ops --valid --not-before --not-after --fsverity --root --json
	--env --uid --gid --login-uid --cgroup --parent --parent-artifact --boot --kernel --lockdown
	--secure-boot --module-signatures --pcr --policy-id --policy-version --inherit --note --origin"

_writ_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

_writ_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

# The argument of option $2 of command $1; false if it takes none.
_writ_argument() {
	case "$1 $2" in
	"issue --path") return 1 ;;
	"run --from") _writ_files -d ;;
	"issue --root" | "manifest --root" | "delegate --path") _writ_files -d ;;
	*" --key" | *" --passphrase-file" | *" --from" | *" --output" | *" -o" | *" --to" | \
		*" --of" | *" --artifact" | *" --delegation" | *" --revocation" | \
		*" --from-denial" | *" --revoke-key" | *" --content" | *" --policy" | *" --file" | *" --path" | \
		*" --parent" | "issue --parent-artifact" | "manifest --parent-artifact" | \
		"issue --at") _writ_files -f ;;
	*" --type") _writ_words "rsa3072 rsa2048 rsa4096 p256" ;;
	*" --ops") _writ_words "execute map script administer recover module kexec firmware trace
		generate-code kernel-access execute,map execute,script
		execute,map,script execute,administer execute,administer,recover" ;;
	*" --valid" | *" --max-validity") _writ_words "1h 8h 1d 7d 30d 90d" ;;
	"verify --lockdown") _writ_words "none integrity confidentiality" ;;
	*" --lockdown") _writ_words "integrity confidentiality" ;;
	*" --uses") _writ_words "once 10 100" ;;
	*" --boot") _writ_words "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" ;;
	"verify --kernel") _writ_words "$(uname -r)" ;;
	*" --issuer" | *" --issuer-name" | *" --name" | *" --subject" | *" --audience" | \
		*" --host" | *" --uid" | *" --not-before" | *" --not-after" | *" --at" | \
		*" --before" | *" --id" | *" --digest" | *" --exclude" | *" --max-subjects" | \
		*" --depth" | *" --filesystem" | *" --root" | *" --arg" | *" --env" | *" --gid" | \
		*" --login-uid" | *" --cgroup" | *" --parent-artifact" | *" --parent-digest" | \
		*" --kernel" | *" --pcr" | *" --policy-id" | *" --policy-version" | *" --inherit" | \
		*" --note" | *" --origin" | *" --used" | *" --max-uses") ;;
	*) return 1 ;;
	esac
}

_writ() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_writ_words "$_writ_commands help --help --version"
		return
	fi
	if _writ_argument "${COMP_WORDS[1]}" "$prev"; then
		return
	fi
	case ${COMP_WORDS[1]} in
	help)
		_writ_words "$_writ_commands"
		return ;;
	keygen) options="--type --encrypt --passphrase-file --from" ;;
	root) options="--json --passphrase-file" ;;
	policy)
		if [ "$COMP_CWORD" -eq 2 ]; then
			_writ_words "lint sign explain --help"
			return
		fi
		options="--key --passphrase-file --issuer-name --output --strict" ;;
	issue) options="$_writ_grant --libs --path --at --digest --from-denial --draft --arg
		--more-args --uses" ;;
	manifest) options="$_writ_grant --paths --all --modules --exclude --max-subjects" ;;
	delegate) options="$_writ_seal --ops --valid --not-before --not-after --to --name
		--max-validity --max-subjects --path --depth --uid --cgroup --max-uses" ;;
	revoke) options="$_writ_seal --artifact --delegation --id --revoke-key --before --content
		--digest --of" ;;
	inspect) options="--json --subjects" ;;
	verify) options="--root --policy --delegation --revocation --host --at --file --digest --path
		--filesystem --uid --ops --json --gid --login-uid --cgroup --parent-digest
		--parent-artifact --arg --env --boot --kernel --lockdown --secure-boot
		--module-signatures --pcr --used" ;;
	run) options="--from --json" ;;
	*) return ;;
	esac
	if [[ $cur == -* ]]; then
		_writ_words "$options --help"
	else
		_writ_files -f
	fi
}

complete -F _writ writ
