# SPDX-License-Identifier: MIT
# pxehop: one non-recursive Makefile. `make help` lists what there is to make.
#
# Every object lives in build/<variant>/obj/, where a variant is one compiler with one set of flags:
#   host    the workstation's tools          asan  the same under ASan and UBSan
#   fuzz    clang with libFuzzer             $(ARCH)  static musl for the target

VERSION  := 0.1
ARCH     ?= s390x
B        := build
HOSTCC   ?= cc
CLANG    ?= clang
CFLAGS   ?= -Os -g
V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
say       = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$(1)' '$(2)';)

# Set when make only says what it would do.
DRY       := $(findstring n,$(filter-out -%,$(firstword $(MAKEFLAGS))))

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.DEFAULT_GOAL := help

# --- sources ---------------------------------------------------------------------------------

LIB_SRC     := $(sort $(wildcard lib/*.c lib/image/*.c))
DHCP_SRC    := $(sort $(wildcard dhcp/*.c))
PXE_SRC     := $(sort $(wildcard pxe/*.c pxe/*/*.c))
INIT_SRC    := $(sort $(filter-out init/kexec/for_%,$(wildcard init/*.c init/*/*.c)))
CMD_SRC     := $(sort $(wildcard cmd/*.c))
MKIMAGE_SRC := $(sort $(wildcard mkimage/*.c))
MAIN_SRC    := init/main.c cmd/main.c mkimage/main.c
# What tests link against: everything that has no main().
# But for what replaces other files in a smaller flavour (deps/http.mk).
NONE_SRC    := pxe/fetch/http_none.c pxe/fetch/servers_none.c pxe/http/tls_none.c
CODE_SRC    := $(filter-out $(MAIN_SRC) $(NONE_SRC),$(LIB_SRC) $(DHCP_SRC) $(PXE_SRC) $(INIT_SRC) $(CMD_SRC) $(MKIMAGE_SRC))
# A program jumps on one architecture, a workstation on none.
FOR_HOST     := init/kexec/for_none.c
LIKE_armel   := armhf
FOR_TARGET   := init/kexec/for_$(or $(LIKE_$(ARCH)),$(ARCH)).c
UNIT_SRC    := $(sort $(wildcard tests/unit/test_*.c tests/talk/talk_*.c))
FUZZ_SRC    := $(sort $(wildcard tests/fuzz/fuzz_*.c))
RIG_SRC     := $(sort $(wildcard tests/unit/*_rig.c tests/talk/*_rig.c))
TEST_AID    := $(sort $(filter-out $(UNIT_SRC) $(RIG_SRC),$(wildcard tests/unit/*.c tests/talk/*.c)))

# --- flags -----------------------------------------------------------------------------------

WARN  := -Wall -Wextra -Wshadow -Wvla -Wcast-align -Wcast-qual -Wmissing-prototypes \
         -Wstrict-prototypes -Wformat=2 -Wimplicit-fallthrough -Wframe-larger-than=4096 \
         $(if $(WERROR),-Werror)
# The modules that touch what strangers sent are held to explicit conversions as well.
PURE  := -Wconversion -Wsign-conversion
OURS  := -std=gnu11 -D_GNU_SOURCE -DPXEHOP_VERSION='"$(VERSION)"' -I. -MMD -MP $(WARN) -ffile-prefix-map=$(CURDIR)=. \
         -fno-strict-overflow -fno-delete-null-pointer-checks
HARD  := -fPIE -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero \
         -fzero-call-used-regs=used-gpr -ffunction-sections -fdata-sections
HOST_CURL_H := -isystem $(B)/host/curl/include -DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>'
CURL_H       = $(HOST_CURL_H:$(B)/host/curl/%=$(B)/$(ARCH)/curl-https/%)
HOST_FLAGS := $(OURS) $(HARD) $(HOST_CURL_H) -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
# Compressed kernels and device trees; a program gets what it uses.
HOST_LIBS  := -Wl,--as-needed -lfdt -lz -lzstd -llzma
HOST_LINK  := -pie -Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack
ASAN_FLAGS := $(OURS) $(HOST_CURL_H) -O1 -g -fno-omit-frame-pointer -Wno-frame-larger-than \
              -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_FLAGS := $(OURS) $(HOST_CURL_H) -O1 -g -Wno-frame-larger-than \
              -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined

PURE_DIRS := lib/ dhcp/ pxe/ cmd/ mkimage/
pure       = $(if $(filter $(addsuffix %,$(PURE_DIRS)),$(1)),$(PURE)) $(call frames,$(1))
# A test may keep its packets on the stack.
frames     = $(if $(filter tests/%,$(1)),-Wno-frame-larger-than)

# What one target's code does without, each measured on /init. s390x: zeroing registers at every return
# is for secrets that outlive their function and for code that returns through a register of the
# caller's choice; here functions return through the save area, and nothing lives in %r3 to %r5:
# 6.1 KB. Compares, moves and tests of bits as zEC12 likes them are shorter, and no newer machine is
# asked for: 2 KB. Constants loaded ahead of loops cost a register to save in every function: 1.5 KB.
# A table of a switch's targets costs more than the compares: 1 KB. Stack protectors stand where a
# function has a buffer of bytes; strong ones also stand wherever the address of a local is taken, which
# is every function with a cursor of lib/bytes.h: 6 KB. Two halves of a
# number in two registers, and what loops could keep ahead of them, cost registers again; values known
# across functions save some: 0.8 KB. So do blocks left in the order they were written in, registers
# saved once at the top, and results that are recomputed: 1.7 KB. Locals that are set to zero before they are set, sums that wrap
# and pointers that are compared although they were used are what we would rather keep, 3.1 KB: without
# them /init fits. What would depend on them is found by the other variants, under ASan and UBSan.
SLIM_s390x := -fzero-call-used-regs=skip -mtune=zEC12 -fno-move-loop-invariants -fno-jump-tables \
              -fstack-protector --param=ssp-buffer-size=4 -fno-split-wide-types -fno-tree-loop-im \
              -fno-tree-pre -fipa-pta -fno-guess-branch-probability -fno-gcse -frename-registers \
              -fno-shrink-wrap -fno-ipa-sra \
              -ftrivial-auto-var-init=uninitialized -fstrict-overflow -fdelete-null-pointer-checks
# libcurl reckons its speeds in floating point, nothing of ours does; without, functions with "..."
# save no such registers: 0.6 KB.
SLIM_OURS_s390x := -msoft-float

# Unwind tables are for C++ and debuggers; 38 KB. Fat objects: init is optimized as a whole at its
# link, which saves as much again; the many test programs link plainly.
TARGET_FLAGS := $(OURS) $(HARD) $(SLIM_$(ARCH)) $(SLIM_OURS_$(ARCH)) $(CURL_H) -fno-asynchronous-unwind-tables \
                -fno-unwind-tables -flto=auto -ffat-lto-objects
# Seen as a whole, gcc 12 doubts what it had found good file by file.
WHOLE        := $(TARGET_FLAGS) -Wno-maybe-uninitialized -Wno-uninitialized
# No RELRO: it is a request to a dynamic linker, and a static program that relocates itself has none; musl's
# start code never asks for it. What it would cost is up to 4 KB, to end at a page.
# No symbol is for others to find, 0.3 KB.
TARGET_LINK   = -Wl,--version-script=deps/exports.map,--gc-sections,-z,norelro,-z,now,-z,noexecstack,-z,separate-code,--build-id=none \
                $(LINK_$(ARCH))

include deps/arch.mk deps/http.mk deps/parts.mk

# Other flags make other objects, so the flags are a file. One that was not there before says nothing
# about objects that were: it gets the oldest of dates.
FLAGS_host    = $(HOSTCC) $(CFLAGS) $(HOST_FLAGS) $(PURE)
FLAGS_asan    = $(HOSTCC) $(ASAN_FLAGS) $(PURE)
FLAGS_fuzz    = $(CLANG) $(FUZZ_FLAGS)
FLAGS_target  = $(TCC) $(CFLAGS) $(TARGET_FLAGS) $(CLIB_FLAGS)
$(B)/host/flags: VALUE = $(FLAGS_host)
$(B)/asan/flags: VALUE = $(FLAGS_asan)
$(B)/fuzz/flags: VALUE = $(FLAGS_fuzz)
$(B)/$(ARCH)/flags: VALUE = $(FLAGS_target)
QUOTE := '
$(addprefix $(B)/,host/flags asan/flags fuzz/flags $(ARCH)/flags): FORCE
	$(Q)mkdir -p $(@D); [ -e $@ ] && is=there || is=new; \
	printf '%s\n' '$(subst $(QUOTE),$(QUOTE)\$(QUOTE)$(QUOTE),$(VALUE))' >$@.now; \
	if cmp -s $@.now $@; then rm $@.now; else \
		[ $$is = there ] || touch -d @1 $@.now; mv $@.now $@; fi

# --- host, asan, fuzz ------------------------------------------------------------------------

$(B)/host/obj/%.o: %.c $(B)/host/flags | $(B)/setup/build
	$(call say,CC,$<)mkdir -p $(@D) && $(HOSTCC) $(CFLAGS) $(HOST_FLAGS) $(call pure,$<) -c -o $@ $<

$(B)/asan/obj/%.o: %.c $(B)/asan/flags | $(B)/setup/build
	$(call say,ASAN,$<)mkdir -p $(@D) && $(HOSTCC) $(ASAN_FLAGS) $(call pure,$<) -c -o $@ $<

$(B)/fuzz/obj/%.o: %.c $(B)/fuzz/flags | $(B)/setup/build $(B)/setup/fuzz
	$(call say,FUZZCC,$<)mkdir -p $(@D) && $(CLANG) $(FUZZ_FLAGS) -c -o $@ $<

$(B)/%/libpxehop.a: 
	$(call say,AR,$@)rm -f $@ && $(AR) qcsD $@ $^

# What tests share.
$(B)/%/libshared.a:
	$(call say,AR,$@)rm -f $@ && $(AR) qcsD $@ $^

$(foreach v,asan $(ARCH),$(eval $(B)/$(v)/libshared.a: $(TEST_AID:%.c=$(B)/$(v)/obj/%.o)))

# A rig brings functions in place of the library's: X_rig.c goes into the tests called test_X* or talk_X*
# and into no other.
rigged_by = $(basename $(wildcard tests/*/t???_$(patsubst %_rig.c,%,$(notdir $(1)))*.c))
$(foreach v,asan $(ARCH),$(foreach r,$(RIG_SRC),$(eval \
	$(addprefix $(B)/$(v)/,$(call rigged_by,$(r))): $(B)/$(v)/obj/$(r:.c=.o))))
