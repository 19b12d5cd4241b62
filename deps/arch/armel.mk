# SPDX-License-Identifier: MIT
# ARMv5 without floating point: QEMU's versatilepb, a board whose only firmware is `-kernel`, so that
# everything is in one uImage. The distribution has no kernel for it any more: deps/linux.sh builds one.

GNU  := arm-linux-gnueabi
DEB  := armel
QEMU := qemu-arm

ENTRY_SRC := init/kexec/armhf_entry.S
FOR_SRC   := init/kexec/for_armhf.c
NOT_TEST  := pxe/plan/check[.]h
CODECS    := zlib xz zstd
LIBS      := libfdt-dev:fdt

# All its drivers are in the kernel.
MODULES     :=
KERNEL      := small
LINUX_ARCH  := arm
LINUX_MAKES := zImage versatile-pb.dtb
# By itself: what the fragment for all adds was not tried on this board.
LINUX_CONFIG := deps/linux/armel.config

# Half way up the smallest memory of the board, 64 MiB: far above what the kernel unpacks to.
LOAD  := 02000000
IMAGE := $(T)/uImage
$(T)/uImage: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(MKIMAGE)
	$(call say,IMAGE,$@)$(MKIMAGE) appended -k $(T)/vmlinuz -b $(T)/linux/usr/lib/linux-image-*/versatile-pb.dtb \
		-i $(T)/initramfs.cpio.gz -a $(LOAD) -c 'console=ttyAMA0 $(CMDLINE)' -o $(T)/block && \
	$(MKIMAGE) uimage -A arm -O linux -T kernel -C none -a $(LOAD) -e $(LOAD) \
		-n pxehop -d $(T)/block -o $@ && rm $(T)/block
