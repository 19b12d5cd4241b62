# SPDX-License-Identifier: MIT
# Host names by c-ares: every program that downloads has it. mkimage, which `make image` needs first, does
# not wait for its library.

DNS          := pxe/fetch/dns_lookup.c
CARES_RECIPE := $(addprefix deps/,cares.sh cares_lean.h dns.mk)
CARES_SRC    := $(B)/deps/src/c-ares
HOST_CARES   := $(B)/host/cares/lib.a
MSAN_CARES   := $(B)/msan/cares/lib.a
TARGET_CARES := $(T)/cares/lib.a

# As with libcurl, one library for all that runs here but for MSan.
cares = $(call say,BUILD,$@)deps/cares.sh $(CARES_SRC) $(@D)
$(HOST_CARES): $(CARES_RECIPE) | $(B)/setup/build $(CARES_SRC)/.package
	$(cares) $(HOSTCC) - $(AR) -O2 -g $(HARD)
$(MSAN_CARES): $(CARES_RECIPE) | $(B)/setup/build $(B)/setup/fuzz $(CARES_SRC)/.package
	$(cares) $(CLANG) - $(AR) -O1 -g $(MSAN)
# Not optimized as a whole with ours: what the compiler says at the links is of ours alone.
$(TARGET_CARES): $(CARES_RECIPE) $(TCC) $(T)/flags | $(CARES_SRC)/.package
	$(cares) $(TCC) $(GNU) $(GNU)-gcc-ar $(CFLAGS) $(HARD) $(filter-out -flto% -ffat-lto%,$(LEAN))
# Its headers come with it.
$(addsuffix /obj/$(DNS:.c=.o),$(B)/host $(B)/asan $(B)/fuzz): | $(HOST_CARES)
$(B)/msan/obj/$(DNS:.c=.o): | $(MSAN_CARES)
$(T)/obj/$(DNS:.c=.o): | $(TARGET_CARES)
