#!/bin/sh
# SPDX-License-Identifier: MIT
# Build U-Boot for a board that the distribution ships none for, from the distribution's source: it is
# a firmware of the boot tests, no part of any image.
# usage: deps/u-boot.sh SOURCE BOARD GNU-TRIPLE OUT      OUT is the program, in ELF
set -eu
source=$(cd "$1" && pwd)
board=$2
triple=$3
out=$(mkdir -p "$(dirname "$4")" && cd "$(dirname "$4")" && pwd)/$(basename "$4")
work=${out%/*}/build-${out##*/}
rm -rf "$work"
mkdir -p "$work"

unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS LDFLAGS || true
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-0}" ARCH=arm CROSS_COMPILE="$triple-"
{
	make -s -C "$source" O="$work" "${board}_defconfig"
	make -s -C "$source" O="$work" -j"$(nproc)" u-boot
} </dev/null >"$work/log" 2>&1 || {
	tail -n 30 "$work/log" >&2
	echo "u-boot: build failed, whole log in $work/log" >&2
	exit 1
}
"$triple-strip" -o "$out.part" "$work/u-boot"
mv "$out.part" "$out"
rm -rf "$work"
