# SPDX-License-Identifier: MIT
# 32-bit ARM from v7 on: boards behind U-Boot, Raspberry Pis, UEFI machines.

GNU   := arm-linux-gnueabihf
DEB   := armhf
QEMU  := qemu-arm
LINUX := linux-image-armmp
LINUX_ARCH  := arm
LINUX_MAKES := zImage modules

ENTRY_SRC := init/kexec/armhf_entry.S
FOR_SRC   := init/kexec/for_armhf.c
# Compiled for a target, the check judges that target's kernels; the tests have those of s390x.
NOT_TEST  := pxe/plan/check[.]h
LONG_TEST := tests/talk/talk_tftp_loss.c

include deps/arm.mk
MODULES ?= $(if $(filter small,$(KERNEL)),$(ARM_SMALL) smsc911x,$(ARMHF_MODULES))
ARMHF_MODULES := $(ARM_MODULES) smsc911x sun4i-emac dwmac-meson ti_cpsw ti_cpsw_new

IMAGE      := $(T)/uImage $(T)/boot.scr.uimg $(T)/pxehop.itb $(T)/pxehop.efi
EFI_STUB   := arm
UBOOT_ARCH := arm
RPI_DTBS   := bcm2*-rpi-*.dtb
BOOT_PARTS := $(T)/uImage.vexpress $(T)/u-boot.vexpress $(UBOOT_NEWER) lab-root $(B)/setup/nfs

# Where U-Boot's bootm would copy the kernel to: right for memory that begins at 0x40000000. boot.scr
# does not need it.
UIMAGE_LOAD ?= 0x40008000
# $(1): where the kernel goes; $(2): the device tree, with a : in front
multi = $(call say,IMAGE,$@)$(MKIMAGE) uimage -A arm -O linux -T multi -C none -a $(1) -e $(1) \
	-n 'pxehop $(VERSION)' --pages -d $(T)/vmlinuz:$(T)/initramfs.cpio.gz$(2) -o $@
$(T)/uImage: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/trees $(T)/uImage.load $(MKIMAGE)
	$(call multi,$(UIMAGE_LOAD),$$($(TREES) | sed -n '1s/^/:/p'))
# What UIMAGE_LOAD= and DTB= make of it for the one board of the boot tests with a NIC of its own, and
# that board's firmware.
$(T)/uImage.vexpress: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(MKIMAGE) | $(D)/linux/.package
	$(call multi,0x60008000,:$$($(call dtbs,vexpress-v2p-ca9.dtb)))
$(T)/u-boot.vexpress: deps/u-boot.sh | $(B)/deps/src/u-boot/.package $(B)/setup/cross-armhf $(B)/setup/u-boot
	$(call say,BUILD,$@)deps/u-boot.sh $(B)/deps/src/u-boot vexpress_ca9x4 $(GNU) $@
