/* SPDX-License-Identifier: MIT */
#include "dhcp/request.h"

#include "lib/bytes.h"
#include "lib/text.h"

#include <string.h>

#define BOOTREQUEST 1
#define COOKIE	    0x63825363u
#define FLAG_BCAST  0x8000
#define MIN_LEN	    300

/* Option 121 stands before 33 and 3, as RFC 3442 wants. Some servers fill the reply in this order
 * until the packet is full. */
static const uint8_t wanted[] = {
	DHCP_O_MASK,	   DHCP_O_CLASSLESS, DHCP_O_ROUTER,    DHCP_O_DNS,    DHCP_O_HOSTNAME,
	DHCP_O_DOMAIN,	   DHCP_O_MTU,	     DHCP_O_BROADCAST, DHCP_O_ROUTES, DHCP_O_NTP,
	DHCP_O_VENDOR,	   DHCP_O_LEASE,     DHCP_O_SERVER_ID, DHCP_O_T1,     DHCP_O_T2,
	DHCP_O_CLASS,	   DHCP_O_TFTP_NAME, DHCP_O_BOOTFILE,  DHCP_O_UUID,   DHCP_O_SEARCH,
	DHCP_O_TFTP_ADDRS, DHCP_O_MAGIC,     DHCP_O_CONFFILE,  DHCP_O_PREFIX, DHCP_O_REBOOT,
};

/* iPXE asks for these as well. */
static const uint8_t wanted_by_ipxe[] = {DHCP_O_ROOT_PATH, DHCP_O_IPXE};

/* iPXE's features that are ours too: sub-options of 175. Not among them are those of images that only
 * a firmware starts. */
enum ipxe_feature {
	FEATURE_HTTP = 0x13,
	FEATURE_HTTPS = 0x14,
	FEATURE_TFTP = 0x15,
	FEATURE_DNS = 0x17,
	FEATURE_MENU = 0x27,
};

static void put_fixed(struct wr *w, const struct dhcp_request *req, const struct dhcp_conf *conf)
{
	wr_u8(w, BOOTREQUEST);
	wr_u8(w, conf->htype);
	wr_u8(w, conf->hlen);
	wr_u8(w, 0);
	wr_be32(w, req->xid);
	wr_be16(w, req->secs);
	wr_be16(w, req->broadcast ? FLAG_BCAST : 0);
	wr_be32(w, req->ciaddr);
	wr_zero(w, 12); /* yiaddr, siaddr, giaddr */
	wr_bytes(w, conf->mac, conf->hlen);
	wr_zero(w, (size_t)DHCP_HWADDR_MAX - conf->hlen + 64 + 128);
	wr_be32(w, COOKIE);
}

static void put_head(struct wr *w, uint8_t code, size_t len)
{
	wr_u8(w, code);
	wr_u8(w, (uint8_t)len);
}

static void put_addr(struct wr *w, uint8_t code, uint32_t addr)
{
	if (!addr)
		return;
	put_head(w, code, 4);
	wr_be32(w, addr);
}

/* Architectures that boot by HTTP have numbers of their own; who has none keeps the one it has. */
static uint16_t arch_of(const struct dhcp_conf *conf)
{
	static const struct {
		uint16_t pxe, http;
	} arches[] = {
		{DHCP_ARCH_X86_UEFI, 0x0f},    {DHCP_ARCH_X64_UEFI, 0x10},
		{DHCP_ARCH_X64_EBC, 0x10},     {DHCP_ARCH_ARM_UEFI, 0x12},
		{DHCP_ARCH_ARM64_UEFI, 0x13},  {DHCP_ARCH_ARM_UBOOT, 0x17},
		{DHCP_ARCH_ARM64_UBOOT, 0x18},
	};

	for (size_t i = 0; conf->http && i < sizeof arches / sizeof *arches; i++)
		if (arches[i].pxe == conf->arch)
			return arches[i].http;
	return conf->arch;
}

