# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of writd for bash.

_writd() {
	local cur=${COMP_WORDS[COMP_CWORD]}

	COMPREPLY=()
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--config-dir | --state-dir | --run-dir)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return ;;
	--checkpoint-records | --checkpoint-seconds | --segment-bytes | --segment-seconds)
		return ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "--foreground --config-dir --state-dir --run-dir
		--checkpoint-records --checkpoint-seconds --segment-bytes --segment-seconds
		--help --version" -- "$cur")
}

complete -F _writd writd
