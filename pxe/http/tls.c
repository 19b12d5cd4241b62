/* SPDX-License-Identifier: MIT */
#include "pxe/http/tls.h"

#include "lib/bytes.h"
#include "lib/netaddr.h"
#include "lib/text.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <mbedtls/entropy.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform.h>
#include <mbedtls/platform_time.h>
#include <mbedtls/ssl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OWN_CA	  "/etc/pxehop/ca.pem" /* what an administrator added */
#define IMAGE_CA  "/etc/pxehop/ca.der"
#define IMAGE_PIN "/etc/pxehop/pin"
#define HOST_CA	  "/etc/ssl/certs/ca-certificates.crt"

/* A clock that shows an earlier time is not set. 2026-11-21, or the packager's date. */
#ifndef PXEHOP_EPOCH
#define PXEHOP_EPOCH 1795219200
#endif

enum { FILE_MAX = 4 << 20, PIN_MAX = 1024 };

static struct {
	bool known;  /* the files were read */
	char *certs; /* of CAs, on the heap; NULL = none, or parsed already */
	size_t len;  /* bytes of @certs with the NUL behind them */
	char pin[PIN_MAX];
	bool parsed;
	mbedtls_x509_crt chain;
} trust;

/* --- time and randomness for mbedTLS ---------------------------------------------------------- */

static bool clock_is_set(void)
{
	return time(NULL) >= PXEHOP_EPOCH;
}

static mbedtls_time_t floored_time(mbedtls_time_t *ret)
{
	mbedtls_time_t now = clock_is_set() ? time(NULL) : PXEHOP_EPOCH;

	if (ret)
		*ret = now;
	return now;
}

/* What mbedTLS with MBEDTLS_ENTROPY_HARDWARE_ALT calls. From 3.0 on no header for its users declares it. */
int mbedtls_hardware_poll(void *data, unsigned char *output, size_t len, size_t *olen);

/* mbedTLS's entropy source. getrandom() waits until the kernel's generator is seeded. From Linux
 * 5.4 on the kernel seeds the generator itself within a second. */
int mbedtls_hardware_poll(void *data, unsigned char *output, size_t len, size_t *olen)
{
	ssize_t n;

	(void)data;
	do
		n = getrandom(output, len, 0);
	while (n < 0 && errno == EINTR);
	*olen = n < 0 ? 0 : (size_t)n;
	return n < 0 ? MBEDTLS_ERR_ENTROPY_SOURCE_FAILED : 0;
}

/* --- files ------------------------------------------------------------------------------------ */

/* Read all of @path into a new block, with a NUL behind it. Return: 0 or -errno */
static int read_file(const char *path, char **ret, size_t *ret_len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	struct stat st;
	char *text = NULL;
	ssize_t n = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || st.st_size > FILE_MAX || !S_ISREG(st.st_mode))
		err = -EFBIG;
	else if (!(text = malloc((size_t)st.st_size + 1)))
		err = -ENOMEM;
	else if ((n = read(fd, text, (size_t)st.st_size)) < 0)
		err = -errno;
	close(fd);
	if (err) {
		free(text);
		return err;
	}
	text[n] = '\0';
	*ret = text;
	*ret_len = (size_t)n + 1;
	return 0;
}

static bool read_pin(const char *pin)
{
	char *text = NULL;
	size_t len;
	bool good = true;

	if (!pin && read_file(IMAGE_PIN, &text, &len) == 0)
		pin = text;
	if (pin)
		good = text_copy(trust.pin, sizeof trust.pin, view_trim(view_of(pin)));
	free(text);
	return good;
}

int http_tls_trust(const char *ca, const char *pin)
{
	int err;

	if (trust.known)
		return 0;
	trust.known = true;
	if (!read_pin(pin))
		return -ENAMETOOLONG;
	err = read_file(ca ? ca : OWN_CA, &trust.certs, &trust.len);
	if (ca)
		return err;
	if (err)
		err = read_file(IMAGE_CA, &trust.certs, &trust.len);
	if (err && !trust.pin[0])
		read_file(HOST_CA, &trust.certs, &trust.len);
	return 0;
}

/* The length of a SEQUENCE in DER (X.690 8.1.3) with its head. Return: 0 = there is none, or it is cut off */
static size_t der_len(struct rd r)
{
	const size_t all = rd_left(&r);
	bool sequence = rd_u8(&r) == 0x30;
	size_t len = rd_u8(&r);

	if (len > 0x80 && len <= 0x83) {
		unsigned bytes = len & 0x7f;

		for (len = 0; bytes > 0; bytes--)
			len = len << 8 | rd_u8(&r);
	} else if (len >= 0x80) {
		return 0;
	}
	return sequence && !r.bad && len <= rd_left(&r) ? all - rd_left(&r) + len : 0;
}

/* DER has no marks between certificates: one stands behind the other. Return: whether that is all of @r */
static bool parse_der(mbedtls_x509_crt *chain, struct rd r)
{
	size_t n;

	while ((n = der_len(r)) > 0) {
		struct rd crt = rd_sub(&r, n);

		mbedtls_x509_crt_parse_der(chain, crt.p, n);
	}
	return !rd_left(&r);
}

/* Certificates that mbedTLS cannot read are skipped; the bundle of a distribution holds a few. */
static int parse_chain(void)
{
	const unsigned char *certs = (const unsigned char *)trust.certs;
	bool good;

	if (trust.parsed || !trust.certs)
		return 0;
	mbedtls_x509_crt_init(&trust.chain);
	if (strstr(trust.certs, "-----BEGIN "))
		good = mbedtls_x509_crt_parse(&trust.chain, certs, trust.len) >= 0;
	else
		good = parse_der(&trust.chain, rd_of(certs, trust.len - 1));
	if (!good || !trust.chain.version)
		return -ENOKEY;
	trust.parsed = true;
	free(trust.certs);
	trust.certs = NULL;
	return 0;
}