objects_first = $(filter %.o,$(1)) $(filter-out %.o,$(1))

$(foreach v,host asan fuzz,$(eval $(B)/$(v)/libpxehop.a: \
	$(patsubst %.c,$(B)/$(v)/obj/%.o,$(CODE_SRC) $(FOR_HOST))))

$(B)/host/init: $(B)/host/obj/init/main.o $(B)/host/libpxehop.a $(HOST_CURL)
	$(call say,LD,$@)$(HOSTCC) $(CFLAGS) $(LDFLAGS) $(HOST_LINK) -o $@ $^ $(HOST_LIBS)
$(B)/host/pxe: $(B)/host/obj/cmd/main.o $(B)/host/libpxehop.a $(HOST_CURL)
	$(call say,LD,$@)$(HOSTCC) $(CFLAGS) $(LDFLAGS) $(HOST_LINK) -o $@ $^ $(HOST_LIBS)
$(B)/host/mkimage: $(B)/host/obj/mkimage/main.o $(B)/host/libpxehop.a
	$(call say,LD,$@)$(HOSTCC) $(CFLAGS) $(LDFLAGS) $(HOST_LINK) -o $@ $^ $(HOST_LIBS)
# One binary for both commands: the name it is called by picks the one.
$(B)/host/dhcp: $(B)/host/pxe
	$(Q)ln -sf pxe $@

