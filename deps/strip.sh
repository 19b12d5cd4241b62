#!/bin/sh
# SPDX-License-Identifier: MIT
# A program without symbols, and without the table of its sections: the kernel loads segments, and
# the table with its names is 1.5 KB that only debuggers read; they have the other file.
# usage: deps/strip.sh GNU-TRIPLE PROGRAM OUT
set -eu

"$1-strip" -R .comment -o "$3.part" "$2"

# Where the last segment ends in the file; ELF's class says where the header tells of sections.
end=0
for segment in $("$1-readelf" -lW "$3.part" | awk '$1 == "LOAD" { print $2 "+" $5 }'); do
	[ "$(($segment))" -le "$end" ] || end=$(($segment))
done
case $("$1-readelf" -h "$3.part") in
*ELF64*) offset=40 offset_len=8 count=60 ;;
*) offset=32 offset_len=4 count=48 ;;
esac

out=$3
blank() { # OFFSET BYTES
	dd if=/dev/zero of="$out.part" bs=1 seek="$1" count="$2" conv=notrunc status=none
}
blank $offset $offset_len
blank $count 4
truncate -s "$end" "$3.part"
mv "$3.part" "$3"