/* --- one server's certificates ---------------------------------------------------------------- */

/* Append the common name (CN) in quotes. The text comes from the server, so it is escaped. */
static void put_x509_name(struct str *s, const mbedtls_x509_name *name)
{
	for (; name; name = name->next) {
		if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) != 0)
			continue;
		str_putc(s, '"');
		str_printable(s, (struct view){.p = (const char *)name->val.p, .n = name->val.len},
			      60);
		str_putc(s, '"');
		return;
	}
	str_puts(s, "somebody without a name");
}

static void put_day(struct str *s, const mbedtls_x509_time *t)
{
	str_fmt(s, "%04d-%02d-%02d", t->year, t->mon, t->day);
}

/* mbedTLS 2.28 compares DNS names only. A subjectAltName of type iPAddress holds the 4 or 16 bytes of an
 * address (RFC 5280 4.2.1.6). */
static bool bears_address(const mbedtls_x509_crt *crt, const char *host)
{
	struct netaddr addr;
	size_t n;

	if (!netaddr_text(view_of(host), &addr))
		return false;
	n = netaddr_is_ip6(&addr) ? 16 : 4;
	for (const mbedtls_x509_sequence *s = &crt->subject_alt_names; s; s = s->next) {
		if ((s->buf.tag & 0x1f) == MBEDTLS_X509_SAN_IP_ADDRESS && s->buf.len == n &&
		    memcmp(addr.b + sizeof addr.b - n, s->buf.p, n) == 0)
			return true;
	}
	return false;
}

static bool self_signed(const mbedtls_x509_crt *crt)
{
	return crt->issuer_raw.len == crt->subject_raw.len &&
	       memcmp(crt->issuer_raw.p, crt->subject_raw.p, crt->subject_raw.len) == 0;
}

/* The highest rank is reported. An untrusted certificate can claim any name and date, so RANK_TRUST
 * comes last. */
enum rank { RANK_NONE, RANK_OTHER, RANK_FUTURE, RANK_EXPIRED, RANK_HOST, RANK_TRUST };

static enum rank rank_of(uint32_t flags)
{
	if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED)
		return RANK_TRUST;
	if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH)
		return RANK_HOST;
	if (flags & MBEDTLS_X509_BADCERT_EXPIRED)
		return RANK_EXPIRED;
	if (flags & MBEDTLS_X509_BADCERT_FUTURE)
		return RANK_FUTURE;
	return flags ? RANK_OTHER : RANK_NONE;
}

static void put_fault(struct str *s, enum rank rank, const mbedtls_x509_crt *crt, int depth,
		      const char *host)
{
	switch (rank) {
	case RANK_TRUST:
		if (!depth && self_signed(crt)) {
			str_puts(s, "its certificate is self-signed and not trusted here");
			break;
		}
		str_puts(s, "its certificate comes from a CA not trusted here, ");
		put_x509_name(s, &crt->issuer);
		break;
	case RANK_HOST:
		str_puts(s, "its certificate is for ");
		put_x509_name(s, &crt->subject);
		str_fmt(s, ", not for %s", host);
		break;
	case RANK_EXPIRED:
		str_fmt(s, "%s certificate expired on ", depth ? "its CA's" : "its");
		put_day(s, &crt->valid_to);
		break;
	case RANK_FUTURE:
		str_fmt(s, "%s certificate is not valid before ", depth ? "its CA's" : "its");
		put_day(s, &crt->valid_from);
		str_puts(s, "; is this machine's clock right?");
		break;
	case RANK_OTHER:
		str_puts(s,
			 "its certificate has a key or signature too weak, or is for another use");
		break;
	case RANK_NONE:
	default: break;
	}
}

/* mbedTLS calls this for each certificate, the root first. A bit left in @flags is a refusal. */
static int on_certificate(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct http_tls_seen *seen = ctx;
	enum rank rank;
	struct str s;

	if (!trust.parsed) { /* libcurl compares the pinned key, which alone decides */
		*flags = 0;
		return 0;
	}
	if (!clock_is_set())
		*flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_FUTURE;
	if (!depth && bears_address(crt, seen->host))
		*flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH;
	rank = rank_of(*flags);
	if ((int)rank <= seen->rank)
		return 0;
	seen->rank = (int)rank;
	s = str_of(seen->why, sizeof seen->why);
	put_fault(&s, rank, crt, depth, seen->host);
	return 0;
}

static CURLcode on_context(CURL *easy, void *config, void *ctx)
{
	mbedtls_ssl_config *c = config;

	(void)easy;
	mbedtls_platform_set_time(floored_time);
	mbedtls_ssl_conf_cert_profile(c, &mbedtls_x509_crt_profile_next);
	if (trust.parsed)
		mbedtls_ssl_conf_ca_chain(c, &trust.chain, NULL);
	mbedtls_ssl_conf_verify(c, on_certificate, ctx);
	return CURLE_OK;
}

int http_tls_setup(void *easy, struct http_tls_seen *seen)
{
	int err;

	http_tls_trust(NULL, NULL);
	err = parse_chain();
	if (err)
		return err;
	if (!trust.parsed && !trust.pin[0])
		return -ENOKEY;
	seen->rank = RANK_NONE;
	seen->why[0] = '\0';
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	if (curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context) ||
	    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, seen))
		return -ENOMEM;
	if (trust.pin[0] && curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, trust.pin))
		return -ENOMEM;
	return 0;
}
