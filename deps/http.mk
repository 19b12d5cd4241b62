# SPDX-License-Identifier: MIT
# HTTP and FTP through libcurl. HTTP=no leaves it out: then nothing but TFTP is spoken, and /init
# has no allocator. Both flavours are always buildable side by side, as init-http and init-none.

HTTP    ?= yes
FLAVOURS := none http
FLAVOUR := $(if $(filter no,$(HTTP)),none,http)

CURL_RECIPE := deps/curl.sh deps/curl.mk deps/curl_config.h deps/mbedtls_config.h
CURL_SRC    := $(B)/deps/src/curl
CURL_FLAGS  := -ffunction-sections -fdata-sections -fPIE -fstack-protector-strong \
               -ftrivial-auto-var-init=zero -DCURL_MAX_WRITE_SIZE=262144

# One library for all that runs here, sanitized or not.
HOST_CURL := $(B)/host/curl/lib.a
$(HOST_CURL): $(CURL_RECIPE) deps/http.mk | $(B)/setup/build $(CURL_SRC)/.package
	$(call say,BUILD,$@)deps/curl.sh $(CURL_SRC) - $(@D) $(HOSTCC) $(AR) -O2 -g $(CURL_FLAGS)
uses_curl = $(foreach o,http_get http_net,$(B)/$(1)/obj/pxe/$(o).o)
$(foreach v,host asan fuzz,$(call uses_curl,$(v)) $(B)/$(v)/libpxehop.a): | $(HOST_CURL)

# Instead of what stands in libpxehop.a, and behind it.
ALT_none := $(B)/$(ARCH)/obj/pxe/http_none.o
LIB_http := $(B)/$(ARCH)/curl-http/lib.a
$(LIB_http): $(CURL_RECIPE) deps/http.mk $(TCC) | $(CURL_SRC)/.package
	$(call say,BUILD,$@)deps/curl.sh $(CURL_SRC) - $(@D) $(TCC) $(GNU)-gcc-ar \
		$(CFLAGS) $(SLIM_$(ARCH)) $(CURL_FLAGS) -fno-asynchronous-unwind-tables \
		-fno-unwind-tables -flto=auto -ffat-lto-objects
$(call uses_curl,$(ARCH)): | $(LIB_http)

# A change of HTTP= is a change of what is linked.
$(B)/$(ARCH)/flavour: FORCE
	$(Q)mkdir -p $(@D); echo '$(FLAVOUR)' | cmp -s - $@ || echo '$(FLAVOUR)' >$@
