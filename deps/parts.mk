# SPDX-License-Identifier: MIT
# Third-party parts of an image, and the image. deps/README.md says what comes from where and why.

T := $(B)/$(ARCH)

# Every NIC an s390x guest or LPAR may have that fits: mlx5 (2.1 MB) and mlx4 (0.7 MB) would double
# the image; ship them with MODULES="... mlx5_core". init loads of these what the devices ask for.
MODULES_s390x := virtio_net virtio_pci qeth_l2 qeth_l3 lcs ctcm 8021q
MODULES_arm64 := virtio_net virtio_mmio virtio_pci 8021q
MODULES_armhf := virtio_net virtio_mmio virtio_pci 8021q
# Virtual machines, and what most servers and desktops have on board.
MODULES_x86_64 := virtio_net virtio_pci e1000 e1000e igb igc ixgbe i40e r8169 tg3 bnxt_en vmxnet3 \
                  hv_netvsc xen-netfront 8021q realtek broadcom r8152 ax88179_178a asix cdc_ether \
                  cdc_ncm xhci-pci
# The NICs of the Pis (smsc95xx: to 3B; lan78xx: 3B+; genet: 4, of which Debian's armhf kernel has
# none), the USB controller that the first two hang on, and what QEMU puts there in their place.
MODULES_rpi   := dwc2 phy-generic smsc95xx lan78xx smsc microchip cdc_ether
MODULES_arm64 += $(MODULES_rpi) genet broadcom bcm7xxx
MODULES_armhf += $(MODULES_rpi) smsc911x
# The NICs of other boards. What a NIC hangs on comes along by modules.dep; what its node in the device
# tree points at has to be named: regulators and the buses to them, where its address is kept, what
# switches its clock. The chips behind it (deps/modules.sh loads them first), USB's and those in slots.
BOARD_phy     := realtek micrel at803x marvell broadcom bcm7xxx smsc icplus microchip dp83867 dp83848 \
                 dp83822 rockchip
BOARD_usb     := r8152 asix ax88179_178a smsc75xx cdc_ncm xhci-plat-hcd ehci-platform ohci-platform
MODULES_board := $(BOARD_phy) $(BOARD_usb) dwmac-generic dwmac-sun8i dwmac-sunxi dwmac-rk dwmac-meson8b \
                 dwmac-imx fec mvneta mvpp2 r8169 axp20x-regulator i2c-mv64xxx rk808-regulator i2c-rk3x \
                 phy-gmii-sel mdio-mux-meson-g12a nvmem_sunxi_sid nvmem-imx-ocotp phy-sun4i-usb
# Those of servers as well.
MODULES_arm64 += $(MODULES_board) fixed axp20x-rsb axp20x-i2c nvmem_meson_efuse meson-gxl motorcomm marvell10g \
                 macb xgene-enet amd-xgbe hns3 hclge hns_enet_drv hns_dsaf thunder_bgx nicvf nicpf thunder_xcv \
                 fsl-enetc fsl-dpaa2-eth dwmac-qcom-ethqos igb igc e1000e ixgbe tg3 bnxt_en xhci-pci ehci-pci
MODULES_armhf += $(MODULES_board) sun4i-emac dwmac-meson ti_cpsw ti_cpsw_new
MODULES       ?= $(MODULES_$(ARCH))
FOREIGN_linux  = linux=$(LINUX_$(ARCH))
# Command line packed into the image, on top of what the loader finds out by itself.
# On a PC nothing says where the console is. A port that is not there does no harm.
CMDLINE_x86_64 := console=ttyS0,115200 console=tty0
CMDLINE       ?= $(CMDLINE_$(ARCH))

ifeq ($(ARCH),armel)
include deps/versatile.mk
else
$(T)/vmlinuz: | $(D)/linux/.package
	$(call say,COPY,$@)mkdir -p $(@D) && cp $(D)/linux/boot/vmlinuz-* $@.part && mv $@.part $@

$(T)/modules.manifest: deps/modules.sh $(T)/modules.list | $(D)/linux/.package
	$(call say,MODULES,$@)mkdir -p $(@D) && deps/modules.sh $(D)/linux $(T)/modules $@ $(MODULES)
endif

$(T)/busybox: deps/busybox.sh deps/busybox.config $(TCC) | $(B)/deps/src/busybox/.package
	$(call say,BUILD,$@)deps/busybox.sh $(B)/deps/src/busybox $(TOOL) $(GNU) $@

$(T)/kexec: deps/kexec-tools.sh $(TCC) | $(B)/deps/src/kexec-tools/.package
	$(call say,BUILD,$@)deps/kexec-tools.sh $(B)/deps/src/kexec-tools $(TOOL) $(GNU) $@

