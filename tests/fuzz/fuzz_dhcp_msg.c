/* SPDX-License-Identifier: MIT
 * One packet: headers first if they fit, then the message; what passes must make a sane lease. */
#include "dhcp/boot.h"
#include "dhcp/frame.h"
#include "dhcp/lease.h"
#include "dhcp/opts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct dhcp_msg msg;
static struct dhcp_lease lease;

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_lease(void)
{
	dhcp_lease_make(&msg, 1500, &lease);
	must(lease.prefixlen >= 1 && lease.prefixlen <= 32);
	must(lease.lease_s >= DHCP_LEASE_MIN);
	must(lease.lease_s == DHCP_FOREVER ||
	     (lease.t1_s && lease.t1_s < lease.t2_s && lease.t2_s <= lease.lease_s));
	must(lease.mtu == 0 || (lease.mtu >= 576 && lease.mtu <= 1500));
	must(lease.routes.n <= DHCP_ROUTES_MAX && lease.dns.n <= DHCP_ADDRS_MAX);
	for (unsigned i = 0; i < lease.routes.n; i++)
		must(lease.routes.route[i].gateway != lease.addr);
	dhcp_boot_make(&msg, &msg, &lease.boot);
	for (const char *p = lease.boot.why; *p; p++)
		must(*p >= 0x20 && *p <= 0x7e);
}

/* Each option once, whole. */
static void check_kept(void)
{
	struct rd all = dhcp_kept_all(&msg.kept), value;
	struct dhcp_codes seen = {{0}};
	uint8_t code;

	must(msg.kept.n <= DHCP_KEPT_MAX);
	while (dhcp_kept_next(&all, &code, &value)) {
		must(code && code != 255 && !value.bad && !dhcp_codes_has(&seen, code));
		must(rd_left(&value) <= DHCP_JOIN_MAX);
		dhcp_codes_add(&seen, code);
	}
	must(!all.bad && rd_left(&all) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_match want = {.htype = 1, .hlen = 6, .mac = {0x52, 0x54, 0, 0x12, 0x34, 0x56}};
	struct rd payload = rd_of(data, size), xid = rd_of(data, size);
	struct dhcp_udp udp;

	if (dhcp_frame_open(payload, true, &udp) == 0)
		payload = xid = udp.payload;
	/* Id and address are taken from the packet, or hardly any would get further. */
	rd_skip(&xid, 4);
	want.xid = rd_be32(&xid);
	rd_skip(&xid, 20);
	rd_copy(&xid, want.mac, 6);
	if (dhcp_msg_decode(payload, &want, &msg))
		return 0;
	check_kept();
	if (dhcp_lease_addr_ok(&msg))
		check_lease();
	return 0;
}
