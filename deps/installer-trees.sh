#!/bin/sh
# SPDX-License-Identifier: MIT
# The PXELINUX configurations of Debian's installers, and the kernel and initrd of the text one: out
# of packages of 130 MB each. Only amd64 and i386 have configurations; the others start through GRUB
# (arm64) or a script of U-Boot (armhf).
# usage: deps/installer-trees.sh ARCH...      leaves build/deps/trees/ARCH/{text,gtk}
#   ARCH? is taken where the user's Debian has an installer for it: 13 has none for i386.
set -eu
cd "$(dirname "$0")/.."
. deps/apt.sh

[ $# -ge 1 ] || die "usage: installer-trees.sh ARCH..."
apt_setup installer "$(dpkg --print-architecture)" deb

# Each release's packages are called after it: the newest of what the user's suites have.
release() { # ARCH; prints a number
	our_apt apt-cache pkgnames debian-installer- |
		sed -n "s/^debian-installer-\([0-9][0-9]*\)-netboot-$1\$/\1/p" | sort -n | tail -n 1
}

# apt checks the archive's signature and the package's checksum. The folder appears whole or not at
# all.
fetch() { # ARCH
	part=build/deps/trees/$1.part
	rm -rf "$part" "build/deps/trees/$1"
	mkdir -p "$part/deb" "$part/root"
	release=$(release "$1")
	[ -n "$release" ] || {
		echo "no debian-installer-N-netboot-$1 in this system's suites" >"$state/download.log"
		return 1
	}
	(cd "$part/deb" && our_apt apt-get download "debian-installer-$release-netboot-$1" \
		>"$state/download.log" 2>&1) || return 1
	set -- "$1" '*/text/debian-installer/*/linux' '*/text/debian-installer/*/initrd.gz'
	case $1 in
	amd64 | i386) set -- "$@" '*/boot-screens/*.cfg' '*/boot-screens/*.txt' '*/pxelinux.cfg*' ;;
	esac
	dpkg-deb --fsys-tarfile "$part"/deb/*.deb |
		(shift && tar -x -C "$part/root" --wildcards "$@") 2>"$state/download.log" || return 1
	mv "$part/root/usr/lib/debian-installer/images/$release/$1" "build/deps/trees/$1"
	rm -rf "$part"
}

for want; do
	arch=${want%[?]}
	[ ! -e "build/deps/trees/$arch/text/debian-installer/$arch/linux" ] || continue
	apt_lists
	if [ "$want" != "$arch" ] && [ -z "$(release "$arch")" ]; then
		echo "deps: Debian's installer for $arch: none in this system's suites, going on without it"
		continue
	fi
	echo "deps: Debian's installer for $arch: into build/deps/trees/$arch"
	fetch "$arch" && continue
	apt_lists again
	fetch "$arch" || {
		cat "$state/download.log" >&2
		die "installer for $arch: download failed; nothing was changed"
	}
done
