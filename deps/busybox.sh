#!/bin/sh
# SPDX-License-Identifier: MIT
# Build the rescue shell, busybox, from the distribution's source for one target.
# usage: deps/busybox.sh SOURCE TOOLCHAIN GNU-TRIPLE OUT      OUT is the stripped program
set -eu
source=$(cd "$1" && pwd)
cc=$(cd "$2" && pwd)/cc
out=$(mkdir -p "$(dirname "$4")" && cd "$(dirname "$4")" && pwd)/$(basename "$4")
work=${out%/*}/build-${out##*/}
rm -rf "$work"
mkdir -p "$work"

# Our make's own options and flags are none of its business. The date goes into its banner.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS LDFLAGS || true
export KCONFIG_NOTIMESTAMP=1 LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-0}"
run() {
	make -C "$source" O="$work" CROSS_COMPILE="$3-" CC="$cc" \
		EXTRA_CFLAGS="-Os -fPIE -ffunction-sections -fdata-sections -ffile-prefix-map=$source=. -ffile-prefix-map=$work=." \
		SKIP_STRIP=y "$4" >>"$work/log" 2>&1 || {
		tail -n 30 "$work/log" >&2
		echo "busybox: $4: build failed, whole log in $work/log" >&2
		exit 1
	}
}
fragment=$PWD/deps/busybox.config
run . . "$3" allnoconfig </dev/null
# Switching one thing on makes others appear with their defaults, often yes: what is not named in
# the fragment goes off again, until nothing new appears.
for _ in 1 2 3 4; do
	awk -v fragment="$fragment" '
		BEGIN { while ((getline l < fragment) > 0) if (l ~ /^CONFIG_/) { split(l, a, "="); want[a[1]] = l } }
		{ name = $0; sub(/^# /, "", name); sub(/[ =].*/, "", name) }
		name in want { next }
		/^CONFIG_.*=y$/ && !/APPLET|MTIME|NOTIMESTAMP/ { print "# " name " is not set"; next }
		{ print }
		END { for (n in want) print want[n] }' "$work/.config" >"$work/.config.new"
	mv "$work/.config.new" "$work/.config"
	yes "" | run . . "$3" oldconfig
done
# A word that busybox does not know, or whose needs are off, would vanish in silence.
sed -n 's/^\(CONFIG_[A-Z0-9_]*=y\)$/\1/p' "$fragment" | while read -r line; do
	grep -qx "$line" "$work/.config" || { echo "busybox: $line did not take" >&2; exit 1; }
done
run . . "$3" busybox </dev/null
"$3-strip" -o "$out.part" "$work/busybox"
mv "$out.part" "$out"
