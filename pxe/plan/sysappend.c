/* SPDX-License-Identifier: MIT */
#include "pxe/plan/sysappend.h"

enum { SYS_IP, SYS_BOOTIF, SYS_UUID, SYS_CPU };

static const char names[PLAN_SYS_MAX][12] = {
	"ip",	      "BOOTIF",	     "SYSUUID",	  "CPU",      "SYSVENDOR",
	"SYSPRODUCT", "SYSVERSION",  "SYSSERIAL", "SYSSKU",   "SYSFAMILY",
	"MBVENDOR",   "MBPRODUCT",   "MBVERSION", "MBSERIAL", "MBASSET",
	"BIOSVENDOR", "BIOSVERSION", "SYSFF",	  "FSUUID",
};

static void put_ip(struct str *s, const struct plan_host *host)
{
	const uint32_t fields[] = {host->ip, host->server, host->gateway, host->netmask};

	str_puts(s, " ip=");
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (i)
			str_putc(s, ':');
		str_ip4(s, fields[i]);
	}
}

static void put_bootif(struct str *s, const struct plan_host *host)
{
	size_t n = host->mac_len < sizeof host->mac ? host->mac_len : sizeof host->mac;

	str_fmt(s, " BOOTIF=%02x-", host->htype);
	str_hex(s, host->mac, n, '-');
}

static void put_uuid(struct str *s, const uint8_t *uuid)
{
	str_puts(s, " SYSUUID=");
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			str_putc(s, '-');
		str_hex(s, uuid + i, 1, 0);
	}
}

static bool is_blank(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f;
}

static void put_value(struct str *s, const char *name, struct view v)
{
	while (v.n && is_blank(v.p[0])) {
		v.p++;
		v.n--;
	}
	while (v.n && is_blank(v.p[v.n - 1]))
		v.n--;
	if (!v.n)
		return;
	str_fmt(s, " %s=", name);
	for (size_t i = 0; i < v.n; i++) {
		if (!is_blank(v.p[i]))
			str_putc(s, v.p[i]);
		else if (!is_blank(v.p[i - 1])) /* the first byte is no blank, so i > 0 */
			str_putc(s, '_');
	}
}

void plan_sysappend(struct str *s, const struct plan_host *host, uint32_t bits)
{
	bool real_uuid = host->has_uuid && host->uuid[6] >= 0x10 && host->uuid[6] <= 0xef;

	if (bits & 1u << SYS_IP && host->ip)
		put_ip(s, host);
	if (bits & 1u << SYS_BOOTIF && host->mac_len)
		put_bootif(s, host);
	if (bits & 1u << SYS_UUID && real_uuid)
		put_uuid(s, host->uuid);
	for (unsigned i = SYS_CPU; i < PLAN_SYS_MAX; i++)
		if (bits & 1u << i)
			put_value(s, names[i], host->sys[i]);
}
