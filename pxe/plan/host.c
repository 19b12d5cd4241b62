/* SPDX-License-Identifier: MIT */
#include "pxe/plan/host.h"

bool plan_host_uuid_real(const uint8_t uuid[16])
{
	return uuid[6] >= 0x10 && uuid[6] <= 0xef;
}

void plan_host_put_uuid(struct str *s, const uint8_t uuid[16])
{
	static const uint8_t groups[] = {4, 2, 2, 2, 6};

	for (size_t i = 0; i < sizeof groups; i++) {
		if (i)
			str_putc(s, '-');
		str_hex(s, uuid, groups[i], 0);
		uuid += groups[i];
	}
}

void plan_host_put_mac(struct str *s, uint8_t htype, const uint8_t *mac, size_t len)
{
	str_fmt(s, "%02x-", htype);
	str_hex(s, mac, len < 16 ? len : 16, '-');
}