static void put_class(struct wr *w, const struct dhcp_conf *conf)
{
	char text[64];
	struct str s = str_of(text, sizeof text);

	if (conf->vendor_class[0])
		str_puts(&s, conf->vendor_class);
	else
		str_fmt(&s, "%s:Arch:%05u:UNDI:000000", conf->http ? "HTTPClient" : "PXEClient",
			(unsigned)arch_of(conf));
	put_head(w, DHCP_O_CLASS, s.n);
	wr_bytes(w, text, s.n);
}

/* RFC 4578: options 93 (architecture), 94 (UNDI version, 0.0 = no UNDI) and 97 (machine id). */
static void put_machine(struct wr *w, const struct dhcp_conf *conf)
{
	put_head(w, DHCP_O_ARCH, 2);
	wr_be16(w, arch_of(conf));
	put_head(w, DHCP_O_NDI, 3);
	wr_u8(w, 1);
	wr_be16(w, 0);
	if (!conf->has_uuid)
		return;
	put_head(w, DHCP_O_UUID, 1 + sizeof conf->uuid);
	wr_u8(w, 0);
	wr_bytes(w, conf->uuid, sizeof conf->uuid);
}

/* The user class is the bare name, without the lengths of RFC 3004, as iPXE sends it: servers compare it as
 * it is. */
static void put_user_class(struct wr *w, const char *name)
{
	put_head(w, DHCP_O_USER_CLASS, strlen(name));
	wr_bytes(w, name, strlen(name));
}

static void put_ipxe(struct wr *w, const struct dhcp_conf *conf)
{
	static const uint8_t features[] = {FEATURE_HTTP, FEATURE_TFTP, FEATURE_DNS, FEATURE_MENU,
					   FEATURE_HTTPS};
	size_t n = sizeof features - !conf->ipxe_https;

	put_user_class(w, "iPXE");
	put_head(w, DHCP_O_IPXE, 3 * n);
	for (size_t i = 0; i < n; i++) {
		put_head(w, features[i], 1);
		wr_u8(w, 1);
	}
}

static void put_question(struct wr *w, const struct dhcp_request *req, const struct dhcp_conf *conf)
{
	uint16_t mtu = conf->mtu ? conf->mtu : 1500;

	put_head(w, DHCP_O_WANTED, sizeof wanted + (conf->ipxe ? sizeof wanted_by_ipxe : 0));
	wr_bytes(w, wanted, sizeof wanted);
	if (conf->ipxe)
		wr_bytes(w, wanted_by_ipxe, sizeof wanted_by_ipxe);
	put_head(w, DHCP_O_MAX_SIZE, 2);
	wr_be16(w, mtu > 1500 ? 1500 : mtu < 576 ? 576 : mtu);
	put_class(w, conf);
	put_machine(w, conf);
	if (conf->ipxe)
		put_ipxe(w, conf);
	else if (conf->user_class[0])
		put_user_class(w, conf->user_class);
	if (!req->has_item)
		return;
	put_head(w, DHCP_O_VENDOR, 7);
	put_head(w, 71, 4);
	wr_be16(w, req->item);
	wr_be16(w, 0);
	wr_u8(w, 255);
}

size_t dhcp_request_write(const struct dhcp_request *req, const struct dhcp_conf *conf,
			  uint8_t buf[DHCP_REQUEST_MAX])
{
	struct wr w = wr_of(buf, DHCP_REQUEST_MAX);

	put_fixed(&w, req, conf);
	put_head(&w, DHCP_O_TYPE, 1);
	wr_u8(&w, (uint8_t)req->type);
	put_head(&w, DHCP_O_CLIENT_ID, 1u + conf->hlen);
	wr_u8(&w, conf->htype);
	wr_bytes(&w, conf->mac, conf->hlen);
	put_addr(&w, DHCP_O_ADDRESS, req->address);
	put_addr(&w, DHCP_O_SERVER_ID, req->server_id);
	if (req->type == DHCP_DISCOVER || req->type == DHCP_REQUEST)
		put_question(&w, req, conf);
	wr_u8(&w, 255);
	if (wr_len(&w) < MIN_LEN)
		wr_zero(&w, MIN_LEN - wr_len(&w));
	return wr_len(&w);
}
