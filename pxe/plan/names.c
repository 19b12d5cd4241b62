/* SPDX-License-Identifier: MIT
 * The lookup order is decided here and nowhere else: enum step names the candidates in their order,
 * step_applies() says which of them this machine has, put_step() spells them. */
#include "pxe/plan/names.h"

#include "pxe/url.h"

#include <string.h>

/* The test PXELINUX makes is on c | 0x20 and so takes in some control characters as well; those
 * occur in no boot file name that works. */
static bool boot_name_byte(char c)
{
	c = text_lower(c);
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
}

static bool ends_with_names_dir(struct view path)
{
	static const char last[] = PLAN_NAMES_DIR "/";
	size_t n = sizeof last - 1;

	return view_ends(path, last) && (path.n == n || path.p[path.n - n - 1] == '/');
}

struct view plan_names_prefix(const struct plan_host *host)
{
	struct view v = host->bootfile;

	if (host->has_prefix)
		return host->prefix;
	while (v.n && boot_name_byte(v.p[v.n - 1]))
		v.n--;
	if (ends_with_names_dir(v))
		v.n -= sizeof PLAN_NAMES_DIR;
	return v;
}

void plan_names_url_prefix(struct view url, struct str *ret)
{
	struct view rest = url, dir;
	size_t host = 0;

	for (size_t i = 0; i + 2 < url.n && !host; i++)
		if (view_starts(view_from(url, i), "://"))
			host = i + 3;
	view_until(&rest, '#', &dir);
	rest = dir;
	view_until(&rest, '?', &dir);
	while (dir.n > host && dir.p[dir.n - 1] != '/')
		dir.n--;
	if (dir.n <= host) { /* a host alone */
		str_put(ret, url);
		str_putc(ret, '/');
		return;
	}
	if (ends_with_names_dir(view_from(dir, host)) &&
	    memchr(dir.p + host, '/', dir.n - host - 1))
		dir.n -= sizeof PLAN_NAMES_DIR; /* its name and one slash */
	str_put(ret, dir);
}

/* --- the order of the search ----------------------------------------------------------------- */

enum step {
	CONFFILE,   /* option 209 */
	BY_UUID,    /* pxelinux.cfg/b8945d50-8119-411d-b880-58fb8ccd072a */
	BY_MAC,	    /* pxelinux.cfg/01-52-54-00-12-34-56 */
	BY_IP,	    /* pxelinux.cfg/0A00020F, then without its last digit, and so on */
	BY_DEFAULT, /* pxelinux.cfg/default */
	/* The second pass: the same without pxelinux.cfg/, only behind option 210, or at the server's root,
	 * only where the boot file is GRUB. */
	UUID2,
	MAC2,
	IP2,
	DEFAULT2,
	END,
};

void plan_names_start(struct plan_names_iter *it, const struct plan_host *host)
{
	*it = (struct plan_names_iter){.host = host, .step = CONFFILE, .digits = 8};
}

static void put_hex_ip(struct str *s, uint32_t ip, size_t digits)
{
	char hex[9];
	struct str all = str_of(hex, sizeof hex);

	str_fmt(&all, "%08X", ip);
	str_put(s, (struct view){.p = hex, .n = digits});
}

/* Whether this machine has what @step asks by. */
static bool step_applies(const struct plan_host *host, unsigned step)
{
	struct view v = host->conffile;

	switch (step) {
	case CONFFILE:
		return host->has_conffile && v.n && v.n <= PLAN_NAMES_MAX && !memchr(v.p, 0, v.n);
	case BY_UUID:
	case UUID2: return host->has_uuid && plan_host_uuid_real(host->uuid);
	case BY_MAC:
	case MAC2: return host->mac_len > 0;
	case BY_IP:
	case IP2: return host->ip != 0;
	default: return true;
	}
}

/* GRUB and its shim have a folder of their own, beside the one with the configurations of PXELINUX. */
static bool is_grub_in_a_folder(const struct plan_host *host)
{
	struct view name = host->bootfile;
	size_t slash = name.n;

	while (slash && name.p[slash - 1] != '/')
		slash--;
	if (host->has_prefix || !slash || pxe_url_escapes(name))
		return false;
	name.p += slash;
	name.n -= slash;
	return view_starts(name, "grub") || view_starts(name, "shim");
}

