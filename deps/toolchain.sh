#!/bin/sh
# SPDX-License-Identifier: MIT
# Turn the distribution's cross gcc into a musl compiler that makes static programs only: PIE, or not with
# -no-pie.
# usage: deps/toolchain.sh GNU-TRIPLE MUSL-DEV-ROOT OUT-DIR      leaves OUT-DIR/{cc,musl.specs,uapi}
#
# The start file is named here because Debian's own musl specs, asked for -static-pie, link a
# program that wants an interpreter. Of the kernel's headers only linux/, asm/ and asm-generic/
# are shown: beside them lie those of the other C library.
set -eu
triple=$1
out=$(mkdir -p "$3" && cd "$3" && pwd)
lib=$(cd "$2" && echo "$PWD"/usr/lib/*-linux-musl*)
include=$(cd "$2" && echo "$PWD"/usr/include/*-linux-musl*)
[ -e "$lib/rcrt1.o" ] || { echo "toolchain: $lib: no rcrt1.o" >&2; exit 1; }

mkdir -p "$out/uapi"
for dir in linux asm asm-generic mtd; do
	ln -sfn "/usr/$triple/include/$dir" "$out/uapi/$dir"
done
# Without gcc's crtbegin and crtend: they are for C++, transactions and unwinding.
cat >"$out/musl.specs.part" <<END
%rename cc1 gnu_cc1
%rename cpp_options gnu_cpp_options

*cpp_options:
-nostdinc -isystem $include -isystem include%s -isystem $out/uapi %(gnu_cpp_options)

*cc1:
%(gnu_cc1) -nostdinc -isystem $include -isystem include%s -isystem $out/uapi

*startfile:
%{no-pie:$lib/crt1.o;:$lib/rcrt1.o} $lib/crti.o

*endfile:
$lib/crtn.o

*libgcc:
libgcc.a%s -lc

*lib:
-lc

*link_libgcc:
-L$lib -L.%s

*link:
%{!r:-static %{!no-pie:-pie --no-dynamic-linker -z text}} -nostdlib

END
mv "$out/musl.specs.part" "$out/musl.specs"
cat >"$out/cc.part" <<END
#!/bin/sh
exec $triple-gcc -specs=$out/musl.specs "\$@"
END
chmod +x "$out/cc.part"
mv "$out/cc.part" "$out/cc"
