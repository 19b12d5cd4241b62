# SPDX-License-Identifier: MIT
# HTTP, HTTPS and FTP through libcurl and mbedTLS. Three flavours of /init, always buildable side by
# side as init-none, init-http and init-https: HTTP=no leaves libcurl out, TLS=no mbedTLS. A flavour
# is a list of sources: the table of its transports (pxe/fetch/transport.h), and what that names.

HTTP    ?= yes
TLS     ?= yes
FLAVOUR := $(if $(filter no,$(HTTP)),none,$(if $(filter no,$(TLS)),http,https))

HTTP_none  := pxe/fetch/with_tftp.c
HTTP_http  := pxe/fetch/with_http.c pxe/fetch/http.c pxe/http/get.c pxe/http/net.c
HTTP_https := pxe/fetch/with_https.c pxe/fetch/http.c pxe/fetch/https.c pxe/http/get.c pxe/http/net.c pxe/http/tls.c

CURL_RECIPE := $(addprefix deps/,curl.sh curl_lean.h mbedtls.config mbedtls_configure.py http.mk)
CURL_SRC    := $(B)/deps/src/curl
MBEDTLS_SRC := $(B)/deps/src/mbedtls
CURL_FROM   := $(CURL_SRC)/.package $(MBEDTLS_SRC)/.package
CURL_FLAGS  := -DCURL_MAX_WRITE_SIZE=262144
# $(1): where its headers are
curl_h       = -isystem $(1)/include

# One library for all that runs here, sanitized or not; but MSan must see every store.
HOST_CURL := $(B)/host/curl/lib.a
MSAN_CURL := $(B)/msan/curl/lib.a
curl       = $(call say,BUILD,$@)deps/curl.sh $(CURL_SRC) $(1) $(@D)
$(HOST_CURL): $(CURL_RECIPE) | $(B)/setup/build $(CURL_FROM)
	$(call curl,$(MBEDTLS_SRC)) $(HOSTCC) - $(AR) -O2 -g $(HARD) $(CURL_FLAGS)
$(MSAN_CURL): $(CURL_RECIPE) | $(B)/setup/build $(B)/setup/fuzz $(CURL_FROM)
	$(call curl,$(MBEDTLS_SRC)) $(CLANG) - $(AR) -O1 -g $(MSAN) $(CURL_FLAGS)
$(T)/curl-https/lib.a: $(CURL_RECIPE) $(TCC) $(T)/flags | $(CURL_FROM)
	$(call curl,$(MBEDTLS_SRC)) $(TCC) $(GNU) $(GNU)-gcc-ar $(CFLAGS) $(HARD) $(LEAN) $(CURL_FLAGS)
$(T)/curl-http/lib.a: $(CURL_RECIPE) $(TCC) $(T)/flags | $(CURL_FROM)
	$(call curl,-) $(TCC) $(GNU) $(GNU)-gcc-ar $(CFLAGS) $(HARD) $(LEAN) $(CURL_FLAGS)
# Its headers come with it.
$(patsubst %.c,$(B)/host/obj/%.o,$(HTTP_https)) $(patsubst %.c,$(B)/asan/obj/%.o,$(HTTP_https)) \
$(patsubst %.c,$(B)/fuzz/obj/%.o,$(HTTP_https)): | $(HOST_CURL)
$(patsubst %.c,$(B)/msan/obj/%.o,$(HTTP_https)): | $(MSAN_CURL)
$(patsubst %.c,$(T)/obj/%.o,$(HTTP_https) $(HTTP_http)): | $(T)/curl-https/lib.a

# What https believes: a PEM file in place of the distribution's, and keys ("sha256//...") of
# servers, with which no certificate counts unless CA= is given too.
CA  ?=
PIN ?=
# The distribution's list only where nothing narrower was asked for.
TRUST_CA  := $(if $(filter https,$(FLAVOUR)),$(or $(CA),$(if $(PIN),,$(D)/ca-certificates/usr/share/ca-certificates/mozilla)))
TRUST_PIN := $(if $(filter https,$(FLAVOUR)),$(PIN))
$(T)/trust.manifest: deps/trust.sh $(T)/trusted $(CA) | $(if $(filter $(D)/%,$(TRUST_CA)),$(D)/ca-certificates/.package)
	$(call say,TRUST,$@)deps/trust.sh $(T)/trust $@ '$(TRUST_CA)' '$(TRUST_PIN)'
