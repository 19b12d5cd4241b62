#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetch packages of any Debian architecture and unpack them into build/deps/<arch>/<package>;
# nothing is installed. A package that is there already costs nothing, not even the network.
# usage: deps/foreign.sh DEBIAN-ARCH PACKAGE...
#   PACKAGE may be NAME=META: then what the metapackage META depends on is unpacked as NAME.
set -eu
cd "$(dirname "$0")/.."
. deps/apt.sh

[ $# -ge 2 ] || die "usage: foreign.sh DEBIAN-ARCH PACKAGE..."
arch=$1
shift
apt_setup "$arch" "$arch" deb

# apt checks the archive's signature and each file's checksum. The folder appears whole or not at
# all: it is unpacked beside and renamed, so an interrupted run leaves nothing half done.
fetch() { # FOLDER PACKAGE
	part=build/deps/$arch/$1.part
	rm -rf "$part" "build/deps/$arch/$1"
	mkdir -p "$part/deb" "$part/root"
	(cd "$part/deb" && our_apt apt-get download "$2" >"$state/download.log" 2>&1) || return 1
	dpkg -x "$part"/deb/*.deb "$part/root"
	dpkg-deb -f "$part"/deb/*.deb Package Version Architecture >"$part/root/.package"
	sync -d "$part/root/.package"
	mv "$part/root" "build/deps/$arch/$1"
	rm -rf "$part"
}

resolve() { # NAME or NAME=META; sets $name and $package
	name=${1%%=*}
	package=$1
	case $1 in *=*)
		package=$(our_apt apt-cache depends --important "${1#*=}" |
			sed -n 's/^ *Depends: \([a-z0-9][^:]*\).*/\1/p' | head -n 1)
		[ -n "$package" ] || die "${1#*=}: no such package for $arch"
		;;
	esac
}

for want; do
	[ ! -e "build/deps/$arch/${want%%=*}/.package" ] || continue
	apt_lists
	resolve "$want"
	echo "deps: $package ($arch): unpacking into build/deps/$arch/$name"
	fetch "$name" "$package" && continue
	apt_lists again
	resolve "$want"
	fetch "$name" "$package" || {
		cat "$state/download.log" >&2
		die "$package ($arch): download failed; nothing was changed"
	}
done