.PHONY: host
host: $(B)/host/init $(B)/host/dhcp $(B)/host/pxe $(B)/host/mkimage ## the tools for this machine: build/host/{init,dhcp,pxe,mkimage}

# --- target ----------------------------------------------------------------------------------

# Entry code runs between two kernels; it is linked into the init of its own architecture only. So is
# what the machine does in one instruction and the C library in a page of code.
ENTRY_SRC_s390x := init/kexec/s390x_entry.S lib/s390x_mem.S
ENTRY_SRC_arm64 := init/kexec/arm64_entry.S
ENTRY_SRC_armhf := init/kexec/armhf_entry.S
ENTRY_OBJ := $(ENTRY_SRC_$(or $(LIKE_$(ARCH)),$(ARCH)):%.S=$(B)/$(ARCH)/obj/%.o)
# The packer's compressors are a host affair, and s390x kernels bring no device tree.
TARGET_NOT       := mkimage/gzip.c mkimage/compress.c mkimage/fit%.c mkimage/appended.c \
                    mkimage/rpi_tree.c mkimage/%_cmd.c
TARGET_NOT_s390x := $(addprefix init/kexec/,arm.c arm_machine.c decompress.c dt.c dt_merge.c fit.c other.c peel.c)
TARGET_NOT_x86_64 := $(TARGET_NOT_s390x)
TARGET_SRC := $(filter-out $(TARGET_NOT) $(TARGET_NOT_$(ARCH)),$(CODE_SRC)) $(FOR_TARGET)

