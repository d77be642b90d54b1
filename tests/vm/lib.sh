# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the scripts of this folder share: where the cache is, who may fill it,
# and how packages are fetched from the mirror this machine already uses.

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
VM_TOP=$(cd "$VM_DIR/../.." && pwd)
VM_CACHE=${WRIT_VM_CACHE:-$VM_TOP/build/vm}
VM_NAME=${0##*/}

# The tools write to their own stdout only what a caller is meant to read.
vm_say()   { printf '%s: %s\n' "$VM_NAME" "$*" >&2; }
vm_die()   { vm_say "$*"; exit 1; }
vm_usage() { vm_say "$*"; vm_say "try '$VM_NAME --help'"; exit 2; }

# vm_need PROGRAM=PACKAGE... : a missing program is named with its package.
vm_need() {
	local pair missing=()

	for pair; do
		command -v "${pair%%=*}" >/dev/null 2>&1 ||
			missing+=("${pair#*=}")
	done
	[ ${#missing[@]} -eq 0 ] ||
		vm_die "missing programs; install: ${missing[*]}"
}

# vm_tell PREFIX OUT STATUS: what a guest's script said, in OUT.out, under that prefix,
# and one failure more each if it ended badly, of which OUT.log tells, or did not give
# as many results as it had planned.
vm_tell() {
	local prefix=$1 out=$2 status=$3 planned got

	sed -n "s,^\(ok\|FAIL\|skip\) ,\1 $prefix/,p; s,^note ,note $prefix: ,p" "$out.out"
	if [ "$status" -eq 99 ]; then
		echo "FAIL $prefix: $(grep -a '^run: ' "$out.log" | tail -n 5 | tr '\n' ' ')"
	elif [ "$status" -ne 0 ]; then
		echo "FAIL $prefix: the script ended with $status"
	fi
	planned=$(sed -n 's/^plan //p' "$out.out")
	got=$(grep -cE '^(ok|FAIL|skip) ' "$out.out")
	if [ "$planned" != "$got" ]; then
		echo "FAIL $prefix: $got results, not the ${planned:-number} planned; $(tail -n 2 "$out.out" | tr '\n' ' ')"
	fi
}

# What the debug kernel in the cache has to be made from.
vm_debug_version() { cat "$VM_DIR/debug-kernel" "$VM_DIR/debug.config" | sha256sum | cut -c 1-12; }
# Is the one in the cache made from that?
vm_debug_ready() { grep -qs " $(vm_debug_version)\$" "$VM_CACHE/kernel-debug"; }

# vm_locked NAME COMMAND...: what fills the cache runs under a lock, so that two
# runs started together prepare it once. The subshell keeps the descriptor
# from outliving the work.
vm_locked() {
	local name=$1

	shift
	mkdir -p "$VM_CACHE"
	(
		exec 9>"$VM_CACHE/$name.lock"
		if ! flock -n 9; then
			vm_say "waiting for another run to prepare: $name"
			flock 9
		fi
		"$@"
	)
}

# --- packages -------------------------------------------------------------
#
# The host's apt sources stay as they are. A private apt state per suite gets
# its mirror from apt's own list of index targets and checks signatures with
# Debian's archive keyring.

VM_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# vm_mirrors: "URI SUITE" for each suite of bookworm the host knows.
vm_mirrors() {
	apt-get indextargets --format '$(REPO_URI) $(BASE_URI) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
	while read -r repo base component; do
		base=${base#"${repo}dists/"}
		case $component/${base%/} in
		main/bookworm | main/bookworm-updates | main/bookworm-security)
			echo "$repo ${base%/}" ;;
		esac
	done | sort -u
}

vm_main_mirror() {
	vm_mirrors | awk '$2 == "bookworm" { print $1; exit }'
}

# vm_apt_setup NAME: NAME is "stable", "backports" or "trixie-backports".
# Sets VM_APT, the options that make apt use the private state.
vm_apt_setup() {
	local dir=$VM_CACHE/apt-$1 mirror

	VM_APT=(
		-q
		-o "Dir::Etc::sourcelist=$dir/sources.list"
		-o "Dir::Etc::sourceparts=/dev/null"
		-o "Dir::Etc::preferencesparts=/dev/null"
		-o "Dir::State=$dir"
		-o "Dir::State::lists=$dir/lists"
		-o "Dir::State::status=$dir/status"
		-o "Dir::Cache=$dir"
		-o "Dir::Cache::archives=$dir/archives"
		# The cache may lie where the _apt user cannot write.
		-o "APT::Sandbox::User=root"
		-o "Acquire::Retries=3"
		-o "Acquire::Languages=none"
	)
	[ ! -e "$dir/updated" ] || return 0

	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	: > "$dir/status"
	mirror=$(vm_main_mirror)
	[ -n "$mirror" ] || vm_die "apt knows no mirror of bookworm main"
	case $1 in
	stable)
		vm_mirrors | while read -r uri suite; do
			echo "deb [signed-by=$VM_KEYRING] $uri $suite main"
		done ;;
	backports)
		echo "deb [signed-by=$VM_KEYRING] $mirror bookworm-backports main" ;;
	trixie-backports)
		echo "deb [signed-by=$VM_KEYRING] $mirror trixie-backports main" ;;
	esac > "$dir/sources.list"
	apt-get "${VM_APT[@]}" update >&2 ||
		vm_die "apt-get update failed for $1"
	touch "$dir/updated"
}

# vm_show PACKAGE FIELD: a field of the newest candidate.
vm_show() {
	apt-cache "${VM_APT[@]}" --no-all-versions show "$1" |
		awk -v f="$2:" '$1 == f { sub(/^[^:]*: */, ""); print; exit }'
}

# vm_fetch PACKAGE[=VERSION]... : download into the deb cache and print the
# file names. A package already there is not fetched again.
vm_fetch() {
	local spec name version file

	mkdir -p "$VM_CACHE/debs"
	for spec; do
		name=${spec%%=*}
		version=${spec#"$name"}
		version=${version#=}
		[ -n "$version" ] || version=$(vm_show "$name" Version)
		[ -n "$version" ] || vm_die "no candidate for package $name"
		file=$(find "$VM_CACHE/debs" -name "${name}_${version//:/%3a}_*.deb" |
			head -n 1)
		if [ -z "$file" ]; then
			vm_say "fetching $name $version"
			( cd "$VM_CACHE/debs" &&
			  apt-get "${VM_APT[@]}" download "$name=$version" >&2 ) ||
				vm_die "cannot download $name $version"
			file=$(find "$VM_CACHE/debs" \
				-name "${name}_${version//:/%3a}_*.deb" | head -n 1)
		fi
		[ -n "$file" ] || vm_die "no file for package $name $version"
		printf '%s\n' "$file"
	done
}
