# SPDX-License-Identifier: MIT
# What the names of an architecture are: GNU triple, Debian's name, user-mode emulator, and the
# package that names the newest kernel.

GNU_s390x  := s390x-linux-gnu
DEB_s390x  := s390x
QEMU_s390x := qemu-s390x
LINUX_s390x := linux-image-s390x

GNU_arm64  := aarch64-linux-gnu
DEB_arm64  := arm64
QEMU_arm64 := qemu-aarch64
LINUX_arm64 := linux-image-arm64

GNU_armhf  := arm-linux-gnueabihf
DEB_armhf  := armhf
QEMU_armhf := qemu-arm
LINUX_armhf := linux-image-armmp

# A workstation of this kind runs its programs by itself; the emulator is for all others.
GNU_x86_64  := x86_64-linux-gnu
DEB_x86_64  := amd64
QEMU_x86_64 := qemu-x86_64
LINUX_x86_64 := linux-image-amd64

# ARMv5 without floating point. The distribution has no kernel for QEMU's versatilepb any more:
# deps/linux.sh builds one.
GNU_armel := arm-linux-gnueabi
DEB_armel := armel
QEMU_armel := qemu-arm

# The linkers would leave room for pages of 64 KiB, in the file too. Debian's kernels have 4 KiB.
LINK_arm64 := -Wl,-z,max-page-size=4096,-z,common-page-size=4096
LINK_armhf := $(LINK_arm64)
LINK_armel := $(LINK_arm64)

# One segment for code and constants, and none of its own for the headers: each begins a page of the
# file, 4 KiB for the lot. It leaves 25 KB that are no code executable, beside 170 that are; what can be
# written is as far from being executable as ever. Where that begins, the linker would fill the file up to
# a page if it saves one of memory. One table of the few symbols suffices; nobody looks them up.
LINK_s390x := -Wl,-z,noseparate-code,-z,common-page-size=256,--hash-style=gnu

GNU  := $(GNU_$(ARCH))
DEB  := $(or $(DEB_$(ARCH)),none)
D    := $(B)/deps/$(DEB)
TOOL := $(D)/toolchain
TCC  := $(TOOL)/cc

# Libraries that a loader needs for kernels that come compressed and machines with a device tree:
# Debian's own, built for static linking; what they ask of a C library musl has.
CLIBS_arm64 := libfdt-dev:fdt zlib1g-dev:z libzstd-dev:zstd liblzma-dev:lzma
CLIBS_armhf := $(CLIBS_arm64)
CLIBS_armel := $(CLIBS_arm64)
# Whether an initrd is whole: gzip does not say where it ends (lib/image/initrd.h).
CLIBS_s390x  := zlib1g-dev:z
CLIBS_x86_64 := $(CLIBS_s390x)
CLIBS       := $(foreach l,$(CLIBS_$(ARCH)),$(D)/$(firstword $(subst :, ,$l))/.package)
CLIB_FLAGS  := $(foreach p,$(CLIBS),$(addprefix -isystem ,$(p:.package=usr/include) \
               $(p:.package=usr/include/$(GNU))))
CLIB_LINK   := $(foreach l,$(CLIBS_$(ARCH)), \
               $(D)/$(firstword $(subst :, ,$l))/usr/lib/$(GNU)/lib$(lastword $(subst :, ,$l)).a)

# Each group of Debian packages is looked at once per build folder, then again when setup.sh changes.
$(B)/setup/%: deps/setup.sh
	$(Q)deps/setup.sh $* && mkdir -p $(@D) && touch $@

# Servers for the network tests.
$(B)/setup/servers: deps/unpack-servers.sh | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/unpack-servers.sh && mkdir -p $(@D) && touch $@
$(B)/setup/trees: deps/installer-trees.sh | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/installer-trees.sh amd64 i386 && mkdir -p $(@D) && touch $@
$(B)/setup/tree-arm64: deps/installer-trees.sh | $(B)/setup/trees
	$(Q)deps/installer-trees.sh arm64 && mkdir -p $(@D) && touch $@

# systemd's boot stubs of all machines that have UEFI: mkimage can make an image for any of them.
STUBS := amd64 arm64 armhf
$(B)/setup/stubs: $(STUBS:%=$(B)/deps/%/systemd-boot-efi/.package)
	$(Q)mkdir -p $(@D) && touch $@
$(STUBS:%=$(B)/deps/%/systemd-boot-efi/.package): | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/foreign.sh $(patsubst $(B)/deps/%/systemd-boot-efi/.package,%,$@) systemd-boot-efi

# The stamp of what foreign.sh unpacked. Order-only wherever it is needed: a folder that is there
# is good, whatever its date.
$(B)/deps/%/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/foreign.sh $(DEB) $(FOREIGN_$(notdir $*)) $(if $(FOREIGN_$(notdir $*)),,$(notdir $*))

$(B)/deps/src/%/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/source.sh $*

$(TCC): deps/toolchain.sh | $(D)/musl-dev/.package $(B)/setup/cross-$(ARCH)
	$(call say,TOOL,$@)deps/toolchain.sh $(GNU) $(D)/musl-dev $(TOOL)
