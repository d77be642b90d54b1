# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of writ-lineage for bash.

_writ_lineage_commands="verify prove check-proof show query trace tree export stats"
_writ_lineage_conditions="--since --until --uid --login-uid --pid --path --digest --artifact
	--issuer --reason --kind --subtree --boot --limit --index"

_writ_lineage_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

_writ_lineage_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen "$1" -- "${COMP_WORDS[COMP_CWORD]}")
}

# The argument of option $1; false if it takes none.
_writ_lineage_argument() {
	case $1 in
	--key | --checkpoint | --object | --output | -o | --index | --path) _writ_lineage_files -f ;;
	--format) _writ_lineage_words "jsonl ocsf prov" ;;
	--kind) _writ_lineage_words "load attach canary policy key artifact revocation exec map fork
		exit gap owner tamper resume root end kernel privilege" ;;
	--reason) _writ_lineage_words "denied allowed" ;;
	--since | --until) _writ_lineage_words "15m 1h 1d 7d" ;;
	--head | --size | --seq | --boot | --last | --uid | --login-uid | --pid | --digest | \
		--artifact | --issuer | --subtree | --limit | --lineage | --depth) ;;
	*) return 1 ;;
	esac
}

_writ_lineage() {
	local cur=${COMP_WORDS[COMP_CWORD]} options operand=-d

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_writ_lineage_words "$_writ_lineage_commands help --help --version"
		return
	fi
	if _writ_lineage_argument "${COMP_WORDS[COMP_CWORD - 1]}"; then
		return
	fi
	case ${COMP_WORDS[1]} in
	verify) options="--key --checkpoint --head --json" ;;
	prove) options="--size --output" ;;
	check-proof) options="--key --json" operand=-f ;;
	show) options="--seq --boot --last --json" ;;
	query) options="$_writ_lineage_conditions --json" ;;
	trace) options="--pid --lineage --boot --object --index" ;;
	tree) options="--lineage --boot --denied --depth --dot --svg --index" ;;
	export) options="--format $_writ_lineage_conditions" ;;
	stats) options="--json --index" ;;
	help) _writ_lineage_words "$_writ_lineage_commands"; return ;;
	*) return ;;
	esac
	if [[ $cur == -* ]]; then
		_writ_lineage_words "$options --help"
	else
		_writ_lineage_files "$operand"
	fi
}

complete -F _writ_lineage writ-lineage