static void put_step(struct str *s, const struct plan_host *host, unsigned step, size_t digits)
{
	if (step >= UUID2 && !host->has_prefix)
		str_puts(s, "::");
	if (step >= BY_UUID && (step < UUID2 || !host->has_prefix))
		str_puts(s, PLAN_NAMES_DIR "/");
	switch (step) {
	case CONFFILE: str_put(s, host->conffile); break;
	case BY_UUID:
	case UUID2: plan_host_put_uuid(s, host->uuid); break;
	case BY_MAC:
	case MAC2: plan_host_put_mac(s, host->htype, host->mac, host->mac_len); break;
	case BY_IP:
	case IP2: put_hex_ip(s, host->ip, digits); break;
	default: str_puts(s, "default"); break;
	}
}

static void next_step(struct plan_names_iter *it)
{
	bool by_ip = it->step == BY_IP || it->step == IP2;

	if (by_ip && it->digits > 1) {
		it->digits--;
		return;
	}
	it->digits = 8;
	it->step++;
	if (it->step == UUID2 && !it->host->has_prefix && !is_grub_in_a_folder(it->host))
		it->step = END;
}

bool plan_names_next(struct plan_names_iter *it, struct plan_names_candidate *ret)
{
	while (it->step < END) {
		unsigned step = it->step;
		size_t digits = it->digits;
		struct str s;

		if (!step_applies(it->host, step))
			it->digits = 1; /* nothing by this step, with any number of digits */
		next_step(it);
		if (!step_applies(it->host, step))
			continue;
		s = str_of(ret->name, sizeof ret->name);
		put_step(&s, it->host, step, digits);
		ret->second_pass = step >= UUID2;
		return true;
	}
	return false;
}

static bool all_of(struct view v, const char *set)
{
	for (size_t i = 0; i < v.n; i++)
		if (!v.p[i] || !strchr(set, v.p[i]))
			return false;
	return true;
}

/* di-netboot-assistant writes such names for boards. */
static bool is_uboot_default(struct view file)
{
	static const char lead[] = "default-";
	size_t n = sizeof lead - 1;

	if (!view_starts(file, lead) || file.n == n || file.n > 100)
		return false;
	file.p += n;
	file.n -= n;
	return all_of(file, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/* Six pairs of digits: PXELINUX's names begin with the type, 01. */
static bool lacks_type(struct view file)
{
	return file.n == 17 && file.p[2] == '-' && file.p[14] == '-';
}

static bool is_pairs(struct view file)
{
	for (size_t i = 0; i < file.n; i++)
		if ((file.p[i] == '-') != (i % 3 == 2))
			return false;
	return file.n % 3 == 2;
}

bool plan_names_asked(struct view file)
{
	static const char hex[] = "0123456789abcdef-";

	if (view_is(file, "default") || is_uboot_default(file))
		return true;
	if (lacks_type(file))
		return false;
	if (file.n >= 1 && file.n <= 8 && all_of(file, "0123456789ABCDEF"))
		return true;
	if (file.n < 5 || file.n > 50 || !all_of(file, hex))
		return false;
	return is_pairs(file) || (file.n == 36 && file.p[8] == '-');
}

static struct view without_ending(struct view file)
{
	static const char endings[][6] = {"~",	   ".bak", ".old", ".orig",
					  ".save", ".txt", ".cfg", ".conf"};

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);

		if (file.n > n && view_iends(file, endings[i]))
			file.n -= n;
	}
	return file;
}

/* The hex digits of @file in lower case; false when it has anything else than them and separators,
 * or more than @size. */
static bool hex_digits(struct view file, char *ret, size_t size, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < file.n; i++) {
		char c = text_lower(file.p[i]);

		if (c == '-' || c == ':' || c == '_')
			continue;
		if (text_hex_digit(c) < 0 || *n == size)
			return false;
		ret[(*n)++] = c;
	}
	return true;
}

