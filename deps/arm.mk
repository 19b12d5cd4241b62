# SPDX-License-Identifier: MIT
# What arm64 and armhf share: libraries, NIC drivers, images for U-Boot and for Raspberry Pis.

# For kernels that come compressed and machines with a device tree. What the distribution's ready-made
# libfdt asks of a C library musl has.
CODECS := zlib xz zstd
LIBS   := libfdt-dev:fdt

# The NICs of the Pis (smsc95xx: to 3B; lan78xx: 3B+; genet: 4, of which Debian's armhf kernel has
# none), the USB controller that the first two hang on, and what QEMU puts there in their place.
ARM_RPI := dwc2 phy-generic smsc95xx lan78xx smsc microchip cdc_ether
# The NICs of other boards. What a NIC hangs on comes along by modules.dep; what its node in the device
# tree points at has to be named: regulators and the buses to them, where its address is kept, what
# switches its clock. The chips behind it (deps/modules.sh loads them first), USB's and those in slots.
ARM_PHY := realtek micrel at803x marvell broadcom bcm7xxx smsc icplus microchip dp83867 dp83848 dp83822 rockchip
ARM_USB := r8152 asix ax88179_178a smsc75xx cdc_ncm xhci-plat-hcd ehci-platform ohci-platform
ARM_MAC := dwmac-generic dwmac-sun8i dwmac-sunxi dwmac-rk dwmac-meson8b dwmac-imx fec mvneta mvpp2 r8169 \
           axp20x-regulator i2c-mv64xxx rk808-regulator i2c-rk3x phy-gmii-sel mdio-mux-meson-g12a \
           nvmem_sunxi_sid nvmem-imx-ocotp phy-sun4i-usb
ARM_MODULES := virtio_net virtio_mmio virtio_pci 8021q $(ARM_RPI) $(ARM_PHY) $(ARM_USB) $(ARM_MAC)
# What the small kernel has of it beside what is built in (deps/linux/).
ARM_SMALL := $(ARM_RPI) realtek r8152 asix ax88179_178a smsc75xx cdc_ncm xhci-pci r8169 e1000e

# Device trees to put into the images, so that bootm needs no argument: files, or names below the
# kernel package's own, which lie with the modules from Debian's 7.x on. The uImage gets the first of them.
DTB ?=
# $(1): names; prints the files
dtbs = ls $(foreach d,$(if $(MODULES_DIR),$(MODULES_DIR)/dtb) $(D)/linux/usr/lib/linux-image-* $(D)/linux/usr/lib/modules/*/dtb,$d/$(1)) 2>/dev/null
$(T)/trees: FORCE | $(D)/linux/.package
	$(Q)mkdir -p $(@D); for d in $(DTB); do \
		f=$$(ls $$d 2>/dev/null || $(call dtbs,$$d) | head -n 1) && [ -n "$$f" ] && cksum $$f || \
		{ echo "DTB=$$d: no such file, and no such name below the kernel's" >&2; exit 1; }; \
	done >$@.part; if cmp -s $@.part $@; then rm $@.part; else mv $@.part $@; fi
TREES = sed 's/^[0-9]* [0-9]* //' $(T)/trees

# Its kernel runs wherever the file was loaded to.
$(T)/pxehop.itb: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/trees $(MKIMAGE)
	$(call say,IMAGE,$@)$(MKIMAGE) fit -A $(UBOOT_ARCH) -T kernel_noload -n 'pxehop $(VERSION)' \
		-k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz $$($(TREES) | sed 's/^/-b /') -o $@
# U-Boot's network boot asks for a script of this name by itself.
$(T)/boot.cmd: mkimage/uboot/$(ARCH).cmd $(T)/cmdline
	$(Q){ sed 's/.*/setenv bootargs "$${bootargs} &"/; /bootargs} "$$/d' $(T)/cmdline; cat $<; } >$@.part && \
		mv $@.part $@
$(T)/boot.scr.uimg: $(T)/boot.cmd $(MKIMAGE)
	$(call say,IMAGE,$@)$(MKIMAGE) uimage -A $(UBOOT_ARCH) -O linux -T script -C none \
		-n 'pxehop $(VERSION)' -d $< -o $@

# Debian 13's, for the boot tests.
UBOOT_NEWER := $(B)/deps/debian13/u-boot-qemu/.package
$(UBOOT_NEWER): | $(B)/setup/cross
	$(Q)deps/newer.sh u-boot-qemu

# SERIAL is what the board calls itself. One image for all Pis: the firmware picks the device tree.
SERIAL ?= 00000000
.PHONY: rpi $(T)/rpi
rpi: $(T)/rpi ## a Raspberry Pi's TFTP folder, ARCH=arm64 or armhf: build/ARCH/rpi/SERIAL
$(T)/rpi: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(MKIMAGE)
	$(Q)$(MKIMAGE) rpi --serial $(SERIAL) -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz \
		$$($(call dtbs,$(RPI_DTBS)) | sed 's/^/-b /') $(with_cmdline) -o $(T)/rpi
