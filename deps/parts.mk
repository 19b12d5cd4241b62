# SPDX-License-Identifier: MIT
# Third-party parts of an image, and the image. deps/README.md says what comes from where and why,
# deps/arch/ what is in one machine's image and how its firmware wants it.

# The loader's kernel: `small` is our own (deps/linux.sh), `debian` the distribution's; any other word is a
# file, whose modules lie in MODULES_DIR.
KERNEL      ?= debian
MODULES_DIR ?=
ifeq ($(KERNEL),small)
KERNEL_FROM := $(T)/linux
KERNEL_NEW  := $(T)/linux/.package
else ifeq ($(KERNEL),debian)
KERNEL_FROM := $(D)/linux
KERNEL_HAD  := $(D)/linux/.package
else
KERNEL_FROM := $(KERNEL)
KERNEL_NEW  := $(KERNEL)
endif
LINUX_CONFIG ?= deps/linux/common.config deps/linux/$(ARCH).config
$(T)/linux/.package: deps/linux.sh $(LINUX_CONFIG) | $(B)/deps/all/linux-source/.package $(B)/setup/cross-$(ARCH) $(B)/setup/linux
	$(call say,LINUX,$@)deps/linux.sh $(B)/deps/all/linux-source $(LINUX_ARCH) $(GNU) $(T)/linux $(LINUX_MAKES) -- $(LINUX_CONFIG)
$(T)/vmlinuz: deps/kernel.py $(T)/kernel.choice $(KERNEL_NEW) | $(KERNEL_HAD)
	$(call say,KERNEL,$@)mkdir -p $(@D) && deps/kernel.py '$(KERNEL_FROM)' '$(MODULES_DIR)' $@
$(T)/modules.manifest: deps/modules.sh $(T)/modules.list $(T)/kernel.choice $(KERNEL_NEW) | $(KERNEL_HAD)
	$(call say,MODULES,$@)mkdir -p $(@D) && deps/modules.sh '$(or $(MODULES_DIR),$(KERNEL_FROM))' $(T)/modules $@ $(MODULES:%='%')
# What `make run` boots in the end: the distribution's kernel, whichever the loader's is.
$(T)/payload.vmlinuz: $(if $(LINUX),,$(T)/vmlinuz) | $(if $(LINUX),$(D)/linux/.package)
	$(call copy,$(or $<,$(D)/linux/boot/vmlinuz-*))

$(T)/busybox: deps/busybox.sh deps/busybox.config $(TCC) | $(B)/deps/src/busybox/.package
	$(call say,BUILD,$@)deps/busybox.sh $(B)/deps/src/busybox $(TOOL) $(GNU) $@
$(T)/kexec: deps/kexec-tools.sh $(TCC) | $(B)/deps/src/kexec-tools/.package
	$(call say,BUILD,$@)deps/kexec-tools.sh $(B)/deps/src/kexec-tools $(TOOL) $(GNU) $@

# Packed into the image, on top of what the loader finds out by itself.
CMDLINE     ?=
with_cmdline = $(if $(strip $(CMDLINE)),-c '$(CMDLINE)')

ROOTFS := rootfs-skel/manifest $(T)/trust.manifest $(T)/init $(T)/pxe $(T)/busybox
cpio    = $(call say,CPIO,$@)$(MKIMAGE) cpio $(addprefix -m ,$(1)) --from $(T) --from rootfs-skel -z $(2) -o $@
# By this name the loader knows its own image (lib/image/loader.h).
OWN     := --name pxehop-loader.cpio
$(T)/initramfs.cpio.gz: $(ROOTFS) $(T)/modules.manifest $(MKIMAGE)
	$(call cpio,rootfs-skel/manifest $(T)/trust.manifest $(T)/modules.manifest,$(OWN))
# Without modules: what is ours to keep small.
$(T)/initramfs-base.cpio.gz: $(ROOTFS) $(MKIMAGE)
	$(call cpio,rootfs-skel/manifest $(T)/trust.manifest,$(OWN))
$(T)/payload.cpio.gz: $(wildcard rootfs-skel/payload/*) $(T)/busybox $(MKIMAGE)
	$(call cpio,rootfs-skel/payload/manifest)

# One program for UEFI's PXE and HTTP boot, or a disk's \EFI\BOOT.
$(T)/pxehop.efi: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(MKIMAGE) | $(D)/systemd-boot-efi/.package
	$(call say,IMAGE,$@)$(MKIMAGE) efi -k $(T)/vmlinuz -i $(T)/initramfs.cpio.gz \
		--stub $(D)/systemd-boot-efi/usr/lib/systemd/boot/efi/linux$(EFI_STUB).efi.stub $(with_cmdline) -o $@

.PHONY: initramfs image image-files run size
initramfs: $(T)/initramfs.cpio.gz ## kernel modules, init and rescue shell: build/ARCH/initramfs.cpio.gz
image: $(T)/init $(T)/initramfs.cpio.gz $(IMAGE) ## the file that firmware loads: build/ARCH/pxelinux.0 (CMDLINE=... is packed in)
image-files: image ## the images and the initramfs, copied to a folder: TO=FOLDER
	$(Q)mkdir -p '$(or $(TO),$(error TO= names no folder))' && cp $(IMAGE) $(IMAGE_PARTS) $(T)/initramfs.cpio.gz '$(TO)'
run: image $(T)/payload.vmlinuz $(T)/payload.cpio.gz $(RUN_PARTS) | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) ## netboot a guest in QEMU down to the payload; interactive on a terminal
	$(Q)/usr/bin/python3 tests/boot/run --arch $(ARCH) --build $(T) $(RUN)
size: $(T)/init $(T)/initramfs-base.cpio.gz image ## what the parts of the image weigh, and the parts of init
	$(Q)tests/sizes $(GNU) $(T)/init
	@echo
	$(Q)ls -l $(T)/init $(T)/busybox $(T)/vmlinuz $(T)/*.gz $(IMAGE) | awk '{ print $$5, $$NF }'
