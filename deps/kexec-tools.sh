#!/bin/sh
# SPDX-License-Identifier: MIT
# Build kexec, the yardstick of `make bench-hop`, from the distribution's source for one target.
# usage: deps/kexec-tools.sh SOURCE TOOLCHAIN GNU-TRIPLE OUT      OUT is the stripped program
set -eu
source=$(cd "$1" && pwd)
cc=$(cd "$2" && pwd)/cc
out=$(mkdir -p "$(dirname "$4")" && cd "$(dirname "$4")" && pwd)/$(basename "$4")
work=${out%/*}/build-${out##*/}
rm -rf "$work"
# It cannot be built outside of its source.
cp -a "$source" "$work"

unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS LDFLAGS || true
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-0}"
cd "$work"
{
	./configure --host="$3" CC="$cc" BUILD_CC=cc --without-zlib --without-lzma --without-xen \
		CFLAGS="-Os -include limits.h -fPIE -ffunction-sections -fdata-sections -ffile-prefix-map=$work=." \
		LDFLAGS="-Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack,--build-id=none"
	make build/sbin/kexec
} </dev/null >log 2>&1 || {
	tail -n 30 log >&2
	echo "kexec-tools: build failed, whole log in $work/log" >&2
	exit 1
}
"$3-strip" -o "$out.part" build/sbin/kexec
mv "$out.part" "$out"
