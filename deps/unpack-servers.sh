#!/bin/sh
# SPDX-License-Identifier: MIT
# Real servers for the network tests, and clients to compare with, unpacked into build/deps/host
# and never installed: as packages the servers would start daemons on the user's machine, and they
# conflict with each other; busybox-static would drive out busybox.
# usage: deps/unpack-servers.sh   leaves build/deps/host/{tftpd-hpa,atftpd,nginx,kea-dhcp4-server,kea-dhcp6-server,radvd,isc-dhcp-server,
#        isc-dhcp-relay,tftp-hpa,atftp,busybox-static,lib}
set -eu
cd "$(dirname "$0")/.."
dest=build/deps/host
# With 64 bits of time libraries got other names.
either() { # PACKAGE PACKAGE
	if apt-cache policy "$1" | grep -q 'Candidate: [0-9]'; then echo "$1"; else echo "$2"; fi
}
packages="tftpd-hpa atftpd nginx libpcre2-8-0 libwrap0 libnsl2 $(either libtirpc3t64 libtirpc3)
	libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2 libkeyutils1
	kea-dhcp4-server kea-dhcp6-server kea-common radvd isc-dhcp-server isc-dhcp-relay
	$(either liblog4cplus-2.0.5t64 liblog4cplus-2.0.5) libmariadb3 libpq5 $(either libldap2 libldap-2.5-0) libsasl2-2
	tftp-hpa atftp busybox-static $(either libreadline8t64 libreadline8) libtinfo6"

if [ -e "$dest/.servers" ] && [ "$(cat "$dest/.servers")" = "$packages" ]; then
	exit 0
fi

# apt-get refuses to download into a folder that its own user cannot write, so a private one it is.
mkdir -p "$dest"
work=$(mktemp -d "$dest/servers.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

echo "unpacking servers and clients and their libraries into $dest (not installed)"
if ! (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download $packages); then
	echo "deps: servers and clients: not in apt's lists; run apt-get update and try again" >&2
	exit 1
fi
for deb in "$work"/*.deb; do
	name=$(basename "$deb")
	name=${name%%_*}
	case $name in lib* | kea-common) name=lib ;; esac
	dpkg -x "$deb" "$work/$name"
	rm -rf "$work/$name/etc" # start-up files are of no use here
done
for name in tftpd-hpa atftpd nginx kea-dhcp4-server kea-dhcp6-server radvd isc-dhcp-server isc-dhcp-relay tftp-hpa \
	atftp busybox-static lib; do
	rm -rf "${dest:?}/$name"
	mv "$work/$name" "$dest/$name"
done
echo "$packages" >"$dest/.servers"
