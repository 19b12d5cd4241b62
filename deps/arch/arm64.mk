# SPDX-License-Identifier: MIT
# 64-bit ARM: boards behind U-Boot, Raspberry Pis, UEFI machines.

GNU   := aarch64-linux-gnu
DEB   := arm64
QEMU  := qemu-aarch64
LINUX := linux-image-arm64
LINUX_ARCH  := arm64
LINUX_MAKES := Image modules

ENTRY_SRC := init/kexec/arm64_entry.S
FOR_SRC   := init/kexec/for_arm64.c
# Compiled for a target, the check judges that target's kernels; the tests have those of s390x.
NOT_TEST  := pxe/plan/check[.]h
# Minutes of emulation for hours of virtual time. s390x runs them.
LONG_TEST := tests/talk/talk_tftp_loss.c tests/talk/talk_tftp_soup.c

include deps/arm.mk
# The boards', and those of servers. The small kernel has fewer.
MODULES ?= $(if $(filter small,$(KERNEL)),$(ARM_SMALL) genet bcm7xxx broadcom ehci-pci igb igc ixgbe tg3 bnxt_en,$(ARM64_MODULES))
ARM64_MODULES := $(ARM_MODULES) genet motorcomm marvell10g fixed axp20x-rsb axp20x-i2c nvmem_meson_efuse \
           meson-gxl macb xgene-enet amd-xgbe hns3 hclge hns_enet_drv hns_dsaf thunder_bgx nicvf nicpf \
           thunder_xcv fsl-enetc fsl-dpaa2-eth dwmac-qcom-ethqos igb igc e1000e ixgbe tg3 bnxt_en \
           xhci-pci ehci-pci bonding? efivarfs?

IMAGE      := $(T)/Image $(T)/boot.scr.uimg $(T)/pxehop.itb $(T)/pxehop.efi
EFI_STUB   := aa64
UBOOT_ARCH := arm64
RPI_DTBS   := broadcom/bcm2*-rpi-*.dtb
BOOT_TREES := $(B)/setup/tree-arm64
BOOT_PARTS := rpi $(UBOOT_NEWER) lab-root $(B)/setup/nfs
# The payload's kernel once more, so that it travels in a third of the time.
RUN_PARTS  := $(T)/payload.vmlinuz.gz
$(T)/payload.vmlinuz.gz: $(T)/payload.vmlinuz
	$(call say,GZIP,$@)gzip -9nc $< >$@.part && mv $@.part $@
$(T)/Image: $(T)/vmlinuz
	$(call copy,$<)