$(B)/$(ARCH)/obj/%.o: %.c $(B)/$(ARCH)/flags | $(TCC) $(CLIBS)
	$(call say,CC,$<)mkdir -p $(@D) && \
		$(TCC) $(CFLAGS) $(TARGET_FLAGS) $(CLIB_FLAGS) $(call frames,$<) \
		$(if $(filter tests/%,$<),-fno-lto) -c -o $@ $<
$(B)/$(ARCH)/obj/%.o: %.S | $(TCC)
	$(call say,AS,$<)mkdir -p $(@D) && $(TCC) -c -o $@ $<

$(B)/$(ARCH)/libpxehop.a: $(TARGET_SRC:%.c=$(B)/$(ARCH)/obj/%.o)

# The symbols stay beside for whoever reads a trace; the stripped one is shipped.
init_parts = $(B)/$(ARCH)/obj/init/main.o $(ENTRY_OBJ) $(ALT_$(1)) $(ALT_$(ARCH)) $(B)/$(ARCH)/libpxehop.a $(LIB_$(1))
$(B)/$(ARCH)/init.debug: $(call init_parts,$(FLAVOUR)) $(B)/$(ARCH)/flavour
$(foreach f,$(FLAVOURS),$(eval $(B)/$(ARCH)/init-$(f).debug: $(call init_parts,$(f))))
# What gcc says of others' code is their affair; init-none tells of ours.
$(B)/$(ARCH)/init%debug:
	$(call say,LD,$@)$(TCC) $(CFLAGS) $(LDFLAGS) $(WHOLE) $(if $(filter %/lib.a,$^),-w) \
		$(TARGET_LINK) -o $@ $(filter-out %/flavour,$^) $(CLIB_LINK)
# The workstation's commands for the rescue shell; with stdio and all, so not part of init. Without
# HTTP, for the size of the image: busybox has a wget.
$(B)/$(ARCH)/pxe.debug: $(B)/$(ARCH)/obj/cmd/main.o $(ENTRY_OBJ) $(ALT_none) $(B)/$(ARCH)/libpxehop.a
	$(call say,LD,$@)$(TCC) $(CFLAGS) $(LDFLAGS) $(WHOLE) $(TARGET_LINK) -o $@ $^ $(CLIB_LINK)
$(addprefix $(B)/$(ARCH)/,init $(FLAVOURS:%=init-%) pxe): %: %.debug deps/strip.sh
	$(call say,STRIP,$@)deps/strip.sh $(GNU) $< $@

.PHONY: init
init: $(B)/$(ARCH)/init ## our /init for the target, static: build/ARCH/init

# --- unit tests ------------------------------------------------------------------------------

# Namespaces, bridges, DHCP's port and the loader's rights are root's; the logs stay the user's.
AS_ROOT   := $(if $(filter-out 0,$(shell id -u)),sudo)
GIVE_BACK := $(if $(AS_ROOT),$(AS_ROOT) chown -R $(shell id -u) $(B)/results;)

UNIT_ASAN := $(UNIT_SRC:%.c=$(B)/asan/%)

$(UNIT_ASAN): $(B)/asan/%: $(B)/asan/obj/%.o $(B)/asan/libshared.a $(B)/asan/libpxehop.a $(HOST_CURL)
	$(call say,LD,$@)mkdir -p $(@D) && $(HOSTCC) -fsanitize=address,undefined -o $@ $(call objects_first,$^) $(HOST_LIBS)

.PHONY: check-unit
check-unit: $(UNIT_ASAN) ## unit tables, mutation and scripted conversations under ASan and UBSan
	$(Q)status=0; $(AS_ROOT) tests/run-units unit '' '' $(UNIT_ASAN) || status=$$?; $(GIVE_BACK) exit $$status

