#!/bin/sh
# SPDX-License-Identifier: MIT
# Unpack packages of Debian 13, whatever this machine runs, for the tests of what is newer there: firmware.
# They come from the same mirrors. Only packages for all architectures, which run in an emulator.
# usage: deps/newer.sh PACKAGE...      leaves build/deps/debian13/PACKAGE
set -eu
cd "$(dirname "$0")/.."
. deps/apt.sh

[ $# -ge 1 ] || die "usage: newer.sh PACKAGE..."
apt_setup debian13 "$(dpkg --print-architecture)" deb
apt_suite trixie

# The folder appears whole or not at all.
fetch() { # PACKAGE
	part=build/deps/debian13/$1.part
	rm -rf "$part" "build/deps/debian13/$1"
	mkdir -p "$part/deb" "$part/root"
	(cd "$part/deb" && our_apt apt-get download "$1" >"$state/download.log" 2>&1) || return 1
	dpkg -x "$part"/deb/*.deb "$part/root"
	dpkg-deb -f "$part"/deb/*.deb Package Version Architecture >"$part/root/.package"
	mv "$part/root" "build/deps/debian13/$1"
	rm -rf "$part"
}

for package; do
	[ ! -e "build/deps/debian13/$package/.package" ] || continue
	apt_lists
	echo "deps: $package (Debian 13): unpacking into build/deps/debian13/$package"
	fetch "$package" && continue
	apt_lists again
	fetch "$package" || {
		cat "$state/download.log" >&2
		die "$package (Debian 13): download failed; nothing was changed"
	}
done
