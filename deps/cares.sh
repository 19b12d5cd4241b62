#!/bin/sh
# SPDX-License-Identifier: MIT
# Build c-ares, which asks name servers, from the distribution's source and by its own build system, into a
# static library. It has neither files nor threads: cares_lean.h takes the ones, the options below the others.
# usage: deps/cares.sh SOURCE OUT-DIR CC GNU-TRIPLE|- AR [FLAG...]
#        leaves OUT-DIR/lib.a and OUT-DIR/include      -: for this machine
set -eu
[ $# -ge 5 ] || { echo "usage: cares.sh SOURCE OUT-DIR CC GNU-TRIPLE|- AR [FLAG...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
out=$2 cc=$3 triple=$4 ar=$5
case $cc in */*) cc=$(cd "${cc%/*}" && pwd)/${cc##*/} ;; esac
shift 5
unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS CPPFLAGS LDFLAGS LIBS || true
export LC_ALL=C

# Two makes in one checkout: the second one waits, and takes what the first one made.
mkdir -p "$(dirname "$out")"
exec 9>"$out.lock"
flock 9
made="$cc $triple $ar $* $({ cat "$here/cares.sh" "$here/cares_lean.h" "$source/.package"; $cc --version; } | sha256sum)"
if [ "$(cat "$out/made" 2>/dev/null)" = "$made" ] && [ -e "$out/lib.a" ]; then
	touch "$out/lib.a"
	exit 0
fi
rm -rf "$out" "$out.part"
mkdir -p "$out.part/include" "$out.part/build"
part=$(cd "$out.part" && pwd)
log=$part/log

run() { # WHAT COMMAND...
	what=$1
	shift
	"$@" </dev/null >>"$log" 2>&1 || {
		tail -n 30 "$log" >&2
		echo "c-ares: $what failed, whole log in $log" >&2
		exit 1
	}
}

# A sanitizer is wanted at each link, and flags of the build come with make: they would only slow down
# each of configure's questions. Debian's patches make parts of the build system look out of date.
sanitizer=
for flag; do case $flag in -fsanitize=*) sanitizer="$sanitizer $flag" ;; esac; done
# What configure finds out is the same for other flags.
answers=${out%/*}/cares-answers-$({ echo "$cc$sanitizer"; $cc --version; cat "$source/.package"; } | sha256sum | cut -c 1-16)
[ ! -e "$answers" ] || cp "$answers" "$part/answers"
answers=$(cd "${out%/*}" && pwd)/${answers##*/}
host=
[ "$triple" = - ] || host=--host=$triple
cd "$part/build"
CC="$cc$sanitizer" AR=$ar run "configure" "$source/configure" $host --cache-file="$part/answers" --disable-shared --enable-static --without-pic \
	--disable-dependency-tracking --disable-symbol-hiding --disable-debug --disable-warnings --disable-tests \
	--disable-cares-threads --without-random
cp "$part/answers" "$answers.part"
mv "$answers.part" "$answers"
run "the build" make -C src/lib -j"${JOBS:-2}" ACLOCAL=: AUTOCONF=: AUTOMAKE=: AUTOHEADER=: \
	CFLAGS="$* -w -ffile-prefix-map=$source=c-ares -ffile-prefix-map=$part=. -include $here/cares_lean.h" libcares.la
cp src/lib/.libs/libcares.a "$part/lib.a"
cp "$source"/include/ares*.h "$part/include/"
cp include/ares*.h "$part/include/"
cd "$part"
rm -rf build answers
echo "$made" >made
cd "$here"
mv "$part" "${part%.part}"
