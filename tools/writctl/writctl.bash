# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of writctl for bash.

_writctl_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_writctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		words="load status attach help --help --version"
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi
	case $prev in
	--policy | --module | --file) _writctl_files -f "$cur"; return ;;
	--artifacts) _writctl_files -d "$cur"; return ;;
	--on-attach-failure)
		mapfile -t COMPREPLY < <(compgen -W "warn panic" -- "$cur"); return ;;
	--root | --host) return ;;
	esac
	case ${COMP_WORDS[1]} in
	load) words="--root --policy --artifacts --host --on-attach-failure --module --check
		--yes --help" ;;
	status) words="--json --all --file --help" ;;
	attach) words="--root --policy --host --remove --show --json --help" ;;
	help) words="load status attach" ;;
	*) return ;;
	esac
	if [[ $cur == -* || ${COMP_WORDS[1]} != attach ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	else
		_writctl_files -f "$cur"
	fi
}

complete -F _writctl writctl