static void put_pairs(struct str *s, const char *digits, size_t n)
{
	for (size_t i = 0; i < n; i += 2) {
		if (i)
			str_putc(s, '-');
		str_put(s, (struct view){.p = digits + i, .n = 2});
	}
}

/* Capitals, as they are asked for. Letters alone are more likely a word. */
static void put_ip_digits(struct view file, struct str *s)
{
	bool number = false;

	for (size_t i = 0; i < file.n; i++)
		number = number || (file.p[i] >= '0' && file.p[i] <= '9');
	for (size_t i = 0; number && i < file.n; i++) {
		char c = file.p[i];

		if (text_hex_digit(c) < 0)
			return;
		str_putc(s, c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c);
	}
}

static void put_meant(struct view file, struct str *s)
{
	char digits[32];
	size_t n;
	uint32_t ip;

	if (view_ieq(file, view_of("default")))
		str_puts(s, "default");
	else if (text_ip4(file, &ip))
		str_fmt(s, "%08X", ip);
	else if (file.n <= 8)
		put_ip_digits(file, s);
	else if (!hex_digits(file, digits, sizeof digits, &n))
		return;
	else if (n == 32)
		str_fmt(s, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12,
			digits + 16, digits + 20);
	else if (n == 12) {
		str_puts(s, "01-");
		put_pairs(s, digits, n);
	} else if (n == 14 && digits[0] == '0' && digits[1] == '1')
		put_pairs(s, digits, n);
}

bool plan_names_meant(struct view file, struct str *ret)
{
	struct view name = without_ending(file);

	if (plan_names_asked(file))
		return false;
	if (name.n < file.n && name.n < 4) /* f1.txt is a help text, and c0.cfg some menu's */
		return false;
	if (plan_names_asked(name))
		str_put(ret, name);
	else
		put_meant(name, ret);
	return ret->n && !ret->cut;
}

void plan_names_full(struct view prefix, struct view name, struct str *text)
{
	if (!pxe_url_escapes(name))
		str_put(text, prefix);
	str_put(text, name);
}

/* --- the second try for a kernel -------------------------------------------------------------- */

/* The part of @prefix that names a server: "scheme://host/" or "host::", else nothing. */
static struct view server_part(struct view prefix)
{
	const char *colon = pxe_url_escapes(prefix) ? memchr(prefix.p, ':', prefix.n) : NULL;
	size_t at = colon ? (size_t)(colon - prefix.p) : 0;
	const char *slash;

	if (!colon)
		return (struct view){.p = prefix.p, .n = 0};
	if (prefix.p[at + 1] == ':')
		return (struct view){.p = prefix.p, .n = at + 2};
	slash = prefix.n > at + 3 ? memchr(prefix.p + at + 3, '/', prefix.n - at - 3) : NULL;
	return (struct view){.p = prefix.p, .n = slash ? (size_t)(slash - prefix.p) + 1 : prefix.n};
}

bool plan_names_retry(struct view prefix, struct view name, struct str *text)
{
	struct view server = server_part(prefix);
	bool url = server.n && server.p[server.n - 1] == '/';

	if (!name.n || pxe_url_escapes(name) || server.n == prefix.n)
		return false;
	str_put(text, server);
	for (size_t i = 0; i < name.n; i++) {
		bool after_slash = i ? name.p[i - 1] == '/' : url;

		if (name.p[i] != '/' || !after_slash)
			str_putc(text, name.p[i]);
	}
	return !text->cut;
}

/* In the directory of configurations no kernel is looked for. */
static bool is_names_dir(struct view folder)
{
	static const char dir[] = PLAN_NAMES_DIR "/";
	size_t n = sizeof dir - 1;

	return folder.n >= n && !memcmp(folder.p + folder.n - n, dir, n);
}

bool plan_names_beside(struct view prefix, struct view file, struct view name, struct str *text)
{
	while (file.n && file.p[file.n - 1] != '/' && file.p[file.n - 1] != ':')
		file.n--;
	if (!name.n || pxe_url_escapes(name) || view_eq(file, prefix) || is_names_dir(file))
		return false;
	str_put(text, file);
	str_put(text, name);
	return !text->cut;
}