.PHONY: check-quick
check-quick: check-unit lint ## for every commit: unit tests, conversations and lint, within 90 s of the build

# A suite's log is called after the architecture, but for the first one's.
named = $(1)$(if $(filter-out s390x,$(ARCH)),-$(ARCH))

# The same tests where bytes lie the other way round: the target's own binaries, in user emulation.
CROSS_NOT       := mkimage/(gzip|compress|fit|appended|rpi_tree)[.]h
CROSS_NOT_s390x := kexec/(arm|decompress|dt|fit|peel)[.]h
CROSS_NOT_x86_64 := $(CROSS_NOT_s390x)
# Compiled for a target it judges that one's kernels, and the tests are of s390x.
CROSS_NOT_arm64 := pxe/plan/check[.]h
CROSS_NOT_armhf := $(CROSS_NOT_arm64)
CROSS_NOT_armel := $(CROSS_NOT_arm64)
# Minutes of emulation for hours of virtual time. s390x runs them, whose order of bytes is not the
# host's, and where numbers are of 32 bits the shorter one runs.
CROSS_LONG_arm64 := tests/talk/talk_tftp_loss.c tests/talk/talk_tftp_soup.c
CROSS_LONG_armhf := tests/talk/talk_tftp_loss.c
CROSS_TEST := $(patsubst %.c,$(B)/$(ARCH)/%,$(shell grep -ELe '$(CROSS_NOT)' \
	$(if $(CROSS_NOT_$(ARCH)),-e '$(CROSS_NOT_$(ARCH))') \
	$(filter-out $(CROSS_LONG_$(ARCH)),$(UNIT_SRC)) /dev/null))
CROSS_TEST := $(filter-out /dev/null,$(CROSS_TEST))

$(CROSS_TEST): $(B)/$(ARCH)/%: $(B)/$(ARCH)/obj/%.o $(B)/$(ARCH)/libshared.a \
		$(ENTRY_OBJ) $(ALT_none) $(B)/$(ARCH)/libpxehop.a
	$(call say,LD,$@)mkdir -p $(@D) && $(TCC) $(CFLAGS) $(LDFLAGS) $(TARGET_LINK) -o $@ $(call objects_first,$^) $(CLIB_LINK)

.PHONY: check-cross
check-cross: $(CROSS_TEST) | $(B)/setup/qemu ## the same tests for the target, static musl, under user emulation
	$(Q)status=0; $(AS_ROOT) tests/run-units $(call named,cross) '$(ARCH) ' $(QEMU_$(ARCH)) $(CROSS_TEST) || status=$$?; \
	$(GIVE_BACK) exit $$status

# What is shipped, looked at from outside.
.PHONY: check-build check-net check-boot check
check-build: image $(FLAVOURS:%=$(B)/$(ARCH)/init-%) $(B)/$(ARCH)/initramfs-base.cpio.gz $(B)/$(ARCH)/kexec ## the shipped files: static, hardened, small enough
	$(Q)tests/check-build $(call named,build) $(B)/$(ARCH) $(GNU) $(IMAGE_$(ARCH))

# $(1): the suite; tests/results.py writes its log. pytest's own status counts too: it is what tells
# of a crash of pytest itself.
# $(1) may end in -ARCH, which its log is then called after.
PYTEST = mkdir -p $(B)/results && \
	status=0; $(AS_ROOT) env PXEHOP_ARCH=$(ARCH) tests/suite tests/$(firstword $(subst -, ,$(1))) \
		$(B)/results/$(1).log $(2) || status=$$?; \
	$(GIVE_BACK) \
	tests/tally $(B)/results/$(1).log && exit $$status

# Most of their time these wait, for what a silent server costs.
NET_JOBS ?= 6
check-net: host $(B)/setup/servers $(B)/setup/stubs $(B)/setup/trees | $(B)/setup/test ## the host's tools against real servers, in network namespaces
	$(Q)$(call PYTEST,net,-n $(NET_JOBS))

# Two guests at a time: each is one thread of emulation.
BOOT_JOBS ?= 2
$(B)/host/sclp_line.so: tests/boot/sclp_line.c | $(B)/setup/build
	$(call say,LD,$@)mkdir -p $(@D) && $(HOSTCC) -O2 $(WARN) -D_GNU_SOURCE -fno-builtin -fPIC -shared -o $@ $<

