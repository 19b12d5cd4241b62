# SPDX-License-Identifier: MIT
# What comes from the distribution: packages for this machine, packages and sources that are only
# unpacked, and a compiler for the target made of them.

TOOL := $(D)/toolchain
TCC  := $(TOOL)/cc

# Each group of Debian packages is looked at once per build folder, then again when setup.sh changes.
$(B)/setup/%: deps/setup.sh
	$(Q)deps/setup.sh $* && mkdir -p $(@D) && touch $@

# Servers for the network tests, the installer's configurations, and systemd's boot stubs of all
# machines that have UEFI: mkimage can make an image for any of them.
$(B)/setup/servers: deps/unpack-servers.sh | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/unpack-servers.sh && mkdir -p $(@D) && touch $@
$(B)/setup/trees: deps/installer-trees.sh | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/installer-trees.sh amd64 'i386?' && mkdir -p $(@D) && touch $@
$(B)/setup/tree-arm64: deps/installer-trees.sh | $(B)/setup/trees
	$(Q)deps/installer-trees.sh arm64 && mkdir -p $(@D) && touch $@
# For the board lab (tests/lab): what guests mount over NFS.
$(B)/setup/nfs: deps/nfs-server.sh | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/nfs-server.sh && mkdir -p $(@D) && touch $@
STUBS := $(addprefix $(B)/deps/,$(addsuffix /systemd-boot-efi/.package,amd64 arm64 armhf))
$(B)/setup/stubs: $(STUBS)
	$(Q)mkdir -p $(@D) && touch $@
$(STUBS): $(B)/deps/%/systemd-boot-efi/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/foreign.sh $* systemd-boot-efi

# The stamp of what foreign.sh unpacked. Order-only wherever it is needed: a folder that is there
# is good, whatever its date.
FOREIGN_linux := linux=$(LINUX)
$(B)/deps/%/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/foreign.sh $(DEB) $(or $(FOREIGN_$(notdir $*)),$(notdir $*))
# The same for every machine.
$(B)/deps/all/linux-source/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/foreign.sh all linux-source=linux-source
$(B)/deps/src/%/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/source.sh $*

$(TCC): deps/toolchain.sh | $(D)/musl-dev/.package $(B)/setup/cross-$(ARCH)
	$(call say,TOOL,$@)deps/toolchain.sh $(GNU) $(D)/musl-dev $(TOOL)
