# SPDX-License-Identifier: MIT
# PCs and virtual machines with UEFI. A workstation of this kind runs its programs by itself; the
# emulator is for all others.

GNU   := x86_64-linux-gnu
DEB   := amd64
QEMU  := qemu-x86_64
LINUX := linux-image-amd64
LINUX_ARCH  := x86_64
LINUX_MAKES := bzImage modules

FOR_SRC  := init/kexec/for_x86_64.c
# No compressed formats but the kernel's own, and no device tree.
NOT_SRC  := $(TREE_SRC)
NOT_TEST := $(TREE_TEST)

# Virtual machines, and what most servers and desktops have on board.
MODULES ?= virtio_net virtio_pci e1000 e1000e igb igc ixgbe i40e r8169 tg3 bnxt_en vmxnet3 hv_netvsc \
           xen-netfront 8021q bonding efivarfs? realtek broadcom r8152 ax88179_178a asix cdc_ether cdc_ncm xhci-pci
# On a PC nothing says where the console is. A port that is not there does no harm.
CMDLINE ?= console=ttyS0,115200 console=tty0

IMAGE      := $(T)/pxehop.efi
EFI_STUB   := x64
BOOT_TREES := $(B)/setup/trees