TREES_x86_64 := $(B)/setup/trees
TREES_arm64  := $(B)/setup/tree-arm64
check-boot: image host $(BOOT_PARTS) $(TREES_$(ARCH)) $(B)/host/sclp_line.so | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) $(B)/setup/test ## whole boots in QEMU, consoles kept in build/results/boot
	$(Q)$(call PYTEST,$(call named,boot),-n $(BOOT_JOBS))

# The other architectures.
check-cross-% check-build-% check-boot-%:
	$(Q)$(MAKE) --no-print-directory ARCH=$* $(@:%-$*=%)

# Each suite runs whatever became of the one before; a suite that cannot even be built has failed.
SUITES := unit cross cross-arm64 cross-armhf build build-x86_64 build-arm64 build-armhf net \
          boot boot-x86_64 boot-arm64 boot-armhf boot-armel
check: ## every test there is; closes with N passed, N failed, N skipped
	$(Q)rm -rf $(B)/results; mkdir -p $(B)/results
	$(Q)for s in $(SUITES); do echo "== check-$$s"; $(MAKE) --no-print-directory check-$$s || \
		grep -qs '^FAIL' $(B)/results/$$s.log || \
		echo "FAIL check-$$s: did not get through" >>$(B)/results/$$s.log; done \
		$(if $(DRY),,; echo "== all"; tests/tally $(SUITES:%=$(B)/results/%.log))

# --- fuzzing ---------------------------------------------------------------------------------

FUZZ_SECONDS ?= 60
FUZZ_BIN := $(FUZZ_SRC:%.c=$(B)/fuzz/%)

$(FUZZ_BIN): $(B)/fuzz/%: $(B)/fuzz/obj/%.o $(B)/fuzz/libpxehop.a $(HOST_CURL)
	$(call say,LD,$@)mkdir -p $(@D) && $(CLANG) -fsanitize=fuzzer,address,undefined -o $@ $^ $(HOST_LIBS)

.PHONY: fuzz
fuzz: $(FUZZ_BIN) ## every fuzz target for FUZZ_SECONDS (60) each, from its corpus in tests/data/fuzz
	$(Q)set -e; for f in $(FUZZ_BIN); do n=$${f##*/}; mkdir -p $(B)/fuzz/corpus/$$n tests/data/fuzz/$$n; \
		echo "== $$n"; $$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -timeout=5 \
		-artifact_prefix=$(B)/fuzz/$$n- $(B)/fuzz/corpus/$$n tests/data/fuzz/$$n 2>$(B)/fuzz/$$n.log || \
		{ tail -40 $(B)/fuzz/$$n.log; exit 1; }; \
		grep -E 'number_of_executed_units|average_exec' $(B)/fuzz/$$n.log; done

# --- bench -----------------------------------------------------------------------------------

# The /init of tests/bench/hop.py.
$(B)/$(ARCH)/tests/bench/%: $(B)/$(ARCH)/obj/tests/bench/%.o $(ENTRY_OBJ) $(ALT_none) $(B)/$(ARCH)/libpxehop.a
	$(call say,LD,$@)mkdir -p $(@D) && $(TCC) $(CFLAGS) $(LDFLAGS) $(TARGET_LINK) -o $@ $^ $(CLIB_LINK)

include tests/bench/bench.mk

# --- rules about the code, and about the build -----------------------------------------------

.PHONY: lint repro
lint: | $(B)/setup/lint ## layout, layers, banned calls, sizes
	$(Q)tests/lint

repro: image | $(B)/setup/cross ## the image built twice, elsewhere and under other settings: the same bytes?
	$(Q)env -u MAKEFLAGS -u MFLAGS tests/repro $(ARCH)

# --- housekeeping ----------------------------------------------------------------------------

.PHONY: help clean
help: ## this list
	@echo 'pxehop: a network boot loader that is itself a small Linux'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | sort | expand -t 22
	@echo
	@echo 'Variables: ARCH=$(ARCH)  CFLAGS="$(CFLAGS)"  HOSTCC=$(HOSTCC)  WERROR=1  V=1 shows the commands'

clean: ## remove what was built (build/deps with its downloads stays)
	rm -rf $(filter-out $(B)/deps,$(wildcard $(B)/*))

-include $(shell find $(B) -path '*/obj/*' -name '*.d' 2>/dev/null)