# A change of a variable is a change of what is built from it.
$(T)/cmdline: VALUE = $(CMDLINE)
$(T)/modules.list: VALUE = $(MODULES)
$(T)/uImage.load: VALUE = $(UIMAGE_LOAD)
$(T)/cmdline $(T)/modules.list $(T)/uImage.load: FORCE
	$(Q)mkdir -p $(@D); echo '$(VALUE)' | cmp -s - $@ || echo '$(VALUE)' >$@
.PHONY: FORCE
FORCE:

# Where it loads what our own loader does not know.
KEXEC_arm64 := $(T)/kexec
$(T)/kexec.manifest:
	$(Q)mkdir -p $(@D); { echo '# kexec-tools, for kernels that /init does not know'; \
		$(if $(KEXEC_$(ARCH)),echo file /bin/kexec kexec 0755 0 0,:); } >$@
ROOTFS := rootfs-skel/manifest $(T)/trust.manifest $(T)/kexec.manifest $(T)/init $(T)/pxe $(T)/busybox $(KEXEC_$(ARCH))
CPIO    = $(call say,CPIO,$@)$(B)/host/mkimage cpio $(1) --from $(T) --from rootfs-skel -z -o $@

$(T)/initramfs.cpio.gz: $(ROOTFS) $(T)/modules.manifest $(B)/host/mkimage
	$(call CPIO,-m rootfs-skel/manifest -m $(T)/trust.manifest -m $(T)/kexec.manifest -m $(T)/modules.manifest)
# Without modules: what is ours to keep small.
$(T)/initramfs-base.cpio.gz: $(ROOTFS) $(B)/host/mkimage
	$(call CPIO,-m rootfs-skel/manifest -m $(T)/trust.manifest)
$(T)/payload.cpio.gz: $(wildcard rootfs-skel/payload/*) $(T)/busybox $(B)/host/mkimage
	$(call CPIO,-m rootfs-skel/payload/manifest)

$(T)/pxelinux.0: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(B)/host/mkimage
	$(call say,IMAGE,$@)$(B)/host/mkimage s390 -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz \
		$(if $(strip $(CMDLINE)),-c '$(CMDLINE)') -o $@

# Where U-Boot's bootm would copy the kernel to: right for memory that begins at 0x40000000. The
# script below does not need it.
UIMAGE_LOAD ?= 0x40008000

$(T)/Image: $(T)/vmlinuz
	$(call say,COPY,$@)cp $< $@.part && mv $@.part $@
# Device trees to put into the images, so that bootm needs no argument: files, or names below the
# kernel package's own. The uImage gets the first of them.
DTB ?=
$(T)/trees: FORCE | $(D)/linux/.package
	$(Q)mkdir -p $(@D); for d in $(DTB); do \
		f=$$(ls $$d 2>/dev/null || ls $(D)/linux/usr/lib/linux-image-*/$$d) && cksum $$f || exit 1; \
	done >$@.part; if cmp -s $@.part $@; then rm $@.part; else mv $@.part $@; fi
TREES = sed 's/^[0-9]* [0-9]* //' $(T)/trees
# $(1): where the kernel goes; $(2): the device tree, with a : in front
MULTI = $(call say,IMAGE,$@)$(B)/host/mkimage uimage -A arm -O linux -T multi -C none -a $(1) -e $(1) \
	-n 'pxehop $(VERSION)' --pages -d $(T)/vmlinuz:$(T)/initramfs.cpio.gz$(2) -o $@
ifneq ($(ARCH),armel)
$(T)/uImage: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/trees $(T)/uImage.load $(B)/host/mkimage
	$(call MULTI,$(UIMAGE_LOAD),$$($(TREES) | sed -n '1s/^/:/p'))
endif
# What UIMAGE_LOAD= and DTB= make of it for the one board of the boot tests with a NIC of its own, and
# that board's firmware.
$(T)/uImage.vexpress: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(B)/host/mkimage | $(D)/linux/.package
	$(call MULTI,0x60008000,:$$(ls $(D)/linux/usr/lib/linux-image-*/vexpress-v2p-ca9.dtb))
$(T)/u-boot.vexpress: deps/u-boot.sh | $(B)/deps/src/u-boot/.package $(B)/setup/cross-$(ARCH) $(B)/setup/u-boot
	$(call say,BUILD,$@)deps/u-boot.sh $(B)/deps/src/u-boot vexpress_ca9x4 $(GNU) $@
