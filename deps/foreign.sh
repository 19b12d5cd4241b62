#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetch packages of any Debian architecture and unpack them into build/deps/<arch>/<package>;
# nothing is installed. A package that is there already costs nothing, not even the network.
# usage: deps/foreign.sh DEBIAN-ARCH PACKAGE...
#   DEBIAN-ARCH may be `all`. PACKAGE may be NAME=META: then what the metapackage META stands for is
#   unpacked as NAME. What such a package depends on at its very own version belongs to it and comes along
#   (from 7.x on Debian's kernels are linux-binary, linux-modules and linux-base).
#   SUITE=sid takes it from that suite of the same mirrors, into build/deps/<arch>-sid.
set -eu
cd "$(dirname "$0")/.."
. deps/apt.sh

[ $# -ge 2 ] || die "usage: foreign.sh DEBIAN-ARCH PACKAGE..."
arch=$1
shift
# What is for every machine is in every machine's lists: this one's are there already or will be.
if [ "$arch" = all ]; then native=$(dpkg --print-architecture); else native=$arch; fi
apt_setup "$native${SUITE:+-$SUITE}" "$native" deb
[ -z "${SUITE-}" ] || apt_suite "$SUITE"
unpacked=build/deps/$arch${SUITE:+-$SUITE}

# apt checks the archive's signature and each file's checksum. The folder appears whole or not at
# all: it is unpacked beside and renamed, so an interrupted run leaves nothing half done.
fetch() { # FOLDER PACKAGE WANT
	part=$unpacked/$1.part
	rm -rf "$part" "$unpacked/$1"
	mkdir -p "$part/deb" "$part/root"
	more=$2
	asked=$3
	while [ -n "$more" ]; do
		rm -f "$part"/deb/*.deb
		(cd "$part/deb" && our_apt apt-get download ${more%% *} >"$state/download.log" 2>&1) || return 1
		set -- "$1" "$part"/deb/*.deb
		dpkg -x "$2" "$part/root"
		[ -e "$part/root/.package" ] || dpkg-deb -f "$2" Package Version Architecture >"$part/root/.package"
		more=${more#"${more%% *}"}
		case $asked in *=*) more=$more$(own_parts "$2") ;; esac
		more=${more# }
	done
	sync -d "$part/root/.package"
	mv "$part/root" "$unpacked/$1"
	rm -rf "$part"
}

own_parts() { # DEB: prints " NAME" for each package that it is split into and that was not named before
	version=$(dpkg-deb -f "$1" Version)
	dpkg-deb -f "$1" Depends | tr ',' '\n' | sed -n "s/^ *\([a-z0-9][^ ]*\) (= \(.*\))\$/\1 \2/p" |
		while read -r name own; do
			[ "$own" != "$version" ] || grep -qsx "$name" "$part/seen" || {
				echo "$name" >>"$part/seen"
				printf ' %s' "$name"
			}
		done
}

resolve() { # NAME or NAME=META; sets $name and $package
	name=${1%%=*}
	package=$1
	case $1 in *=*)
		stem=${1#*=}
		package=$(our_apt apt-cache depends --important "${1#*=}" |
			sed -n 's/^ *Depends: \('"${stem%-*}"'-[^:]*\).*/\1/p' | head -n 1)
		[ -n "$package" ] || die "${1#*=}: no such package for $arch"
		;;
	esac
}

# A mirror may list what it does not have. Names of kernels differ by their numbers alone.
before() { # PACKAGE; prints the newest of its kind that is older
	kind=$(echo "$1" | sed 's/[0-9][0-9]*/[0-9][0-9]*/g; s/\./[.]/g')
	our_apt apt-cache pkgnames "${1%%[0-9]*}" | grep -x "$kind" | sort -V |
		awk -v newest="$1" '$0 == newest { exit } { print }' | tail -n 1
}

for want; do
	[ ! -e "$unpacked/${want%%=*}/.package" ] || continue
	apt_lists
	resolve "$want"
	echo "deps: $package ($arch): unpacking into $unpacked/$name"
	fetch "$name" "$package" "$want" && continue
	apt_lists again
	resolve "$want"
	until fetch "$name" "$package" "$want"; do
		cat "$state/download.log" >&2
		older=
		case $want in *=*) older=$(before "$package") ;; esac
		[ -n "$older" ] || die "$package ($arch): download failed; nothing was changed"
		echo "deps: $package ($arch): not to be had, taking $older"
		package=$older
	done
done
