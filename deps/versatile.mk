# SPDX-License-Identifier: MIT
# QEMU's versatilepb: a board whose only firmware is `-kernel`, so everything is in one uImage.

FOREIGN_linux-source = linux-source=linux-source
$(T)/vmlinuz: deps/linux.sh deps/linux-versatile.config | $(D)/linux-source/.package $(B)/setup/cross-$(ARCH)
	$(call say,BUILD,$@)deps/linux.sh $(D)/linux-source/usr/src/linux-source-*.tar.xz \
		deps/linux-versatile.config arm $(GNU) versatile-pb.dtb $(T)
# All its drivers are inside.
$(T)/modules.manifest:
	$(Q)mkdir -p $(@D) && echo '# no modules' >$@

# Half way up the smallest memory of the board, 64 MiB: far above what the kernel unpacks to.
LOAD_armel := 02000000
$(T)/uImage: $(T)/vmlinuz $(T)/initramfs.cpio.gz $(T)/cmdline $(B)/host/mkimage
	$(call say,IMAGE,$@)$(B)/host/mkimage appended -k $(T)/vmlinuz -b $(T)/versatile-pb.dtb \
		-i $(T)/initramfs.cpio.gz -a $(LOAD_armel) -c 'console=ttyAMA0 $(CMDLINE)' -o $(T)/block && \
	$(B)/host/mkimage uimage -A arm -O linux -T kernel -C none -a $(LOAD_armel) -e $(LOAD_armel) \
		-n pxehop -d $(T)/block -o $@ && rm $(T)/block
IMAGE_armel := $(T)/uImage