# Its kernel runs wherever the file was loaded to.
$(T)/pxehop.itb: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/trees $(B)/host/mkimage
	$(call say,IMAGE,$@)$(B)/host/mkimage fit -A $(UIMAGE_$(ARCH)) -T kernel_noload -n 'pxehop $(VERSION)' \
		-k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz $$($(TREES) | sed 's/^/-b /') -o $@
# U-Boot's network boot asks for a script of this name by itself.
$(T)/boot.cmd: mkimage/uboot/$(ARCH).cmd $(T)/cmdline
	$(Q){ sed 's/.*/setenv bootargs "$${bootargs} &"/; /bootargs} "$$/d' $(T)/cmdline; cat $<; } >$@
$(T)/boot.scr.uimg: $(T)/boot.cmd $(B)/host/mkimage
	$(call say,IMAGE,$@)$(B)/host/mkimage uimage -A $(UIMAGE_$(ARCH)) -O linux -T script -C none \
		-n 'pxehop $(VERSION)' -d $< -o $@
UIMAGE_arm64 := arm64
UIMAGE_armhf := arm

# One program for UEFI's PXE and HTTP boot, or a disk's \EFI\BOOT.
STUB_x86_64 := x64
STUB_arm64  := aa64
STUB_armhf  := arm
$(T)/pxehop.efi: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(B)/host/mkimage | $(D)/systemd-boot-efi/.package
	$(call say,IMAGE,$@)$(B)/host/mkimage efi -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz \
		--stub $(D)/systemd-boot-efi/usr/lib/systemd/boot/efi/linux$(STUB_$(ARCH)).efi.stub \
		$(if $(strip $(CMDLINE)),-c '$(CMDLINE)') -o $@

# The payload's kernel once more, so that it travels in a third of the time.
$(T)/vmlinuz.gz: $(T)/vmlinuz
	$(call say,GZIP,$@)gzip -9nc $< >$@.part && mv $@.part $@
RUN_arm64 := $(T)/vmlinuz.gz

# What the boot tests serve and start besides the image.
BOOT_PARTS_arm64 := rpi
BOOT_PARTS_armhf := $(T)/uImage.vexpress $(T)/u-boot.vexpress
BOOT_PARTS := $(BOOT_PARTS_$(ARCH)) $(T)/vmlinuz $(T)/payload.cpio.gz $(T)/busybox $(T)/initramfs.cpio.gz $(RUN_$(ARCH))

IMAGE_s390x := $(T)/pxelinux.0
IMAGE_arm64 := $(T)/Image $(T)/boot.scr.uimg $(T)/pxehop.itb $(T)/pxehop.efi
IMAGE_armhf := $(T)/uImage $(T)/boot.scr.uimg $(T)/pxehop.itb $(T)/pxehop.efi
IMAGE_x86_64 := $(T)/pxehop.efi

# SERIAL is what the board calls itself. One image for all Pis: the firmware picks the device tree.
SERIAL     ?= 00000000
RPI_arm64  := broadcom/bcm2*-rpi-*.dtb
RPI_armhf  := bcm2*-rpi-*.dtb
.PHONY: rpi
rpi: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(B)/host/mkimage ## a Raspberry Pi's TFTP folder, ARCH=arm64 or armhf: build/ARCH/rpi/SERIAL
	$(Q)$(B)/host/mkimage rpi --serial $(SERIAL) -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz \
		$$(ls $(D)/linux/usr/lib/linux-image-*/$(RPI_$(ARCH)) | sed 's/^/-b /') \
		$(if $(strip $(CMDLINE)),-c '$(CMDLINE)') -o $(T)/rpi

.PHONY: initramfs image run size
initramfs: $(T)/initramfs.cpio.gz ## kernel modules, init and rescue shell: build/ARCH/initramfs.cpio.gz
image: $(T)/init $(T)/initramfs.cpio.gz $(IMAGE_$(ARCH)) ## the file that firmware loads: build/ARCH/pxelinux.0 (CMDLINE=... is packed in)

run: image $(T)/payload.cpio.gz $(RUN_$(ARCH)) | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) ## netboot a guest in QEMU down to the payload; interactive on a terminal
	$(Q)/usr/bin/python3 tests/boot/run --arch $(ARCH) --build $(T) $(RUN)

size: $(T)/init $(T)/init-none $(T)/initramfs-base.cpio.gz image ## what the parts of the image weigh, and the parts of init
	$(Q)tests/sizes $(GNU) $(T)/init-none
	@echo
	$(Q)ls -l $(T)/init $(T)/busybox $(T)/vmlinuz $(T)/*.gz $(IMAGE_$(ARCH)) | awk '{ print $$5, $$NF }'
