#!/bin/sh
# SPDX-License-Identifier: MIT
# Build one library that unpacks kernels from the distribution's source, by its own build system and
# with the flags of all other code. The distribution's ready-made ones are not hardened as the rest is,
# and its libzstd reads the formats of zstd 0.5 to 0.7 too, which no kernel is packed in.
# usage: deps/codecs.sh zlib|xz|zstd SOURCE OUT-DIR CC GNU-TRIPLE [FLAG...]
#        leaves OUT-DIR/lib.a and OUT-DIR/include
set -eu
[ $# -ge 5 ] || { echo "usage: codecs.sh zlib|xz|zstd SOURCE OUT-DIR CC GNU-TRIPLE [FLAG...]" >&2; exit 2; }
codec=$1 source=$2 out=$3 cc=$PWD/$4 triple=$5
shift 5
rm -rf "$out" "$out.part"
mkdir -p "$out.part/include"
part=$(cd "$out.part" && pwd)
log=$part/log
cp -a "$source" "$part/source"
cd "$part/source"

unset MAKEFLAGS MFLAGS MAKEOVERRIDES LDFLAGS || true
flags="$* -ffile-prefix-map=$part/source=$codec"
build() {
	CC=$cc AR=$triple-gcc-ar RANLIB=$triple-gcc-ranlib CFLAGS=$flags "$@" >>"$log" 2>&1 </dev/null || {
		tail -n 30 "$log" >&2
		echo "$codec: build failed, whole log in $log" >&2
		exit 1
	}
}
case $codec in
zlib)
	build ./configure --static --solo # no heap, files or strings of the C library's
	build make -j"${JOBS:-2}" libz.a
	cp zlib.h zconf.h "$part/include/"
	lib=libz.a
	;;
xz)
	build ./configure --host="$triple" --disable-shared --enable-static --enable-threads=no \
		--disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo \
		--disable-scripts --disable-doc --disable-nls --enable-small
	build make -j"${JOBS:-2}" -C src/liblzma
	cp -R src/liblzma/api/lzma.h src/liblzma/api/lzma "$part/include/"
	lib=src/liblzma/.libs/liblzma.a
	;;
zstd)
	build make -C lib -j"${JOBS:-2}" libzstd.a CC="$cc" AR="$triple-gcc-ar" CFLAGS="$flags" \
		ZSTD_LEGACY_SUPPORT=0 ZSTD_LIB_DEPRECATED=0 ZSTD_LIB_DICTBUILDER=0 \
		ZSTD_LIB_MINIFY=1 ZSTD_NO_ASM=1
	cp lib/zstd.h lib/zstd_errors.h "$part/include/"
	lib=lib/libzstd.a
	;;
*)
	echo "codecs: $codec: there are zlib, xz and zstd" >&2
	exit 2
	;;
esac
cp "$lib" "$part/lib.a"
cd /
rm -rf "$part/source"
mv "$part" "${part%.part}"
