# SPDX-License-Identifier: MIT
# HTTP, HTTPS and FTP through libcurl and mbedTLS. Three flavours of /init, always buildable side by
# side as init-none, init-http and init-https: HTTP=no leaves libcurl out, and with it the allocator;
# TLS=no leaves mbedTLS out.

HTTP     ?= yes
TLS      ?= yes
FLAVOURS := none http https
FLAVOUR  := $(if $(filter no,$(HTTP)),none,$(if $(filter no,$(TLS)),http,https))

CURL_RECIPE := deps/curl.sh deps/curl.mk deps/curl_config.h deps/mbedtls_config.h deps/http.mk
CURL_SRC    := $(B)/deps/src/curl
MBEDTLS_SRC := $(B)/deps/src/mbedtls
CURL_FROM   := $(CURL_SRC)/.package $(MBEDTLS_SRC)/.package
CURL_FLAGS  := -ffunction-sections -fdata-sections -fPIE -fstack-protector-strong \
               -ftrivial-auto-var-init=zero -DCURL_MAX_WRITE_SIZE=262144

# One library for all that runs here, sanitized or not.
HOST_CURL := $(B)/host/curl/lib.a
$(HOST_CURL): $(CURL_RECIPE) | $(B)/setup/build $(CURL_FROM)
	$(call say,BUILD,$@)deps/curl.sh $(CURL_SRC) $(MBEDTLS_SRC) $(@D) $(HOSTCC) $(AR) -O2 -g $(CURL_FLAGS)
uses_curl = $(foreach o,get net tls,$(B)/$(1)/obj/pxe/http/$(o).o)
$(foreach v,host asan fuzz,$(call uses_curl,$(v))): | $(HOST_CURL)

# Instead of what stands in libpxehop.a, and behind it.
ALT_none  := $(B)/$(ARCH)/obj/pxe/fetch/http_none.o $(B)/$(ARCH)/obj/pxe/fetch/servers_none.o
ALT_http  := $(B)/$(ARCH)/obj/pxe/http/tls_none.o
LIB_http  := $(B)/$(ARCH)/curl-http/lib.a
LIB_https := $(B)/$(ARCH)/curl-https/lib.a
TARGET_CURL = deps/curl.sh $(CURL_SRC) $(1) $(@D) $(TCC) $(GNU)-gcc-ar $(CFLAGS) $(SLIM_$(ARCH)) \
	$(CURL_FLAGS) -fno-asynchronous-unwind-tables -fno-unwind-tables -flto=auto -ffat-lto-objects
$(LIB_http): $(CURL_RECIPE) $(TCC) | $(CURL_FROM)
	$(call say,BUILD,$@)$(call TARGET_CURL,-)
$(LIB_https): $(CURL_RECIPE) $(TCC) | $(CURL_FROM)
	$(call say,BUILD,$@)$(call TARGET_CURL,$(MBEDTLS_SRC))
$(call uses_curl,$(ARCH)): | $(LIB_https)

# What https believes: a PEM file in place of the distribution's, and keys ("sha256//...") of
# servers, with which no certificate counts unless CA= is given too.
CA  ?=
PIN ?=

# The distribution's list only where nothing narrower was asked for.
TRUST_CA := $(if $(filter https,$(FLAVOUR)),$(or $(CA),$(if $(PIN),,$(D)/ca-certificates/usr/share/ca-certificates/mozilla)))
TRUST_PIN := $(if $(filter https,$(FLAVOUR)),$(PIN))
$(B)/$(ARCH)/trusted: FORCE
	$(Q)mkdir -p $(@D); echo '$(TRUST_CA) $(TRUST_PIN)' | cmp -s - $@ || echo '$(TRUST_CA) $(TRUST_PIN)' >$@
$(B)/$(ARCH)/trust.manifest: deps/trust.sh $(B)/$(ARCH)/trusted $(CA) | $(if $(filter $(D)/%,$(TRUST_CA)),$(D)/ca-certificates/.package)
	$(call say,TRUST,$@)deps/trust.sh $(B)/$(ARCH)/trust $@ '$(TRUST_CA)' '$(TRUST_PIN)'

# A change of a variable is a change of what is linked.
$(B)/$(ARCH)/flavour: FORCE
	$(Q)mkdir -p $(@D); echo '$(FLAVOUR)' | cmp -s - $@ || echo '$(FLAVOUR)' >$@
