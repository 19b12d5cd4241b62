/* SPDX-License-Identifier: MIT */
#include "pxe/session/passwd.h"

#include <string.h>

#define MD5_ROUNDS  1000u
#define SHA_ROUNDS  5000u /* without "rounds=" */
#define SHA_LEAST   1000u
#define MD5_SALT    8u
#define SHA_SALT    16u
#define ENCODED_MAX 88 /* 64 bytes in characters of 6 bits, and what is over */
#define SHA1_LEN    20u

const char *session_passwd_str(enum session_passwd_state state)
{
	switch (state) {
	case SESSION_PASSWD_UNKNOWN:
		return "the configuration's password has a form not known here";
	case SESSION_PASSWD_TOO_SLOW:
		return "the configuration's password wants more than 1000000 rounds";
	default: return "wrong password";
	}
}

/* Takes as long for texts that differ as for equal ones. */
static bool equal_texts(struct view a, struct view b)
{
	unsigned diff = a.n != b.n;

	for (size_t i = 0; i < a.n; i++)
		diff |= (unsigned)(unsigned char)a.p[i] ^ (unsigned char)(i < b.n ? b.p[i] : 0);
	return !diff;
}

static enum session_passwd_state passwd_verdict(bool right)
{
	return right ? SESSION_PASSWD_RIGHT : SESSION_PASSWD_WRONG;
}

static void drop_bytes(struct view *v, size_t n)
{
	v->p += n;
	v->n -= n;
}

/* --- $4$ ------------------------------------------------------------------------------------- */

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Stops at the first byte that is no digit; what is missing stays zero. */
static void read_base64(struct view text, uint8_t ret[SHA1_LEN])
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.n && n < SHA1_LEN; i++) {
		int d = base64_digit(text.p[i]);

		if (d < 0)
			return;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			ret[n++] = (uint8_t)(bits >> have);
		}
	}
}

static enum session_passwd_state check_sha1(struct view value, struct view typed)
{
	uint8_t digest[HASH_MAX], want[SHA1_LEN] = {0};
	struct view salt = {0}, sum = value;
	struct hash h;

	view_until(&sum, '$', &salt);
	hash_start(&h, HASH_SHA1);
	if (sum.p)
		hash_add(&h, salt.p, salt.n);
	else
		sum = value; /* no salt */
	hash_add(&h, typed.p, typed.n);
	hash_end(&h, digest);
	read_base64(sum, want);
	return passwd_verdict(equal_texts((struct view){.p = (char *)digest, .n = SHA1_LEN},
					  (struct view){.p = (char *)want, .n = SHA1_LEN}));
}

/* --- $1$, $5$, $6$ --------------------------------------------------------------------------- */

static void add_repeated(struct hash *h, const uint8_t *from, size_t len, size_t n)
{
	for (; n > len; n -= len)
		hash_add(h, from, len);
	hash_add(h, from, n);
}

/* Hash of password, salt, password, which all three forms begin with. */
static size_t hash_sandwich(enum hash_kind kind, struct view typed, struct view salt, uint8_t *ret)
{
	struct hash h;

	hash_start(&h, kind);
	hash_add(&h, typed.p, typed.n);
	hash_add(&h, salt.p, salt.n);
	hash_add(&h, typed.p, typed.n);
	return hash_end(&h, ret);
}

/* The P and S sequences of the SHA forms: the hash of @from, @times over, repeated to @n bytes. */
static void hash_repeated(enum hash_kind kind, struct view from, size_t times, uint8_t *ret,
			  size_t n)
{
	uint8_t digest[HASH_MAX];
	struct hash h;
	size_t len;

	hash_start(&h, kind);
	while (times--)
		hash_add(&h, from.p, from.n);
	len = hash_end(&h, digest);
	for (size_t i = 0; i < n; i++)
		ret[i] = digest[i % len];
}

static void start_rounds(struct session_passwd *p, struct view salt, struct view typed)
{
	bool md5 = p->kind == HASH_MD5;
	uint8_t middle[HASH_MAX];
	size_t len = hash_sandwich(p->kind, typed, salt, middle);
	struct hash h;

	hash_start(&h, p->kind);
	hash_add(&h, typed.p, typed.n);
	if (md5)
		hash_add(&h, "$1$", 3);
	hash_add(&h, salt.p, salt.n);
	add_repeated(&h, middle, len, typed.n);
	for (size_t i = typed.n; i; i >>= 1) {
		if (md5)
			hash_add(&h, i & 1 ? "" : typed.p, 1);
		else if (i & 1)
			hash_add(&h, middle, len);
		else
			hash_add(&h, typed.p, typed.n);
	}
	hash_end(&h, p->digest);
	p->typed_n = typed.n;
	p->salt_n = salt.n;
	if (md5) {
		memcpy(p->typed, typed.p, typed.n);
		memcpy(p->salt, salt.p, salt.n);
	} else {
		hash_repeated(p->kind, typed, typed.n, p->typed, typed.n);
		hash_repeated(p->kind, salt, 16u + p->digest[0], p->salt, salt.n);
	}
}

