# SPDX-License-Identifier: MIT
# Side-by-side figures: ours, the peers and the limit in one run, as medians and ratios. Each part
# prints its tables and puts them into build/bench.json beside those of the others, row by row, so
# that what an interrupted run has measured is there.

BENCH_RUNS ?= 3

# Minutes of each part, together 40. The first round of a row is always run while there is time.
.PHONY: bench bench-chain bench-hop bench-tftp bench-http bench-lookup bench-lab
bench: ## side-by-side figures in 40 minutes, up to BENCH_RUNS (3) times each, also in build/bench.json
	$(Q)status=0; for part in chain hop http lookup tftp lab; do \
		$(MAKE) --no-print-directory bench-$$part || status=1; done; exit $$status
bench-hop: $(T)/vmlinuz $(T)/kexec $(T)/tests/bench/hop_init | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) ## the hop beside one by kexec-tools, which takes a minute
	$(Q)/usr/bin/python3 -B tests/bench/hop.py --kernel $(T)/vmlinuz --init $(T)/tests/bench/hop_init \
		--kexec-tools $(T)/kexec --runs $(BENCH_RUNS) --minutes 3 --json $(B)/bench.json

# A bad way between two namespaces, the speed limit of it, and what a program takes.
BENCH_TOOLS := $(addprefix $(B)/host/tests/bench/,relay took udp_limit bare_client)
$(BENCH_TOOLS): $(B)/host/%: $(B)/host/obj/%.o $(B)/host/libpxehop.a
	$(call link,$(HOST_LINK))

bench-tftp: host $(BENCH_TOOLS) $(B)/setup/servers | $(B)/setup/bench ## TFTP beside curl, busybox, atftp and tftp-hpa
	$(Q)$(AS_ROOT) /usr/bin/python3 -B tests/bench/tftp.py --runs $(BENCH_RUNS) --minutes 11 --json $(B)/bench.json

bench-http: host $(BENCH_TOOLS) | $(B)/setup/servers $(B)/setup/test $(B)/setup/bench ## HTTP and HTTPS from nginx beside curl and wget
	$(Q)$(AS_ROOT) /usr/bin/python3 -B tests/bench/web.py --runs $(BENCH_RUNS) --minutes 1.5 --json $(B)/bench.json

bench-lookup: host | $(B)/setup/servers $(B)/setup/test $(B)/setup/bench ## the lookup of a configuration over a way with 100 ms
	$(Q)$(AS_ROOT) /usr/bin/python3 -B tests/bench/lookup.py --runs $(BENCH_RUNS) --minutes 1.5 --json $(B)/bench.json

# It builds what it starts, as the lab does.
bench-lab: | $(B)/setup/bench ## a command through the board lab, beside the same root by QEMU's -kernel
	$(Q)/usr/bin/python3 -B tests/bench/board.py --runs $(BENCH_RUNS) --minutes 6 --json $(B)/bench.json

# What chain.py starts: an s390x image for each kernel there is a recipe for, those of the other machines,
# and the loaders of others, unpacked.
BENCH_IMAGES := $(patsubst %,$(B)/bench/%.0,debian $(if $(wildcard deps/linux/s390x.config),small))
$(BENCH_IMAGES): $(B)/bench/%.0: FORCE
	$(Q)$(MAKE) --no-print-directory ARCH=s390x KERNEL=$* image $(B)/s390x/initramfs-base.cpio.gz && \
		mkdir -p $(@D) && cp $(B)/s390x/pxelinux.0 $@
# One after the other: both are made in build/s390x.
$(filter-out $(B)/bench/debian.0,$(BENCH_IMAGES)): | $(B)/bench/debian.0
BENCH_LOADERS := $(patsubst %,$(B)/deps/amd64/%/.package,pxelinux syslinux-common grub-pc-bin grub-common)
$(BENCH_LOADERS): $(B)/deps/amd64/%/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)deps/foreign.sh amd64 $*
$(B)/host/insns.so: tests/bench/insns.c | $(B)/setup/build
	$(call say,LD,$@)mkdir -p $(@D) && $(HOSTCC) -O2 $(WARN) -fPIC -shared -o $@.part $< && mv $@.part $@
BENCH_ARCHS := armhf arm64 x86_64
.PHONY: $(BENCH_ARCHS:%=bench-image-%)
$(BENCH_ARCHS:%=bench-image-%): bench-image-%: | $(B)/setup/qemu-%
	$(Q)$(MAKE) --no-print-directory ARCH=$* image
bench-chain: $(BENCH_IMAGES) $(BENCH_ARCHS:%=bench-image-%) $(BENCH_LOADERS) $(B)/host/insns.so
bench-chain: $(B)/setup/servers | $(B)/setup/bench $(B)/setup/qemu $(B)/setup/qemu-s390x ## QEMU's start to the payload, beside firmware, U-Boot, iPXE, PXELINUX and GRUB
	$(Q)$(AS_ROOT) /usr/bin/python3 -B tests/bench/chain.py $(foreach i,$(BENCH_IMAGES),--image $(basename $(notdir $i))=$i) \
		--plugin $(B)/host/insns.so --runs $(BENCH_RUNS) --minutes 17 --json $(B)/bench.json

# Not part of bench: a kernel is compiled for it.
.PHONY: bench-kernels
bench-kernels: $(B)/host/insns.so | $(B)/setup/bench $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) ## QEMU's start to /init with the small kernel and with the distribution's
	$(Q)for kernel in small debian; do \
		$(MAKE) --no-print-directory ARCH=$(ARCH) KERNEL=$$kernel TO=$(B)/bench/$(ARCH)-$$kernel image-files || exit 1; done
	$(Q)/usr/bin/python3 -B tests/bench/kernels.py --arch $(ARCH) --plugin $(B)/host/insns.so --runs $(BENCH_RUNS) \
		$(foreach k,small debian,--image $k=$(B)/bench/$(ARCH)-$k) --json $(B)/bench.json
