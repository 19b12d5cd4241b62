/* SPDX-License-Identifier: MIT */
#include "pxe/plan/sysappend.h"

enum { SYS_IP, SYS_BOOTIF, SYS_UUID, SYS_CPU };

static const char sys_names[PLAN_SYS_MAX][12] = {
	"ip",	      "BOOTIF",	     "SYSUUID",	  "CPU",      "SYSVENDOR",
	"SYSPRODUCT", "SYSVERSION",  "SYSSERIAL", "SYSSKU",   "SYSFAMILY",
	"MBVENDOR",   "MBPRODUCT",   "MBVERSION", "MBSERIAL", "MBASSET",
	"BIOSVENDOR", "BIOSVERSION", "SYSFF",	  "FSUUID",
};

static void put_sys_ip(struct str *s, const struct plan_host *host)
{
	const uint32_t fields[] = {host->ip, host->server, host->gateway, host->netmask};

	str_puts(s, " ip=");
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (i)
			str_putc(s, ':');
		str_ip4(s, fields[i]);
	}
}

static bool is_sys_blank(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f;
}

static void put_sys_value(struct str *s, const char *name, struct view v)
{
	while (v.n && is_sys_blank(v.p[0])) {
		v.p++;
		v.n--;
	}
	while (v.n && is_sys_blank(v.p[v.n - 1]))
		v.n--;
	if (!v.n)
		return;
	str_fmt(s, " %s=", name);
	for (size_t i = 0; i < v.n; i++) {
		if (!is_sys_blank(v.p[i]))
			str_putc(s, v.p[i]);
		else if (!is_sys_blank(v.p[i - 1])) /* the first byte is no blank, so i > 0 */
			str_putc(s, '_');
	}
}

void plan_sysappend(struct str *s, const struct plan_host *host, uint32_t bits)
{
	if (bits & 1u << SYS_IP && host->ip)
		put_sys_ip(s, host);
	if (bits & 1u << SYS_BOOTIF && host->mac_len) {
		str_puts(s, " BOOTIF=");
		plan_host_put_mac(s, host->htype, host->mac, host->mac_len);
	}
	if (bits & 1u << SYS_UUID && host->has_uuid && plan_host_uuid_real(host->uuid)) {
		str_puts(s, " SYSUUID=");
		plan_host_put_uuid(s, host->uuid);
	}
	for (unsigned i = SYS_CPU; i < PLAN_SYS_MAX; i++)
		if (bits & 1u << i)
			put_sys_value(s, sys_names[i], host->sys[i]);
}
