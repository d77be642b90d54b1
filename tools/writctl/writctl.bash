# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of writctl for bash.

_writctl_commands="load status policy revoke list drop explain why watch doctor attach present"

_writctl_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

_writctl_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

# The argument of option $1; false if it takes none.
_writctl_argument() {
	case $1 in
	--policy | --module | --file) _writctl_files -f ;;
	--artifacts | --delegations | --revocations) _writctl_files -d ;;
	--on-attach-failure) _writctl_words "warn panic" ;;
	--events) _writctl_words "8192 16384 32768 65536" ;;
	--op) _writctl_words "execute map script administer recover module kexec firmware trace
		generate-code kernel-access" ;;
	--root | --host | --key | --uid | --count) ;;
	*) return 1 ;;
	esac
}

_writctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} options operands=

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_writctl_words "$_writctl_commands help --help --version"
		return
	fi
	if _writctl_argument "${COMP_WORDS[COMP_CWORD - 1]}"; then
		return
	fi
	case ${COMP_WORDS[1]} in
	load)
		options="--root --policy --artifacts --delegations --revocations --host
			--on-attach-failure --events --module --check --yes --keep"
		operands=files ;;
	status) options="--json --all --file" ;;
	policy) options="--artifacts --yes --transient" operands=files ;;
	revoke) options="--transient" operands=files ;;
	list) options="--json" operands="artifacts delegations revocations policy" ;;
	drop) options="--key --file" ;;
	explain) options="--op --uid --json" operands=files ;;
	why) options="--json" operands="last" ;;
	watch) options="--denied --json --count" ;;
	doctor) options="--json" ;;
	attach) options="--root --policy --host --remove --show --json" operands=files ;;
	present) options="" operands=files ;;
	help) _writctl_words "$_writctl_commands"; return ;;
	*) return ;;
	esac
	if [[ $cur == -* || -z $operands ]]; then
		_writctl_words "$options --help"
	elif [ "$operands" = files ]; then
		_writctl_files -f
	else
		_writctl_words "$operands"
	fi
}

complete -F _writctl writctl
