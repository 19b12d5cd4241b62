#!/bin/sh
# SPDX-License-Identifier: MIT
# What https believes, as files of the image: certificates of CAs, public keys of servers.
# usage: deps/trust.sh OUT-DIR MANIFEST CA PIN
#   CA    a PEM file, or a folder of *.crt files (the distribution's); empty = none
#   PIN   "sha256//BASE64", several with ';' between; empty = none
set -eu
[ $# = 4 ] || { echo "usage: trust.sh OUT-DIR MANIFEST CA PIN" >&2; exit 2; }
out=$1 manifest=$2 ca=$3 pin=$4
export LC_ALL=C
rm -rf "$out"
mkdir -p "$out"
name=$(basename "$out")
: >"$manifest.part"
[ -z "$ca$pin" ] || echo "dir  /etc/pxehop 0755 0 0" >>"$manifest.part"
if [ -d "$ca" ]; then
	for f in "$ca"/*.crt; do cat "$f"; done >"$out/ca.pem"
elif [ -n "$ca" ]; then
	grep -q -e '-----BEGIN CERTIFICATE-----' "$ca" || { echo "trust: $ca: no PEM certificate" >&2; exit 1; }
	cat "$ca" >"$out/ca.pem"
fi
[ -z "$ca" ] || echo "file /etc/pxehop/ca.pem $name/ca.pem 0644 0 0" >>"$manifest.part"
if [ -n "$pin" ]; then
	case $pin in sha256//?*) ;; *) echo "trust: PIN=$pin: not sha256//BASE64" >&2; exit 1 ;; esac
	echo "$pin" >"$out/pin"
	echo "file /etc/pxehop/pin $name/pin 0644 0 0" >>"$manifest.part"
fi
mv "$manifest.part" "$manifest"
