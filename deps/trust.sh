#!/bin/sh
# SPDX-License-Identifier: MIT
# What https believes, as files of the image: certificates of CAs, public keys of servers. The certificates are
# kept in DER, one behind the other, which packs better than PEM by a tenth.
# usage: deps/trust.sh OUT-DIR MANIFEST CA PIN
#   CA    a PEM file, or a folder of *.crt files (the distribution's); empty = none
#   PIN   "sha256//BASE64", several with ';' between; empty = none
set -eu
[ $# = 4 ] || { echo "usage: trust.sh OUT-DIR MANIFEST CA PIN" >&2; exit 2; }
out=$1 manifest=$2 ca=$3 pin=$4
export LC_ALL=C

der() { # NAME, of what is read
	/usr/bin/python3 -c '
import base64, re, sys
found = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", sys.stdin.read(), re.S)
if not found:
    sys.exit("trust: %s: no PEM certificate" % sys.argv[1])
sys.stdout.buffer.write(b"".join(map(base64.b64decode, found)))' "$1"
}

rm -rf "$out"
mkdir -p "$out"
name=$(basename "$out")
: >"$manifest.part"
[ -z "$ca$pin" ] || echo "dir  /etc/pxehop 0755 0 0" >>"$manifest.part"
if [ -d "$ca" ]; then
	for f in "$ca"/*.crt; do cat "$f"; done | der "$ca" >"$out/ca.der"
elif [ -n "$ca" ]; then
	der "$ca" <"$ca" >"$out/ca.der"
fi
[ -z "$ca" ] || echo "file /etc/pxehop/ca.der $name/ca.der 0644 0 0" >>"$manifest.part"
if [ -n "$pin" ]; then
	case $pin in sha256//?*) ;; *) echo "trust: PIN=$pin: not sha256//BASE64" >&2; exit 1 ;; esac
	echo "$pin" >"$out/pin"
	echo "file /etc/pxehop/pin $name/pin 0644 0 0" >>"$manifest.part"
fi
mv "$manifest.part" "$manifest"