/* "rounds=N$" in front of the salt. Return: false when N is more than SESSION_PASSWD_ROUNDS_MAX */
static bool take_rounds(struct view *value, uint32_t *ret)
{
	struct view rest = *value, number = {0};
	uint64_t n;

	if (!view_starts(rest, "rounds="))
		return true;
	drop_bytes(&rest, 7);
	view_until(&rest, '$', &number);
	if (!rest.p || !text_u64(number, 0, UINT64_MAX, &n))
		return true;
	*value = rest;
	*ret = n < SHA_LEAST ? SHA_LEAST : n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
	return n <= SESSION_PASSWD_ROUNDS_MAX;
}

static enum session_passwd_state check_crypt(struct session_passwd *p, struct view value,
					     struct view typed)
{
	struct view salt = {0}, sum = {0};
	size_t most = p->kind == HASH_MD5 ? MD5_SALT : SHA_SALT;

	p->rounds = p->kind == HASH_MD5 ? MD5_ROUNDS : SHA_ROUNDS;
	if (p->kind != HASH_MD5 && !take_rounds(&value, &p->rounds))
		return SESSION_PASSWD_TOO_SLOW;
	view_until(&value, '$', &salt);
	view_until(&value, '$', &sum);
	if (salt.n > most)
		salt.n = most;
	p->want = sum;
	start_rounds(p, salt, typed);
	return SESSION_PASSWD_RUNNING;
}

static void hash_round(struct session_passwd *p, size_t len)
{
	uint32_t r = p->round++;
	struct hash h;

	hash_start(&h, p->kind);
	hash_add(&h, r & 1 ? p->typed : p->digest, r & 1 ? p->typed_n : len);
	if (r % 3)
		hash_add(&h, p->salt, p->salt_n);
	if (r % 7)
		hash_add(&h, p->typed, p->typed_n);
	hash_add(&h, r & 1 ? p->digest : p->typed, r & 1 ? len : p->typed_n);
	hash_end(&h, p->digest);
}

static void put_crypt_digits(struct str *s, unsigned a, unsigned b, unsigned c, unsigned n)
{
	static const char digits[] =
		"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned bits = a << 16 | b << 8 | c;

	for (; n; n--, bits >>= 6)
		str_putc(s, digits[bits & 63]);
}

/* Each form takes its digest in groups of three bytes, in an order of its own. */
static void put_crypt_digest(const struct session_passwd *p, size_t len, struct str *s)
{
	const uint8_t *d = p->digest;
	size_t third = p->kind == HASH_MD5 ? 6 : len / 3, a = 0, b = third, c = 2 * third;

	for (size_t i = 0; i < (p->kind == HASH_MD5 ? 5 : third); i++) {
		size_t old = a;

		put_crypt_digits(s, d[a], d[b], d[c], 4);
		if (p->kind == HASH_MD5) {
			a++;
			b++;
			c = c == 15 ? 5 : c + 1;
		} else if (p->kind == HASH_SHA256) {
			a = c + 1;
			c = b + 1;
			b = old + 1;
		} else {
			a = b + 1;
			b = c + 1;
			c = old + 1;
		}
	}
	if (p->kind == HASH_MD5)
		put_crypt_digits(s, 0, 0, d[11], 2);
	else if (p->kind == HASH_SHA256)
		put_crypt_digits(s, 0, d[31], d[30], 3);
	else
		put_crypt_digits(s, 0, 0, d[63], 2);
}

enum session_passwd_state session_passwd_step(struct session_passwd *p, uint32_t rounds)
{
	char text[ENCODED_MAX];
	struct str s = str_of(text, sizeof text);
	size_t len = hash_len(p->kind);

	if (p->state != SESSION_PASSWD_RUNNING)
		return p->state;
	for (; rounds && p->round < p->rounds; rounds--)
		hash_round(p, len);
	if (p->round < p->rounds)
		return SESSION_PASSWD_RUNNING;
	put_crypt_digest(p, len, &s);
	p->state = passwd_verdict(equal_texts((struct view){.p = text, .n = s.n}, p->want));
	return p->state;
}

/* --- all forms ------------------------------------------------------------------------------- */

static enum session_passwd_state check_form(struct session_passwd *p, struct view want,
					    struct view typed)
{
	char form;

	if (want.n < 3 || want.p[0] != '$' || want.p[2] != '$')
		return passwd_verdict(equal_texts(typed, want));
	form = want.p[1];
	want = view_trim(want);
	drop_bytes(&want, want.n < 3 ? want.n : 3);
	switch (form) {
	case '1': p->kind = HASH_MD5; break;
	case '4': return check_sha1(want, typed);
	case '5': p->kind = HASH_SHA256; break;
	case '6': p->kind = HASH_SHA512; break;
	default: return SESSION_PASSWD_UNKNOWN;
	}
	return check_crypt(p, want, typed);
}

enum session_passwd_state session_passwd_start(struct session_passwd *p, struct view want,
					       struct view typed)
{
	memset(p, 0, sizeof *p);
	if (typed.n > SESSION_PASSWD_TYPED_MAX)
		p->state = SESSION_PASSWD_WRONG;
	else
		p->state = check_form(p, want, typed);
	return p->state;
}
