# SPDX-License-Identifier: MIT
# libcurl and mbedTLS as one static library; run by deps/curl.sh, which sets the variables.
#   CURL, TLS  sources (TLS may be empty)   OUT  where to   CC AR FLAGS

sources := $(notdir $(wildcard $(CURL)/lib/*.c $(CURL)/lib/vauth/*.c $(CURL)/lib/vquic/*.c))
vtls    := $(notdir $(wildcard $(CURL)/lib/vtls/*.c))
tls     := $(if $(TLS),$(notdir $(wildcard $(TLS)/library/*.c)))
objects := $(sources:%.c=$(OUT)/curl/%.o) $(vtls:%.c=$(OUT)/vtls/%.o) $(tls:%.c=$(OUT)/mbedtls/%.o)

common := $(FLAGS) -w -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -I$(OUT)/include \
          $(if $(TLS),-DPXEHOP_TLS '-DMBEDTLS_CONFIG_FILE=<mbedtls_config.h>')
libcurl := -DHAVE_CONFIG_H -DBUILDING_LIBCURL -DCURL_STATICLIB -I$(CURL)/lib

$(OUT)/lib.a: $(objects)
	@rm -f $@ && $(AR) qcsD $@ $^
$(OUT)/curl/%.o: $(CURL)/lib/%.c
	@$(CC) $(common) $(libcurl) -c -o $@ $<
$(OUT)/curl/%.o: $(CURL)/lib/vauth/%.c
	@$(CC) $(common) $(libcurl) -c -o $@ $<
$(OUT)/curl/%.o: $(CURL)/lib/vquic/%.c
	@$(CC) $(common) $(libcurl) -c -o $@ $<
$(OUT)/vtls/%.o: $(CURL)/lib/vtls/%.c
	@$(CC) $(common) $(libcurl) -c -o $@ $<
$(OUT)/mbedtls/%.o: $(TLS)/library/%.c
	@$(CC) $(common) -I$(TLS)/library -c -o $@ $<
