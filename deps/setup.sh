#!/bin/sh
# SPDX-License-Identifier: MIT
# Install the Debian packages that a kind of work needs, and say which. Does nothing, and needs
# neither root nor network, when all are there. None of them starts a daemon.
# usage: deps/setup.sh GROUP...      groups: build cross cross-ARCH linux u-boot qemu qemu-ARCH ipxe test fuzz bench
#        debian13 lint lab lab-tap lab-gdb
set -eu

# Where it is the native compiler it has no package of its own.
x86_64_gcc() {
	case $(dpkg --print-architecture) in
	amd64) echo gcc binutils ;;
	*) echo gcc-x86-64-linux-gnu binutils-x86-64-linux-gnu ;;
	esac
}

packages() {
	case $1 in
	build) echo gcc make libc6-dev zlib1g-dev libdeflate-dev libzstd-dev liblzma-dev libfdt-dev binutils \
		ca-certificates python3 ;;
	cross) echo dpkg-dev patch bzip2 xz-utils kmod file debian-archive-keyring ;;
	cross-s390x) echo gcc-s390x-linux-gnu binutils-s390x-linux-gnu linux-libc-dev-s390x-cross ;;
	cross-arm64) echo gcc-aarch64-linux-gnu binutils-aarch64-linux-gnu linux-libc-dev-arm64-cross ;;
	cross-armhf) echo gcc-arm-linux-gnueabihf binutils-arm-linux-gnueabihf \
		linux-libc-dev-armhf-cross ;;
	cross-x86_64) echo "$(x86_64_gcc)" linux-libc-dev-amd64-cross ;;
	cross-armel) echo gcc-arm-linux-gnueabi binutils-arm-linux-gnueabi linux-libc-dev-armel-cross ;;
	linux) echo make flex bison bc kmod lz4 zstd xz-utils libssl-dev libelf-dev ;;
	u-boot) echo make flex bison bc libssl-dev ;;
	qemu) echo qemu-system-data qemu-user python3 ;;
	qemu-s390x) echo qemu-system-misc ;;
	qemu-x86_64) echo qemu-system-x86 ovmf ipxe-qemu ;;
	ipxe) echo qemu-system-x86 ipxe binutils ;;
	qemu-arm64) echo qemu-system-arm u-boot-qemu qemu-efi-aarch64 ;;
	qemu-armhf) echo qemu-system-arm u-boot-qemu qemu-efi-arm ;;
	qemu-armel) echo qemu-system-arm ;;
	test) echo python3-pytest python3-pyftpdlib openssl python3-pytest-xdist python3-pexpect python3-scapy python3-pefile \
		python3-pyte dnsmasq-base iproute2 nftables \
		tcpdump cpio file util-linux u-boot-tools \
		device-tree-compiler xz-utils zstd ;;
	fuzz) echo clang libclang-rt-dev llvm ;;
	debian13) echo mmdebstrap util-linux debian-archive-keyring ;;
	lint) echo clang-format cppcheck ;;
	lab) echo fakeroot e2fsprogs qemu-utils openssh-client xz-utils kmod debian-archive-keyring ;;
	lab-tap) echo dnsmasq-base iproute2 util-linux ;;
	lab-gdb) echo gdb-multiarch ;;
	bench) echo curl wget openssl dnsmasq-base iproute2 python3 ;;
	*)
		echo "setup: $1: no such group" >&2
		exit 2
		;;
	esac
}

missing() { # PACKAGE...
	for p; do
		case $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null || true) in
		installed) ;;
		*) printf '%s ' "$p" ;;
		esac
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Of apt and dpkg only installing waits for somebody else's lock, who may be another job of this make.
patiently() { # COMMAND...
	for try in $(seq 300); do
		said=$(as_root env LC_ALL=C "$@" 2>&1) && return 0
		case $said in
		*"not get lock"* | *"locked by another process"*) ;;
		*) break ;;
		esac
		[ "$try" != 1 ] || echo "setup: another apt is at work, waiting up to 10 minutes"
		sleep 2
	done
	echo "$said" >&2
	return 1
}

# Somebody else's apt may be at work, or an earlier run may have been cut off: wait, then mend.
install() {
	if [ -n "$(dpkg --audit 2>/dev/null)" ] || ls /var/lib/dpkg/updates/[0-9]* >/dev/null 2>&1; then
		echo "setup: finishing an interrupted dpkg run"
		patiently dpkg --configure -a
	fi
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends \
		-o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install "$@"
}

want=
for group; do want="$want $(packages "$group")"; done
need=$(missing $want)
[ -n "$need" ] || exit 0
echo "setup: installing for '$*': $need"
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
	echo "setup: not root and no sudo; run as root: apt-get install --no-install-recommends $need" >&2
	exit 1
fi
# Lists may be absent or stale; fetching them is the cure for most failures.
install $need || {
	patiently apt-get -qq update || true
	patiently dpkg --configure -a || true
	install $need
}
[ -z "$(missing $need)" ] || { echo "setup: still missing: $(missing $need)" >&2; exit 1; }
