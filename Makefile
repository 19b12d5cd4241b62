# SPDX-License-Identifier: MIT
# pxehop: one non-recursive Makefile. `make help` lists what there is to make.
#
# Every object lives in build/<variant>/obj/, where a variant is one compiler with one set of flags:
#   host    the workstation's tools          fuzz     clang with libFuzzer
#   asan    tests under ASan and UBSan       msan     tests under clang's MSan
#   $(ARCH) static musl for the target
# A rule writes beside its target and renames, so that no half file is ever taken for a whole one.

VERSION  := 0.1
ARCH     ?= s390x
B        := build
T        := $(B)/$(ARCH)
D         = $(B)/deps/$(DEB)
HOSTCC   ?= cc
CLANG    ?= clang
CFLAGS   ?= -Os -g
V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
say       = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$(1)' '$(2)';)
MKIMAGE  := $(B)/host/mkimage

# Set when make only says what it would do.
DRY       := $(findstring n,$(filter-out -%,$(firstword $(MAKEFLAGS))))

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.DEFAULT_GOAL := help

ARCHS := $(sort $(patsubst deps/arch/%.mk,%,$(wildcard deps/arch/*.mk)))
$(if $(filter $(ARCH),$(ARCHS)),,$(error ARCH=$(ARCH): there are $(ARCHS)))

# What only some machines have, then the machine's own names, modules and images.
LINUX     :=
LINUX_ARCH :=
LINUX_MAKES :=
ENTRY_SRC :=
NOT_SRC   :=
NOT_TEST  :=
LONG_TEST :=
LIBS      :=
# Whether an initrd in gzip or lzma is whole, only unpacking tells (lib/image/initrd.h).
CODECS    := zlib xz
IMAGE_PARTS :=
BOOT_TREES :=
BOOT_PARTS :=
RUN_PARTS  :=
# What is for machines with device trees and several forms of kernels, and in which tests; NOT_SRC and
# NOT_TEST of the others.
TREE_SRC  := $(addprefix init/kexec/,arm.c arm_machine.c decompress.c dt.c dt_merge.c fit.c other.c peel.c) lib/image/fit_part.c
TREE_TEST := kexec/(arm|decompress|dt|fit|peel)[.]h
include deps/arch/$(ARCH).mk
include deps/unpack.mk

# --- sources ---------------------------------------------------------------------------------

LIB_SRC     := $(sort $(wildcard lib/*.c lib/image/*.c))
DHCP_SRC    := $(sort $(wildcard dhcp/*.c))
PXE_SRC     := $(sort $(wildcard pxe/*.c pxe/*/*.c))
INIT_SRC    := $(sort $(filter-out init/kexec/for_%,$(wildcard init/*.c init/*/*.c)))
CMD_SRC     := $(sort $(wildcard cmd/*.c))
MKIMAGE_SRC := $(sort $(wildcard mkimage/*.c))
MAIN_SRC    := init/main.c cmd/main.c mkimage/main.c
UNIT_SRC    := $(sort $(wildcard tests/unit/test_*.c tests/talk/talk_*.c))
FUZZ_SRC    := $(sort $(wildcard tests/fuzz/fuzz_*.c))
RIG_SRC     := $(sort $(wildcard tests/unit/*_rig.c tests/talk/*_rig.c))
TEST_AID    := $(sort $(filter-out $(UNIT_SRC) $(RIG_SRC),$(wildcard tests/unit/*.c tests/talk/*.c)))

# HTTP_$(FLAVOUR): what a program takes of HTTP.
include deps/http.mk
include deps/dns.mk

# What every program and test is linked from: all that has no main() and is no program's choice. A
# program jumps on one architecture, a workstation on none.
CODE_SRC   := $(filter-out $(MAIN_SRC) cmd/for_%.c $(DNS) $(HTTP_https) $(HTTP_http) $(HTTP_none), \
              $(LIB_SRC) $(DHCP_SRC) $(PXE_SRC) $(INIT_SRC) $(CMD_SRC) $(MKIMAGE_SRC))
HOST_SRC   := $(CODE_SRC) $(DNS) $(HTTP_https) init/kexec/for_none.c
# The packer's compressors are a host affair.
TARGET_SRC := $(filter-out mkimage/gzip.c mkimage/compress.c mkimage/fit%.c mkimage/appended.c \
              mkimage/%_cmd.c $(NOT_SRC),$(CODE_SRC)) $(DNS) $(FOR_SRC)

# --- flags -----------------------------------------------------------------------------------

WARN  := -Wall -Wextra -Wshadow -Wvla -Wcast-align -Wcast-qual -Wmissing-prototypes \
         -Wstrict-prototypes -Wformat=2 -Wimplicit-fallthrough -Wframe-larger-than=4096 \
         $(if $(WERROR),-Werror)
# The modules that touch what strangers sent are held to explicit conversions as well; musl's macros for
# control messages are not, nor is clang's idea of a conversion gcc's.
PURE  := -Wconversion -Wsign-conversion
OURS  := -std=gnu11 -D_GNU_SOURCE -DPXEHOP_VERSION='"$(VERSION)"' -I. $(WARN) -ffile-prefix-map=$(CURDIR)=.
# One hardening for every machine, for our code and for libcurl's and mbedTLS's; tests/check-build looks
# for it in what is shipped. Sums that wrap and pointers that are compared after use stay what was
# written; the sanitized variants go without these two, since UBSan would not report them otherwise.
HARD  := -fPIE -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero \
         -fzero-call-used-regs=used-gpr -fno-strict-overflow -fno-delete-null-pointer-checks \
         -ffunction-sections -fdata-sections
RELRO := -Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack,-z,separate-code
# The target's programs are optimized as a whole at their links; the many test programs link plainly,
# hence fat objects. Unwind tables are for C++ and debuggers.
LEAN  := -fno-asynchronous-unwind-tables -fno-unwind-tables -flto=auto -ffat-lto-objects

ASAN  := -fsanitize=address,undefined -fno-sanitize-recover=undefined
MSAN  := -fsanitize=memory,pointer-overflow -fno-sanitize-recover=pointer-overflow -fsanitize-memory-track-origins -fPIE
FUZZ  := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined

# What unpacks kernels is built from source. A library of the distribution is named PACKAGE:NAME.
CODEC_LIBS := $(CODECS:%=$(T)/%/lib.a)
lib_root  = $(D)/$(firstword $(subst :, ,$(1)))
LIB_ROOTS := $(foreach l,$(LIBS),$(call lib_root,$l))
LIB_FLAGS := $(foreach r,$(LIB_ROOTS),-isystem $r/usr/include -isystem $r/usr/include/$(GNU)) $(CODEC_LIBS:%/lib.a=-isystem %/include)
LIB_LINK  := $(foreach l,$(LIBS),$(call lib_root,$l)/usr/lib/$(GNU)/lib$(lastword $(subst :, ,$l)).a) $(CODEC_LIBS)

# $(1): the folder of a variant
part_h        = $(call curl_h,$(1)/curl) $(call curl_h,$(1)/cares)
HOST_FLAGS   := $(OURS) $(HARD) $(call part_h,$(B)/host) -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
ASAN_FLAGS   := $(OURS) $(ASAN) $(call part_h,$(B)/host) -O1 -g -fno-omit-frame-pointer -Wno-frame-larger-than
MSAN_FLAGS   := $(OURS) $(MSAN) $(call part_h,$(B)/msan) -O1 -g -fno-omit-frame-pointer -Wno-frame-larger-than
FUZZ_FLAGS   := $(OURS) $(FUZZ) $(call part_h,$(B)/host) -O1 -g -Wno-frame-larger-than
TARGET_FLAGS := $(OURS) -DPXEHOP_IMAGE $(HARD) $(LEAN) $(call curl_h,$(T)/curl-https) $(call curl_h,$(T)/cares) $(LIB_FLAGS)
# Compressed kernels and device trees; a program gets what it uses.
HOST_LIBS    := -Wl,--as-needed -lfdt -lz -ldeflate -lzstd -llzma

# By where a source lies. A test may keep its packets on the stack.
pure   = $(if $(filter lib/% dhcp/% pxe/% cmd/% mkimage/%,$<),$(PURE))
frames = $(if $(filter tests/%,$<),-Wno-frame-larger-than)

# $(1): the word to say; $(2): compiler and flags
compile = $(call say,$(1),$<)mkdir -p $(@D) && $(2) $(frames) -MMD -MP -MF $@.dep -MT $@ -c -o $@.part $< && \
	mv $@.dep $(@:.o=.d) && mv $@.part $@
# $(1): archiver. Members of one name come from several folders: `ar r` would take one for the other.
archive = $(call say,AR,$@)rm -f $@.part && $(1) qcsD $@.part $^ && mv $@.part $@
# $(1): the file
copy    = $(call say,COPY,$@)mkdir -p $(@D) && cp $(1) $@.part && mv $@.part $@
# $(1): compiler and flags; $(2): libraries
link    = $(call say,LD,$@)mkdir -p $(@D) && $(1) -o $@.part $(filter %.o,$^) $(filter %.a,$^) $(2) && mv $@.part $@
# $(1): a variant's folder; $(2): sources
obj     = $(patsubst %,$(1)/obj/%.o,$(basename $(2)))

# Other values of a variable make other files of it: each such value is a file of its own, which changes
# when the value does. Several makes may look at it at once.
$(B)/host/flags: VALUE = $(HOSTCC) $(CFLAGS) $(HOST_FLAGS) $(PURE)
$(B)/asan/flags: VALUE = $(HOSTCC) $(ASAN_FLAGS) $(PURE)
$(B)/msan/flags: VALUE = $(CLANG) $(MSAN_FLAGS)
$(B)/fuzz/flags: VALUE = $(CLANG) $(FUZZ_FLAGS)
$(T)/flags: VALUE = $(TCC) $(CFLAGS) $(TARGET_FLAGS)
$(T)/flavour: VALUE = $(FLAVOUR)
$(T)/trusted: VALUE = $(TRUST_CA) $(TRUST_PIN)
$(T)/cmdline: VALUE = $(CMDLINE)
$(T)/modules.list: VALUE = $(MODULES)
$(T)/kernel.choice: VALUE = $(KERNEL) $(MODULES_DIR)
$(T)/uImage.load: VALUE = $(UIMAGE_LOAD)
QUOTE := '
$(addsuffix /flags,$(B)/host $(B)/asan $(B)/msan $(B)/fuzz) \
$(addprefix $(T)/,flags flavour trusted cmdline modules.list kernel.choice uImage.load): FORCE
	$(Q)mkdir -p $(@D); echo '$(subst $(QUOTE),$(QUOTE)\$(QUOTE)$(QUOTE),$(VALUE))' >$@.$$$$; \
	if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi
.PHONY: FORCE
FORCE:

# --- for this machine: tools, sanitized tests, fuzz targets -----------------------------------

$(B)/host/obj/%.o: %.c $(B)/host/flags | $(B)/setup/build
	$(call compile,CC,$(HOSTCC) $(CFLAGS) $(HOST_FLAGS) $(pure))
$(B)/asan/obj/%.o: %.c $(B)/asan/flags | $(B)/setup/build
	$(call compile,ASAN,$(HOSTCC) $(ASAN_FLAGS) $(pure))
$(B)/msan/obj/%.o: %.c $(B)/msan/flags | $(B)/setup/build $(B)/setup/fuzz
	$(call compile,MSAN,$(CLANG) $(MSAN_FLAGS))
$(B)/fuzz/obj/%.o: %.c $(B)/fuzz/flags | $(B)/setup/build $(B)/setup/fuzz
	$(call compile,FUZZCC,$(CLANG) $(FUZZ_FLAGS))

# But for HTTP and DNS: what packs images does not wait for libcurl and c-ares.
$(B)/host/libpxehop.a: $(call obj,$(B)/host,$(filter-out $(DNS) $(HTTP_https),$(HOST_SRC)))
$(B)/asan/libpxehop.a: $(call obj,$(B)/asan,$(HOST_SRC))
$(B)/msan/libpxehop.a: $(call obj,$(B)/msan,$(HOST_SRC))
$(B)/fuzz/libpxehop.a: $(call obj,$(B)/fuzz,$(HOST_SRC))
$(T)/libpxehop.a: $(call obj,$(T),$(TARGET_SRC))
$(addsuffix /libpxehop.a,$(B)/host $(B)/asan $(B)/msan $(B)/fuzz $(T)) $(addsuffix /libshared.a,$(B)/asan $(B)/msan $(T)):
	$(call archive,$(if $(filter $(T)/%,$@),$(GNU)-gcc-ar,$(AR)))

HOST_LINK := $(HOSTCC) $(CFLAGS) $(LDFLAGS) -pie $(RELRO)
$(B)/host/init: $(call obj,$(B)/host,init/main.c $(DNS) $(HTTP_https)) $(B)/host/libpxehop.a $(HOST_CURL) $(HOST_CARES)
	$(call link,$(HOST_LINK),$(HOST_LIBS))
$(B)/host/pxe: $(call obj,$(B)/host,cmd/main.c cmd/for_workstation.c $(DNS) $(HTTP_https)) $(B)/host/libpxehop.a $(HOST_CURL) $(HOST_CARES)
	$(call link,$(HOST_LINK),$(HOST_LIBS))
$(MKIMAGE): $(B)/host/obj/mkimage/main.o $(B)/host/libpxehop.a
	$(call link,$(HOST_LINK),$(HOST_LIBS))
# One binary for both commands: the name it is called by picks the one.
$(B)/host/dhcp: $(B)/host/pxe
	$(Q)ln -sf pxe $@

.PHONY: host
host: $(B)/host/init $(B)/host/dhcp $(B)/host/pxe $(MKIMAGE) ## the tools for this machine: build/host/{init,dhcp,pxe,mkimage}

# --- for the target ---------------------------------------------------------------------------

$(T)/zlib/lib.a: | $(B)/deps/src/zlib/.package
$(T)/xz/lib.a: | $(B)/deps/src/xz-utils/.package
$(T)/zstd/lib.a: | $(B)/deps/src/libzstd/.package
$(CODEC_LIBS): $(T)/%/lib.a: deps/codecs.sh $(T)/flags | $(TCC)
	$(call say,BUILD,$@)deps/codecs.sh $* $(patsubst %/.package,%,$(filter %/.package,$|)) $(@D) $(TCC) $(GNU) \
		$(CFLAGS) $(HARD) $(LEAN)
$(T)/obj/%.o: %.c $(T)/flags | $(TCC) $(LIB_ROOTS:%=%/.package) $(CODEC_LIBS)
	$(call compile,CC,$(TCC) $(CFLAGS) $(TARGET_FLAGS) $(if $(filter tests/%,$<),-fno-lto))
$(T)/obj/%.o: %.S | $(TCC)
	$(call compile,AS,$(TCC))

TARGET_LINK := $(TCC) $(CFLAGS) $(LDFLAGS) $(RELRO),--build-id=none
$(T)/init-none.debug: $(call obj,$(T),init/main.c $(ENTRY_SRC) $(HTTP_none)) $(T)/libpxehop.a $(TARGET_CARES)
$(T)/init-http.debug: $(call obj,$(T),init/main.c $(ENTRY_SRC) $(HTTP_http)) $(T)/libpxehop.a $(T)/curl-http/lib.a $(TARGET_CARES)
$(T)/init-https.debug: $(call obj,$(T),init/main.c $(ENTRY_SRC) $(HTTP_https)) $(T)/libpxehop.a $(T)/curl-https/lib.a $(TARGET_CARES)
# Some of the workstation's commands for the rescue shell; with stdio and all, so not part of init.
# Without HTTP, for the size of the image.
$(T)/pxe.debug: $(call obj,$(T),cmd/main.c cmd/for_shell.c $(ENTRY_SRC) $(HTTP_none)) $(T)/libpxehop.a $(TARGET_CARES)
PROGRAMS := $(addprefix $(T)/,init-none init-http init-https pxe)
# Seen as a whole, gcc 12 doubts what it had found good file by file. What it says of libcurl is not our
# affair; init-none tells of ours.
$(PROGRAMS:%=%.debug): | $(CODEC_LIBS)
	$(call link,$(TARGET_LINK) $(TARGET_FLAGS) -Wno-maybe-uninitialized -Wno-uninitialized \
		$(if $(filter $(T)/curl%,$^),-w),$(LIB_LINK))
# The symbols stay beside for whoever reads a trace; the stripped one is shipped.
$(PROGRAMS): %: %.debug
	$(call say,STRIP,$@)$(GNU)-strip -R .comment -o $@.part $< && mv $@.part $@
$(T)/init: $(T)/init-$(FLAVOUR) $(T)/init.debug $(T)/flavour
	$(call copy,$<)
$(T)/init.debug: $(T)/init-$(FLAVOUR).debug $(T)/flavour
	$(call copy,$<)

.PHONY: init
init: $(T)/init ## our /init for the target, static: build/ARCH/init

include deps/parts.mk

# --- unit tests -------------------------------------------------------------------------------

# Namespaces, bridges, DHCP's port and the loader's rights are root's; the logs stay the user's.
AS_ROOT   := $(if $(filter-out 0,$(shell id -u)),sudo)
GIVE_BACK := $(if $(AS_ROOT),$(AS_ROOT) chown -R $(shell id -u) $(B)/results;)
# $(1): the suite; $(2): what its lines are marked with; $(3): an emulator; $(4): test binaries
run_units  = $(Q)status=0; $(AS_ROOT) tests/run-units $(1) '$(2)' '$(3)' $(4) || status=$$?; $(GIVE_BACK) exit $$status

UNIT_ASAN := $(UNIT_SRC:%.c=$(B)/asan/%)
# MSan knows nothing of what libraries store that it did not compile: zlib, zstd, liblzma and libfdt. The
# tests that read what these have written are ASan's alone; so are those that list folders, which the
# loader does by a bare system call.
MSAN_NOT  := $(addprefix tests/unit/,test_kexec_arm.c test_kexec_dt.c test_kexec_fit.c test_reipl.c test_znet.c)
UNIT_MSAN := $(patsubst %.c,$(B)/msan/%,$(filter-out $(MSAN_NOT),$(UNIT_SRC)))
# The same tests where bytes lie the other way round: the target's own binaries, in user emulation; but
# for those of what the target does not have.
UNIT_CROSS := $(patsubst %.c,$(T)/%,$(shell grep -LE 'mkimage/(gzip|compress|fit|appended)[.]h$(if \
	$(NOT_TEST),|$(NOT_TEST))' $(filter-out $(LONG_TEST),$(UNIT_SRC))))

# What tests share, and a rig: it brings functions in place of the library's, into the tests named here
# and into no other.
SESSION_TEST   := $(basename $(wildcard tests/talk/talk_session*.c))
SUPERVISE_TEST := $(basename $(wildcard tests/unit/test_supervise*.c))
SESSION_RIG    := tests/talk/session_rig.c tests/talk/kernel_rig.c
$(SESSION_TEST:%=$(B)/asan/%): $(call obj,$(B)/asan,$(SESSION_RIG))
$(SESSION_TEST:%=$(B)/msan/%): $(call obj,$(B)/msan,$(SESSION_RIG))
$(SESSION_TEST:%=$(T)/%): $(call obj,$(T),$(SESSION_RIG))
$(B)/fuzz/tests/fuzz/fuzz_session: $(B)/fuzz/obj/tests/talk/kernel_rig.o
$(SUPERVISE_TEST:%=$(B)/asan/%): $(B)/asan/obj/tests/unit/supervise_rig.o
$(SUPERVISE_TEST:%=$(B)/msan/%): $(B)/msan/obj/tests/unit/supervise_rig.o
$(SUPERVISE_TEST:%=$(T)/%): $(T)/obj/tests/unit/supervise_rig.o
$(B)/asan/libshared.a: $(call obj,$(B)/asan,$(TEST_AID))
$(B)/msan/libshared.a: $(call obj,$(B)/msan,$(TEST_AID))
$(T)/libshared.a: $(call obj,$(T),$(TEST_AID))

$(UNIT_ASAN): $(B)/asan/%: $(B)/asan/obj/%.o $(B)/asan/libshared.a $(B)/asan/libpxehop.a $(HOST_CURL) $(HOST_CARES)
	$(call link,$(HOSTCC) $(ASAN),$(HOST_LIBS))
$(UNIT_MSAN): $(B)/msan/%: $(B)/msan/obj/%.o $(B)/msan/libshared.a $(B)/msan/libpxehop.a $(MSAN_CURL) $(MSAN_CARES)
	$(call link,$(CLANG) $(MSAN) -pie,$(HOST_LIBS))
# Optimizing all of the library anew for each test would take longer than the tests. On s390x they are no PIE:
# there ld 2.40 leaves a function's address in a table 0 where the code asks for that address as well.
$(UNIT_CROSS): $(T)/%: $(T)/obj/%.o $(T)/libshared.a $(call obj,$(T),$(ENTRY_SRC) $(HTTP_none)) $(T)/libpxehop.a $(TARGET_CARES) | $(CODEC_LIBS)
	$(call link,$(TARGET_LINK) -fno-lto $(if $(filter s390x,$(ARCH)),-no-pie),$(LIB_LINK))

# A suite's log is called after the architecture, but for the first one's.
named = $(1)$(if $(filter-out s390x,$(ARCH)),-$(ARCH))

# need-X is what check-X uses, built and not run.
.PHONY: check-unit check-msan check-cross check-build check-deps check-lab check-net check-boot check-ipxe check-ipxe-all check-fuzz check-lint check-repro check \
	need-cross need-build need-boot need-repro
check-unit: $(UNIT_ASAN) ## unit tables, mutation and scripted conversations under ASan and UBSan
	$(call run_units,unit,,,$(UNIT_ASAN))
check-msan: $(UNIT_MSAN) ## the same under MSan: nothing is read that was not written
	$(call run_units,msan,msan ,,$(UNIT_MSAN))
need-cross: $(UNIT_CROSS) | $(B)/setup/qemu
check-cross: need-cross ## the same for the target, static musl, under user emulation
	$(call run_units,$(call named,cross),$(ARCH) ,$(QEMU),$(UNIT_CROSS))

.PHONY: check-quick
check-quick: check-unit lint ## for every commit: unit tests, conversations and lint, within 90 s of the build

# --- other tests ------------------------------------------------------------------------------

# What make was given, for a test that calls it again.
OVERRIDES = $(subst ','\'',$(MAKEOVERRIDES))
# What is shipped, looked at from outside. TCC and HARD are what its own probes are compiled with.
need-build: image $(PROGRAMS) $(T)/initramfs-base.cpio.gz $(T)/kexec | $(B)/setup/qemu
check-build: need-build ## the shipped files: static, hardened, small enough
	$(Q)CC='$(TCC)' HARD='$(HARD)' LINK='$(RELRO)' QEMU=$(QEMU) OVERRIDES='$(OVERRIDES)' \
		tests/check-build $(call named,build) $(T) $(GNU) $(IMAGE)

# $(1): the suite, which may end in -ARCH; tests/results.py writes its log. pytest's own status counts
# too: it is what tells of a crash of pytest itself.
PYTEST = mkdir -p $(B)/results && \
	status=0; $(AS_ROOT) env PXEHOP_ARCH=$(ARCH) $(SUITE_ENV) tests/suite tests/$(firstword $(subst -, ,$(1))) \
		$(B)/results/$(1).log $(2) || status=$$?; \
	$(GIVE_BACK) \
	tests/tally $(B)/results/$(1).log && exit $$status

# Most of their time these wait, for what a silent server costs.
NET_JOBS ?= 8
check-net: host $(B)/setup/servers $(B)/setup/stubs $(B)/setup/trees | $(B)/setup/test ## the host's tools against real servers, in network namespaces
	$(Q)$(call PYTEST,net,-n $(NET_JOBS))

check-deps: | $(B)/setup/linux $(ARCHS:%=$(B)/setup/cross-%) $(B)/deps/all/linux-source/.package
check-deps: | $(B)/setup/build $(B)/setup/cross $(B)/setup/test ## what images are made of: made-up kernels, the small one's configuration
	$(Q)$(call PYTEST,deps,-n 2)

check-lab: | $(B)/setup/test $(B)/setup/lab $(B)/setup/nfs ## the parts of the board lab, without a guest
	$(Q)$(call PYTEST,lab)

.PHONY: lab-shell
lab-shell: ## a login on a netbooted machine of ARCH with a small Debian; tests/lab/run --help has more
	$(Q)tests/lab/run --arch $(ARCH)

# A small Debian for guests of ARCH; it knows itself whether it is still right.
.PHONY: lab-root
lab-root: $(MKIMAGE) | $(B)/setup/lab $(B)/setup/lab-tap $(B)/setup/cross
	$(Q)tests/lab/rootfs $(ARCH)

# Three guests at a time: each is one thread of emulation, and waits a third of its time for the pauses
# between the loader's rounds, which are not emulated.
BOOT_JOBS ?= 3
$(B)/host/sclp_line.so: tests/boot/sclp_line.c | $(B)/setup/build
	$(call say,LD,$@)mkdir -p $(@D) && $(HOSTCC) -O2 $(WARN) -D_GNU_SOURCE -fno-builtin -fPIC -shared -o $@.part $< && mv $@.part $@
# What the boot tests serve and start besides the image.
need-boot: image host $(B)/setup/servers $(BOOT_PARTS) $(BOOT_TREES) $(RUN_PARTS) $(T)/payload.vmlinuz $(T)/payload.cpio.gz $(T)/busybox \
		$(B)/host/sclp_line.so | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) $(B)/setup/test
check-boot: need-boot ## whole boots in QEMU, consoles kept in build/results/boot
	$(Q)$(call PYTEST,$(call named,boot),-n $(BOOT_JOBS))

# One boot for the scripts, five for the bytes.
check-ipxe: host $(B)/setup/ipxe | $(B)/setup/test ## 60 scripts and 5 boots beside the real iPXE in QEMU
	$(Q)$(call PYTEST,ipxe,-n $(BOOT_JOBS))
check-ipxe-all: SUITE_ENV := PXEHOP_IPXE=all
check-ipxe-all: host $(B)/setup/ipxe | $(B)/setup/test ## 300 scripts and 20 boots beside it, some minutes; not part of check
	$(Q)$(call PYTEST,ipxe-all,-n $(BOOT_JOBS))

# Each target starts from its corpus in tests/data/fuzz; what it finds beyond stays in build/fuzz.
FUZZ_SECONDS ?= 60
FUZZ_BIN     := $(FUZZ_SRC:%.c=$(B)/fuzz/%)
$(FUZZ_BIN): $(B)/fuzz/%: $(B)/fuzz/obj/%.o $(B)/fuzz/libpxehop.a $(HOST_CURL) $(HOST_CARES)
	$(call link,$(CLANG) -fsanitize=fuzzer$(COMMA)address$(COMMA)undefined,$(HOST_LIBS))
COMMA := ,
# $(1): seconds for each target
run_fuzz = $(Q)TIMEOUT=$$((600 + $(1))) tests/run-units fuzz '' 'tests/fuzz/run $(1)' $(FUZZ_BIN)
.PHONY: fuzz
fuzz: $(FUZZ_BIN) ## every fuzz target for FUZZ_SECONDS (60) each, from its corpus in tests/data/fuzz
	$(call run_fuzz,$(FUZZ_SECONDS))
# A check answers for the code as it is; what else there is to find, `make fuzz` looks for.
check-fuzz: export FUZZ_SEED = 1
check-fuzz: $(FUZZ_BIN) ## every fuzz target over its corpus, then 5 s each of the same inputs
	$(call run_fuzz,5)

.PHONY: lint repro
lint check-lint: | $(B)/setup/lint ## layout, layers, banned calls
	$(Q)tests/run-units lint '' '' tests/lint
need-repro: image | $(B)/setup/cross
repro check-repro: need-repro ## the image built once more, elsewhere and under other settings: the same bytes?
	$(Q)env -u MAKEFLAGS -u MFLAGS TIMEOUT=3600 OVERRIDES='$(OVERRIDES)' tests/run-units $(call named,repro) '' tests/repro $(ARCH)

# Not part of check, for its time. GCC, musl, curl, mbedTLS and busybox are all others there.
.PHONY: check-debian13
# DEBIAN13_RUN names machines for `make run` there.
check-debian13: | $(B)/setup/debian13 ## all of the s390x image but its kernel, built on a bare Debian 13 in build/deps/debian13
	$(Q)$(AS_ROOT) env TIMEOUT=7200 DEBIAN13_RUN='$(DEBIAN13_RUN)' tests/run-units debian13 '' '' tests/debian13

# Not part of check, for its downloads: the kernels of three Debians, as many downloads of 60 MB on some machines.
PAYLOAD_SUITES := $(if $(LINUX),bookworm trixie sid)
PAYLOAD_DEPS   := $(PAYLOAD_SUITES:%=$(B)/deps/$(DEB)-%/linux)
$(PAYLOAD_DEPS:%=%/.package): $(B)/deps/$(DEB)-%/linux/.package: | $(B)/setup/build $(B)/setup/cross
	$(Q)SUITE=$* deps/foreign.sh $(DEB) linux=$(LINUX)
.PHONY: check-payloads
check-payloads: SUITE_ENV = PXEHOP_PAYLOADS='$(join $(PAYLOAD_SUITES:%=%=),$(PAYLOAD_DEPS))'
check-payloads: image $(T)/payload.cpio.gz $(PAYLOAD_DEPS:%=%/.package) | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) $(B)/setup/test ## the image boots kernels 6.1, 6.12 and 7.x of Debian; KERNEL=small for that one
	$(Q)$(call PYTEST,$(call named,payloads))

# The other architectures.
check-cross-% check-build-% check-boot-% check-repro-%:
	$(Q)$(MAKE) --no-print-directory ARCH=$* $(@:%-$*=%)

# Suites run one after the other, whatever became of those before; one that cannot even be built has failed.
# Much of their time they wait, for silent servers or for one thread of emulation. What is left over of both
# processors then builds what the machines' suites need, before their turn. The machines that compile a kernel
# come last, and the check-build that kills what builds when all is built.
HERE     := lint unit msan deps lab net ipxe fuzz
MACHINES := x86_64 arm64 armhf s390x armel
OF_x86_64 := build boot
OF_arm64  := cross build boot
OF_armhf  := cross build boot
OF_s390x  := cross boot
OF_armel  := boot
FINAL    := build repro
suites_of = $(patsubst %-s390x,%,$(OF_$(1):%=%-$(1)))
SUITES   := $(HERE) $(foreach m,$(MACHINES),$(call suites_of,$m)) $(FINAL)
# $(1): suites
run_suites = +$(Q)for s in $(1); do echo "== check-$$s"; $(MAKE) --no-print-directory check-$$s || \
	grep -qs '^FAIL' $(B)/results/$$s.log || \
	echo "FAIL check-$$s: did not get through" >>$(B)/results/$$s.log; done

.PHONY: ahead-here suites-here $(MACHINES:%=ahead-%) $(MACHINES:%=suites-%) suites
ahead-x86_64: ahead-here
ahead-arm64:  ahead-x86_64
ahead-armhf:  ahead-arm64
ahead-s390x:  ahead-armhf
ahead-armel:  ahead-s390x
suites-x86_64: suites-here
suites-arm64:  suites-x86_64
suites-armhf:  suites-arm64
suites-s390x:  suites-armhf
suites-armel:  suites-s390x
# What all share, so that two never build it at once, and all packages by one run of apt. Whatever fails here
# fails its suites, with their words.
ahead-here:
	-$(Q)deps/setup.sh build cross linux u-boot qemu ipxe test fuzz lint lab lab-tap $(MACHINES:%=cross-%) $(MACHINES:%=qemu-%)
	-$(Q)$(MAKE) --no-print-directory host $(B)/setup/servers $(B)/setup/stubs $(B)/setup/trees $(B)/setup/nfs
$(MACHINES:%=ahead-%): ahead-%:
	-$(Q)$(if $(DRY),: )env -u MAKEFLAGS -u MFLAGS nice -n 19 $(MAKE) --no-print-directory -j$$(nproc) $(MAKEOVERRIDES) ARCH=$* \
		$(addprefix need-,$(OF_$*) $(if $(filter s390x,$*),$(FINAL))) >$(B)/results/ahead-$*.out 2>&1
suites-here: ahead-here
	$(call run_suites,$(HERE))
$(MACHINES:%=suites-%): suites-%: ahead-%
	$(call run_suites,$(call suites_of,$*))
suites: suites-armel
	$(call run_suites,$(FINAL))
check: ## every test there is; closes with N passed, N failed, N skipped
	$(Q)rm -rf $(B)/results; mkdir -p $(B)/results
	$(Q)$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$$(nproc)) suites
	$(if $(DRY),,$(Q)echo "== all"; tests/tally $(SUITES:%=$(B)/results/%.log))

# --- bench ------------------------------------------------------------------------------------

# The /init of tests/bench/hop.py.
$(T)/tests/bench/hop_init: $(call obj,$(T),tests/bench/hop_init.c $(ENTRY_SRC) $(HTTP_none)) $(T)/libpxehop.a $(TARGET_CARES)
	$(call link,$(TARGET_LINK),$(LIB_LINK))

include tests/bench/bench.mk

# --- housekeeping -----------------------------------------------------------------------------

.PHONY: help clean
help: ## this list
	@echo 'pxehop: a network boot loader that is itself a small Linux'
	@echo
	@sed -n 's/^\([a-z0-9-]*\)[a-z0-9 -]*:.*## \(.*\)/  make \1\t\2/p' Makefile deps/*.mk tests/bench/bench.mk | sort | expand -t 22
	@echo
	@echo 'check-cross, -build, -boot and -repro also with -ARCH behind, like make check-boot-arm64'
	@echo 'ARCH=$(ARCH), one of: $(ARCHS)'
	@echo 'Variables: CFLAGS="$(CFLAGS)"  HOSTCC=$(HOSTCC)  CLANG=$(CLANG)  WERROR=1  V=1 shows the commands'
	@echo 'Of an image: KERNEL= MODULES= MODULES_DIR= CMDLINE= HTTP=no TLS=no CA= PIN=  and on ARM DTB= SERIAL= UIMAGE_LOAD='

clean: ## remove what was built (build/deps with its downloads stays)
	rm -rf $(filter-out $(B)/deps,$(wildcard $(B)/*))

-include $(shell find $(B)/*/obj -name '*.d' 2>/dev/null)
