#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetch source packages of the distribution and unpack them, Debian's patches applied, into
# build/deps/src/<package>. apt verifies the archive's signature and the checksums of every part.
# usage: deps/source.sh PACKAGE...
set -eu
cd "$(dirname "$0")/.."
. deps/apt.sh

[ $# -ge 1 ] || die "usage: source.sh PACKAGE..."
apt_setup src "$(dpkg --print-architecture)" deb-src

# The same version may be in several suites, and a mirror may lack the files of one of them, or of the
# newest version everywhere: after what apt prefers, each version is tried, the newest first, in each suite.
download() { # PACKAGE
	our_apt apt-get source --only-source "$1" >"$state/download.log" 2>&1 && return 0
	versions=$(our_apt apt-cache showsrc "$1" 2>/dev/null | sed -n 's/^Version: //p' | sort -rVu)
	for version in $versions; do
		while read -r suite; do
			echo "$suite" >"$state/etc/one.list"
			our_apt apt-get -o Dir::Etc::sourcelist="$state/etc/one.list" source --only-source "$1=$version" \
				</dev/null >>"$state/download.log" 2>&1 || continue
			[ "$version" = "$(echo "$versions" | head -n 1)" ] ||
				echo "deps: $1: the mirror does not have the newest version's files, taking $version" >&2
			return 0
		done <"$state/etc/sources.list"
	done
	return 1
}

fetch() { # PACKAGE
	part=build/deps/src/$1.part
	rm -rf "$part" "build/deps/src/$1"
	mkdir -p "$part"
	(cd "$part" && download "$1") || return 1
	tree=$(find "$part" -mindepth 1 -maxdepth 1 -type d)
	sed -n 's/^\(Version\|Package-List\|Source\): /\1: /p' "$part"/*.dsc >"$tree/.package"
	mv "$tree" "build/deps/src/$1"
	rm -rf "$part"
}

# The mirror may have the files of none of them, and those of another suite: testing's, sid's, then the Debian
# before. The archive's keys are the same, and a source is unpacked, never installed. A suite whose lists are out
# of date, or cannot be had, is none.
elsewhere() { # PACKAGE
	for suite in testing sid oldstable; do
		(
			apt_setup "src-$suite" "$(dpkg --print-architecture)" deb-src
			apt_suite "$suite"
			apt_lists
			fetch "$1"
		) || continue
		version=$(sed -n 's/^Version: //p' "build/deps/src/$1/.package")
		echo "deps: $1: the mirror lists this system's versions without having their files, taking $suite's, $version" >&2
		return 0
	done
	return 1
}

for package; do
	[ ! -e "build/deps/src/$package/.package" ] || continue
	apt_lists
	echo "deps: $package: unpacking the source into build/deps/src/$package"
	fetch "$package" && continue
	apt_lists again
	fetch "$package" && continue
	elsewhere "$package" || {
		cat "$state/download.log" >&2
		die "$package: source download failed, here as in testing, sid and oldstable; nothing was changed. Another mirror" \
			"in apt's sources may have it"
	}
done
