#!/bin/sh
# SPDX-License-Identifier: MIT
# Build libcurl, with TLS from mbedTLS or without any, from the distribution's sources and by their own
# build systems, into one static library. mbedtls.config names what mbedTLS has, the options below what
# libcurl has: http, https and passive ftp. What the loader does not use is off, for size and so that no
# name from a configuration reaches it; names are resolved by pxe/dns, never by libcurl.
# usage: deps/curl.sh CURL-SOURCE MBEDTLS-SOURCE|- OUT-DIR CC GNU-TRIPLE|- AR [FLAG...]
#        leaves OUT-DIR/lib.a and OUT-DIR/include      -: for this machine
set -eu
[ $# -ge 6 ] || { echo "usage: curl.sh CURL-SOURCE MBEDTLS-SOURCE|- OUT-DIR CC GNU-TRIPLE|- AR [FLAG...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
curl=$(cd "$1" && pwd)
tls=
[ "$2" = - ] || tls=$(cd "$2" && pwd)
out=$3 cc=$4 triple=$5 ar=$6
case $cc in */*) cc=$(cd "${cc%/*}" && pwd)/${cc##*/} ;; esac
shift 6
unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS CPPFLAGS LDFLAGS LIBS || true
export LC_ALL=C

# Two makes in one checkout: the second one waits, and takes what the first one made.
mkdir -p "$(dirname "$out")"
exec 9>"$out.lock"
flock 9
recipe="$here/curl.sh $here/curl_lean.h $here/mbedtls.config $here/mbedtls_configure.py"
made="$cc $triple $ar $* $({ cat $recipe "$curl/.package" ${tls:+"$tls/.package"}; $cc --version; } | sha256sum)"
if [ "$(cat "$out/made" 2>/dev/null)" = "$made" ] && [ -e "$out/lib.a" ]; then
	touch "$out/lib.a"
	exit 0
fi
rm -rf "$out" "$out.part"
mkdir -p "$out.part/include" "$out.part/curl" "$out.part/objects/curl"
part=$(cd "$out.part" && pwd)
log=$part/log
flags="$* -w -ffile-prefix-map=$curl=curl -ffile-prefix-map=$part=."

run() { # WHAT COMMAND...
	what=$1
	shift
	"$@" </dev/null >>"$log" 2>&1 || {
		tail -n 30 "$log" >&2
		echo "curl: $what failed, whole log in $log" >&2
		exit 1
	}
}

# mbedTLS is built inside its source only.
if [ -n "$tls" ]; then
	for dir in include library scripts framework 3rdparty; do
		[ ! -e "$tls/$dir" ] || { mkdir -p "$part/mbedtls" && cp -a "$tls/$dir" "$part/mbedtls/"; }
	done
	run "mbedTLS's configuration" /usr/bin/python3 "$here/mbedtls_configure.py" "$part/mbedtls" "$here/mbedtls.config"
	run "the build of mbedTLS" make -C "$part/mbedtls/library" -j"${JOBS:-2}" CC="$cc" AR="$ar" RL=true \
		CFLAGS="$flags" libmbedcrypto.a libmbedx509.a libmbedtls.a
	cp -R "$part/mbedtls/include/mbedtls" "$part/mbedtls/include/psa" "$part/include/"
	mkdir -p "$part/tls/lib"
	ln -s ../include "$part/tls/include"
	cp "$part"/mbedtls/library/libmbed*.a "$part/tls/lib/"
fi

# What configure finds out about a compiler and its C library is the same with TLS and without, so the
# second library beside this one starts from these answers. The flags of the build come with make: they
# would only slow down each of its questions. The libc's functions that are denied here would be linked in
# for a resolver that never runs. A sanitized mbedTLS wants its sanitizer at each link.
sanitizer=
for flag; do case $flag in -fsanitize=*) sanitizer="$sanitizer $flag" ;; esac; done
answers=${out%/*}/curl-answers-$({ echo "$cc$sanitizer"; $cc --version; cat "$curl/.package" "$here/curl.sh"; } | sha256sum | cut -c 1-16)
[ ! -e "$answers" ] || cp "$answers" "$part/answers"
answers=$(cd "${out%/*}" && pwd)/${answers##*/}
host=
[ "$triple" = - ] || host=--host=$triple
# mbedTLS asks the program for random numbers (pxe/http/tls.c). configure's own programs have none to give, and
# with mbedTLS 3.6 they do not link without. A build without TLS gets the flag too: configure takes no answers
# that were found with other flags.
random=-Wl,--defsym=mbedtls_hardware_poll=0
cd "$part/curl"
curl_disallow_getaddrinfo=yes curl_disallow_gethostbyname_r=yes curl_disallow_alarm=yes \
curl_disallow_getifaddrs=yes PKG_CONFIG=false CC=$cc AR=$ar LDFLAGS="$sanitizer $random" \
run "configure" "$curl/configure" $host --cache-file="$part/answers" \
	--disable-shared --enable-static --without-pic --disable-dependency-tracking --disable-symbol-hiding --disable-debug \
	--enable-http --enable-http-auth --enable-basic-auth --enable-ftp --enable-proxy \
	--disable-alt-svc --disable-ares --disable-aws --disable-bearer-auth --disable-bindlocal \
	--disable-cookies --disable-crypto-auth --disable-dateparse --disable-dict --disable-digest-auth \
	--disable-dnsshuffle --disable-docs --disable-doh --disable-ech --disable-file --disable-form-api \
	--disable-get-easy-options --disable-gopher --disable-headers-api --disable-hsts --disable-imap \
	--disable-ipfs --enable-ipv6 --disable-kerberos-auth --disable-ldap --disable-ldaps \
	--disable-libcurl-option --disable-manual --disable-mime --disable-mqtt --disable-negotiate-auth \
	--disable-netrc --disable-ntlm --disable-ntlm-wb --disable-pop3 --disable-progress-meter \
	--disable-pthreads --disable-rtsp --disable-sha512-256 --disable-smb --disable-smtp \
	--disable-socketpair --disable-sspi --disable-telnet --disable-tftp --disable-threaded-resolver \
	--disable-tls-srp --disable-unix-sockets --disable-verbose --disable-websockets \
	--without-brotli --without-ca-bundle --without-ca-path --without-gssapi --without-libidn2 \
	--without-libpsl --without-librtmp --without-libssh --without-libssh2 --without-nghttp2 \
	--without-zlib --without-zstd ${tls:+--with-mbedtls="$part/tls"} $([ -n "$tls" ] || echo --without-ssl)
cp "$part/answers" "$answers.part"
mv "$answers.part" "$answers"
run "the build" make -C lib -j"${JOBS:-2}" CFLAGS="$flags -include $here/curl_lean.h" libcurl.la
cp -R "$curl/include/curl" "$part/include/"

# One library of all. Names of objects come twice, in one folder they would be one.
for lib in "$part/curl/lib/.libs/libcurl.a" ${tls:+"$part"/tls/lib/libmbed*.a}; do
	mkdir -p "$part/objects/${lib##*/}"
	cd "$part/objects/${lib##*/}"
	run "unpacking of $lib" "$ar" x "$lib"
done
cd "$part"
run "the library" "$ar" qcsD lib.a objects/*/*.o
rm -rf objects curl mbedtls tls answers
echo "$made" >made
cd "$here"
mv "$part" "${part%.part}"
