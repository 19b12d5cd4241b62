#!/bin/sh
# SPDX-License-Identifier: MIT
# Build the loader's own kernel from the distribution's source.
# usage: deps/linux.sh PACKAGE LINUX-ARCH GNU-TRIPLE OUT TARGET... -- FRAGMENT...
# PACKAGE is an unpacked linux-source; the first TARGET is the kernel's image, others are modules or
# device trees. OUT becomes a link to a folder of build/deps/kernels that is laid out like an unpacked
# kernel package. There is one for each hash of source version, fragments, compiler and this script, their
# comments aside.
#
# What no fragment names is off. CONFIG_X=y must be had, or the build stops; ?CONFIG_X=y is wanted where
# source and machine have it. "-O2 NAME..." compiles each NAME.c with -O2, in whichever folder it lies.
set -eu
say() { echo "linux: $*" >&2; }
die() {
	say "$*"
	exit 1
}
[ $# -ge 7 ] || die "usage: linux.sh PACKAGE LINUX-ARCH GNU-TRIPLE OUT TARGET... -- FRAGMENT..."
package=$1
arch=$2
triple=$3
out=$4
image=$5
shift 5
extra=
while [ "$1" != -- ]; do
	extra="$extra $1"
	shift
done
shift

kernels=$(cd "$(dirname "$0")/.." && pwd)/build/deps/kernels
source=$(echo "$package"/usr/src/linux-source-*.tar.xz)
[ -e "$source" ] || die "$package: no linux-source-*.tar.xz there"
version=$(sed -n 's/^Version: //p' "$package/.package")
hash=$({
	echo "$version $arch $triple $image $extra"
	"$triple-gcc" --version | head -n 1
	"$triple-ld" --version | head -n 1
	cat "$0" "$@" | sed '/^[[:space:]]*#/{/ is not set$/!d;};/^$/d'
} | sha256sum | cut -c 1-16)
kernel=$kernels/$arch-$hash
work=$kernel.build

# Newer than what it was made of, for make.
link() {
	touch "$kernel/.package"
	mkdir -p "$(dirname "$out")"
	ln -sfn "$kernel" "$out.part"
	mv -T "$out.part" "$out"
	exit 0
}
mkdir -p "$kernels"
exec 9>"$kernel.lock"
flock 9 # what another make builds meanwhile is ours too
[ ! -e "$kernel/.package" ] || link

rm -rf "$work" "$kernel"
mkdir -p "$work/source" "$work/root/boot"
began=$(date +%s)
say "${source##*/} $version: unpacking"
tar -xf "$source" -C "$work/source" --strip-components=1

unset MAKEFLAGS MFLAGS MAKEOVERRIDES CFLAGS LDFLAGS ARCH || true
export LC_ALL=C TZ=UTC KBUILD_BUILD_USER=pxehop KBUILD_BUILD_HOST=pxehop KBUILD_BUILD_VERSION=1
# The day of the source, not of the build.
KBUILD_BUILD_TIMESTAMP=@$(stat -c %Y "$source")
export KBUILD_BUILD_TIMESTAMP
kbuild() { # TARGET OR VARIABLE...
	make -C "$work/source" O="$work/out" ARCH="$arch" CROSS_COMPILE="$triple-" "$@" \
		</dev/null >>"$work/log" 2>&1
}
failed() {
	tail -n 30 "$work/log" >&2
	die "build failed, whole log in $work/log"
}

cat "$@" | sed '/^-O2 /d;s/^?//' >"$work/all.config"
kbuild KCONFIG_ALLCONFIG="$work/all.config" allnoconfig || failed
# What is asked for and not to be had is missed here, not on the machine.
cat "$@" | grep -E '^[?]?CONFIG_' | {
	missing=
	while read -r line; do
		grep -qxF "${line#[?]}" "$work/out/.config" && continue
		case $line in
		[?]*) say "not in this kernel: ${line#[?]}" ;;
		*) missing="$missing $line" ;;
		esac
	done
	[ -z "$missing" ] || die "not to be had from $version:$missing"
}

# Kbuild puts CFLAGS_NAME.o behind all other flags of a file.
fast=$(cat "$@" | sed -n 's/^-O2 //p' | tr ' ' '\n' | sed 's/.*/CFLAGS_&.o=-O2/')
kbuild -j"$(nproc)" $fast "$image" $extra &
make=$!
trap 'kill $make 2>/dev/null; exit 1' HUP INT TERM
progress() { printf "linux: %d files compiled, %d s$1" "$(grep -c '^  \(CC\|AS\)' "$work/log")" $(($(date +%s) - began)) >&2; }
every=30
[ ! -t 2 ] || every=2
last=$began
while kill -0 $make 2>/dev/null; do
	sleep 1
	[ $(($(date +%s) - last)) -ge $every ] || continue
	last=$(date +%s)
	if [ -t 2 ]; then progress '\r'; else progress '\n'; fi
done
wait $make || failed
progress '\n'

release=$(cat "$work/out/include/config/kernel.release")
for built in "$work"/out/arch/*/boot/"$image"; do # x86 has a second name for it
	cp "$built" "$work/root/boot/vmlinuz-$release"
done
cp "$work/out/.config" "$work/root/boot/config-$release"
cp "$work/out/System.map" "$work/root/boot/System.map-$release"
for target in $extra; do
	case $target in
	modules) kbuild modules_install INSTALL_MOD_PATH="$work/root" INSTALL_MOD_STRIP=1 DEPMOD=true || failed ;;
	*.dtb)
		mkdir -p "$work/root/usr/lib/linux-image-$release"
		cp "$work/out/arch/$arch/boot/dts/$target" "$work/root/usr/lib/linux-image-$release/"
		;;
	esac
done
rm -f "$work"/root/lib/modules/*/build "$work"/root/lib/modules/*/source
printf 'Package: linux-small\nVersion: %s\nArchitecture: %s\n' "$version" "$arch" >"$work/root/.package"
mv "$work/root" "$kernel"
rm -rf "$work"
say "$release for $arch: $(stat -c %s "$kernel/boot/vmlinuz-$release") bytes, built in $(($(date +%s) - began)) s"
link
