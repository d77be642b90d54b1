# SPDX-License-Identifier: GPL-2.0-only
# bash completion for writ(1)

_writ_grant="--key --passphrase-file --issuer --output --subject --ops --valid --not-before
	--not-after --audience --fsverity --root --json --help"

_writ() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options=

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "keygen root policy issue manifest inspect verify
			--help --version" -- "$cur")
		return
	fi
	case $prev in
	--type)
		mapfile -t COMPREPLY < <(compgen -W "rsa2048 rsa3072 rsa4096 p256" -- "$cur")
		return ;;
	--ops)
		mapfile -t COMPREPLY < <(compgen -W "execute map script execute,map execute,script
			execute,map,script" -- "$cur")
		return ;;
	--valid)
		mapfile -t COMPREPLY < <(compgen -W "1h 8h 1d 7d 30d 90d" -- "$cur")
		return ;;
	--issuer | --issuer-name | --subject | --audience | --host | --uid | --not-before | \
		--not-after | --at | --digest | --exclude | --max-subjects)
		return ;;
	esac
	case ${COMP_WORDS[1]} in
	keygen) options="--type --encrypt --passphrase-file --from --help" ;;
	root) options="--json --passphrase-file --help" ;;
	policy)
		if [ "$COMP_CWORD" -eq 2 ]; then
			mapfile -t COMPREPLY < <(compgen -W "lint sign explain --help" -- "$cur")
			return
		fi
		options="--key --passphrase-file --issuer-name --output --strict --help" ;;
	issue) options="$_writ_grant --libs --path --at --digest" ;;
	manifest) options="$_writ_grant --paths --all --exclude --max-subjects" ;;
	inspect) options="--json --subjects --help" ;;
	verify) options="--root --policy --host --at --file --digest --path --filesystem --uid --ops
		--json --help" ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _writ writ
