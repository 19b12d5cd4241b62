# SPDX-License-Identifier: MIT
# IBM Z: LPARs, z/VM and KVM guests, whose firmware loads one file over TFTP.

GNU   := s390x-linux-gnu
DEB   := s390x
QEMU  := qemu-s390x
LINUX := linux-image-s390x
# A third of the distribution's to load and unpack, and Debian's has no kexec after 12 (docs/kernels.md).
KERNEL ?= small
LINUX_ARCH  := s390
LINUX_MAKES := bzImage modules

ENTRY_SRC := init/kexec/s390x_entry.S
FOR_SRC   := init/kexec/for_s390x.c
# Its kernels are of one format of their own, and no device tree describes the machine.
NOT_SRC   := $(TREE_SRC)
NOT_TEST  := $(TREE_TEST)

# Every NIC that a guest or an LPAR may have (LCS is gone from Linux 7.x), but for RoCE's: mlx5 and mlx4 would make 0.3
# and 0.2 MB of the image (docs/kernels.md); ship them with MODULES="... mlx5_core".
MODULES ?= virtio_net virtio_pci qeth_l2 qeth_l3 lcs? ctcm 8021q bonding

# The second is a list; what it names and a z/VM guest's EXEC are made with it.
IMAGE := $(T)/pxelinux.0 $(T)/pxehop.ins
BOOT_PARTS := lab-root $(B)/setup/nfs
IMAGE_PARTS := $(addprefix $(T)/pxehop.,img rd prm addrsize exec)
$(T)/pxelinux.0: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(MKIMAGE)
	$(call say,IMAGE,$@)$(MKIMAGE) s390 -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz $(with_cmdline) -o $@
$(T)/pxehop.ins: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(MKIMAGE)
	$(call say,IMAGE,$@)$(MKIMAGE) ins -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz $(with_cmdline) -o $@
