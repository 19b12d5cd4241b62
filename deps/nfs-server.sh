#!/bin/sh
# SPDX-License-Identifier: MIT
# An NFS server that is a program and nothing else, with its libraries, unpacked and never installed: as a
# package it would start by itself, and bring rpcbind and D-Bus along.
# usage: deps/nfs-server.sh      leaves build/deps/host/nfs-ganesha
set -eu
cd "$(dirname "$0")/.."
dest=build/deps/host/nfs-ganesha
[ ! -e "$dest/.package" ] || exit 0
. deps/apt.sh
native=$(dpkg --print-architecture)
apt_setup "$native" "$native" deb
[ ! -e "$dest/.package" ] || exit 0 # another run has had the lock meanwhile
apt_lists

# Libraries alone, and theirs in turn. The C library is this machine's.
names() {
	had=
	more="nfs-ganesha nfs-ganesha-vfs"
	while [ -n "$more" ]; do
		had="$had $more"
		more=$(our_apt apt-cache depends --important $more | sed -n 's/^ *Depends: \(lib[^ ]*\)$/\1/p' |
			grep -vxE "libc6|libgcc-s1|$(echo $had | tr ' ' '|')" | sort -u | tr '\n' ' ')
	done
	echo $had
}
rm -rf "$dest" "$dest.part"
mkdir -p "$dest.part/deb" "$dest.part/root"
trap 'rm -rf "$dest.part"' EXIT
trap 'exit 1' HUP INT TERM
echo "deps: NFS-Ganesha: unpacking into $dest (not installed)"
fetch() {
	packages=$(names) && (cd "$dest.part/deb" && our_apt apt-get download $packages) >"$state/download.log" 2>&1
}
fetch || { apt_lists again && fetch; } || {
	cat "$state/download.log" >&2
	die "NFS-Ganesha: download failed; nothing was changed"
}
for file in "$dest.part"/deb/*.deb; do dpkg -x "$file" "$dest.part/root"; done
rm -rf "$dest.part/root/etc" "$dest.part/root/usr/share"
dpkg-deb -f "$dest.part"/deb/nfs-ganesha_*.deb Package Version Architecture >"$dest.part/root/.package"
mv "$dest.part/root" "$dest"
