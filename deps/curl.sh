#!/bin/sh
# SPDX-License-Identifier: MIT
# Build libcurl, with TLS from mbedTLS or without any, from the distribution's sources into one
# static library. Their configure scripts are not run: what those would find out is the same for
# every target and stands in curl_config.h and mbedtls_config.h.
# usage: deps/curl.sh CURL-SOURCE MBEDTLS-SOURCE|- OUT-DIR CC AR [FLAG...]
#        leaves OUT-DIR/lib.a and OUT-DIR/include
set -eu
[ $# -ge 5 ] || { echo "usage: curl.sh CURL-SOURCE MBEDTLS-SOURCE|- OUT-DIR CC AR [FLAG...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
curl=$(cd "$1" && pwd)
tls=
[ "$2" = - ] || tls=$(cd "$2" && pwd)
out=$3 cc=$4 ar=$5
shift 5

# Two makes in one checkout: the second one waits, and takes what the first one made.
mkdir -p "$(dirname "$out")"
exec 9>"$out.lock"
flock 9
made="$cc $ar $* $curl $tls"
if [ "$(cat "$out/made" 2>/dev/null)" = "$made" ] && [ -e "$out/lib.a" ] &&
	[ -z "$(find "$here"/curl* "$here/mbedtls_config.h" "$here/http.mk" -newer "$out/lib.a")" ]; then
	touch "$out/lib.a"
	exit 0
fi
rm -rf "$out" "$out.part"
mkdir -p "$out.part/include" "$out.part/curl" "$out.part/vtls" "$out.part/mbedtls"
part=$(cd "$out.part" && pwd)
cp "$here/curl_config.h" "$here/mbedtls_config.h" "$part/include/"
cp -R "$curl/include/curl" "$part/include/"
[ -z "$tls" ] || cp -R "$tls/include/mbedtls" "$tls/include/psa" "$part/include/"

unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS LDFLAGS || true
make -f "$here/curl.mk" -j"${JOBS:-2}" CURL="$curl" TLS="$tls" OUT="$part" CC="$cc" AR="$ar" \
	FLAGS="$* -ffile-prefix-map=$curl=curl ${tls:+-ffile-prefix-map=$tls=mbedtls} -ffile-prefix-map=$part=." \
	"$part/lib.a" >"$part/log" 2>&1 </dev/null || {
	tail -n 30 "$part/log" >&2
	echo "curl: build failed, whole log in $part/log" >&2
	exit 1
}
rm -rf "$part/curl" "$part/vtls" "$part/mbedtls"
echo "$made" >"$out.part/made"
mv "$out.part" "$out"
