#!/bin/sh
# SPDX-License-Identifier: MIT
# Build a kernel from the distribution's source, for a machine whose kernel it no longer ships.
# usage: deps/linux.sh SOURCE.tar.xz CONFIG LINUX-ARCH GNU-TRIPLE DTB OUT-DIR
# CONFIG names what is switched on; all the rest is off. OUT-DIR gets vmlinuz and the board's DTB.
set -eu
source=$1
config=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
arch=$3
triple=$4
dtb=$5
out=$(mkdir -p "$6" && cd "$6" && pwd)
work=$out/build-linux
rm -rf "$work"
mkdir -p "$work/source"
tar -xf "$source" -C "$work/source" --strip-components=1

unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS LDFLAGS ARCH || true
export LC_ALL=C TZ=UTC KBUILD_BUILD_USER=pxehop KBUILD_BUILD_HOST=pxehop
export KBUILD_BUILD_TIMESTAMP="@${SOURCE_DATE_EPOCH:-0}"
kbuild() {
	make -s -C "$work/source" O="$work/out" ARCH="$arch" CROSS_COMPILE="$triple-" "$@" \
		</dev/null >>"$work/log" 2>&1 || {
		tail -n 30 "$work/log" >&2
		echo "linux: build failed, whole log in $work/log" >&2
		exit 1
	}
}
kbuild KCONFIG_ALLCONFIG="$config" allnoconfig
# What the configuration asks for and this kernel does not have is missed here, not on the board.
grep '^CONFIG_' "$config" | while read -r line; do
	grep -qx "$line" "$work/out/.config" || { echo "linux: $line: not to be had" >&2; exit 1; }
done
kbuild -j"$(nproc)" zImage "$dtb"
cp "$work/out/arch/$arch/boot/dts/$dtb" "$out/dtb.part"
mv "$out/dtb.part" "$out/${dtb##*/}"
cp "$work/out/arch/$arch/boot/zImage" "$out/vmlinuz.part"
mv "$out/vmlinuz.part" "$out/vmlinuz"
rm -rf "$work"
