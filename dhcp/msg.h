/* SPDX-License-Identifier: MIT
 * dhcp/msg.h - the DHCPv4 message codec. Layer: pure.
 * Callers: dhcp/client.c, dhcp/choose.c, dhcp/lease.c, dhcp/boot.c, tests.
 *
 * Decoding copies everything into a plain struct in host byte order without pointers into the
 * packet. This file checks the form of each option. dhcp/lease.c and dhcp/boot.c check the values
 * (a router that is our own address, T1 behind T2).
 */
#ifndef DHCP_MSG_H
#define DHCP_MSG_H

#include "dhcp/dname.h"
#include "dhcp/kept.h"
#include "dhcp/pxe.h"
#include "dhcp/routes.h"

#include "lib/bytes.h"

/* Bytes of texts, with their NUL. */
#define DHCP_PATH_MAX	512 /* options 67, 209, 210: a URL may be long */
#define DHCP_NAME_MAX	256 /* host and domain names */
#define DHCP_SEARCH_MAX 512
#define DHCP_ADDRS_MAX	4 /* addresses kept of each list, the first ones */
#define DHCP_ODD_MAX	8
#define DHCP_HWADDR_MAX 16

/* The time of a lease without end (RFC 2131 section 3.3). */
#define DHCP_FOREVER UINT32_MAX

enum dhcp_type {
	DHCP_BOOTP, /* a plain BOOTP reply, without option 53: offer and grant in one (RFC 1534) */
	DHCP_DISCOVER,
	DHCP_OFFER,
	DHCP_REQUEST,
	DHCP_DECLINE,
	DHCP_ACK,
	DHCP_NAK,
	DHCP_RELEASE,
	DHCP_INFORM,
};

/* Option codes (RFC 2132, 3397, 3442, 4578, 5071, 5859). */
enum dhcp_code {
	DHCP_O_MASK = 1,
	DHCP_O_ROUTER = 3,
	DHCP_O_DNS = 6,
	DHCP_O_HOSTNAME = 12,
	DHCP_O_DOMAIN = 15,
	DHCP_O_MTU = 26,
	DHCP_O_BROADCAST = 28,
	DHCP_O_ROUTES = 33,
	DHCP_O_ROOT_PATH = 17,
	DHCP_O_NTP = 42,
	DHCP_O_VENDOR = 43,
	DHCP_O_ADDRESS = 50,
	DHCP_O_LEASE = 51,
	DHCP_O_OVERLOAD = 52,
	DHCP_O_TYPE = 53,
	DHCP_O_SERVER_ID = 54,
	DHCP_O_WANTED = 55,
	DHCP_O_MAX_SIZE = 57,
	DHCP_O_T1 = 58,
	DHCP_O_T2 = 59,
	DHCP_O_CLASS = 60,
	DHCP_O_CLIENT_ID = 61,
	DHCP_O_TFTP_NAME = 66,
	DHCP_O_BOOTFILE = 67,
	DHCP_O_USER_CLASS = 77,
	DHCP_O_ARCH = 93,
	DHCP_O_NDI = 94,
	DHCP_O_UUID = 97,
	DHCP_O_SEARCH = 119,
	DHCP_O_CLASSLESS = 121,
	DHCP_O_TFTP_ADDRS = 150,
	DHCP_O_IPXE = 175,
	DHCP_O_MAGIC = 208,
	DHCP_O_CONFFILE = 209,
	DHCP_O_PREFIX = 210,
	DHCP_O_REBOOT = 211,
};

struct dhcp_addrs {
	unsigned n;
	uint32_t addr[DHCP_ADDRS_MAX];
};

/** struct dhcp_msg - one reply, in host byte order. Absent numbers and addresses are 0 unless there
 *  is a has_ field; absent texts are "". Texts have no control characters. */
struct dhcp_msg {
	enum dhcp_type type;
	uint32_t xid, ciaddr, yiaddr, siaddr, giaddr;
	char sname[65], file[129]; /* "" = absent, or overloaded with options */
	uint32_t server_id;
	uint8_t prefixlen; /* 0 = no usable netmask */
	uint16_t mtu;
	bool has_lease, has_t1, has_t2, has_reboot, magic;
	bool no_proxy; /* iPXE's option 175: no proxyDHCP server is to be waited for */
	uint32_t lease_s, t1_s, t2_s, reboot_s, broadcast;
	struct dhcp_addrs routers, dns, ntp, tftp;
	struct dhcp_routes hosts, classless; /* options 33 and 121 */
	char hostname[DHCP_NAME_MAX], domain[DHCP_NAME_MAX], tftp_name[DHCP_NAME_MAX];
	/* Option 119, else 15 if it names several domains; one blank between them. */
	char search[DHCP_SEARCH_MAX];
	char vendor_class[32]; /* option 60, cut to fit */
	char bootfile[DHCP_PATH_MAX], conffile[DHCP_PATH_MAX], prefix[DHCP_PATH_MAX];
	struct dhcp_pxe pxe;
	unsigned n_odd;
	uint8_t odd[DHCP_ODD_MAX]; /* codes of the first malformed options, which count as absent */
	struct dhcp_kept
		kept; /* all options; file and sname stand for 67 and 66 where they are set */
};

/** struct dhcp_match - the fields by which a reply is known to be for this client */
struct dhcp_match {
	uint32_t xid;
	uint8_t htype, hlen;
	uint8_t mac[DHCP_HWADDR_MAX];
};

enum dhcp_msg_error {
	DHCP_MSG_SHORT = 1,   /* the message ends in the fixed fields */
	DHCP_MSG_NOT_REPLY,   /* op is not BOOTREPLY */
	DHCP_MSG_NOT_FOR_US,  /* xid, htype or chaddr are another client's */
	DHCP_MSG_BAD_COOKIE,  /* the message is BOOTP without any option, or no DHCP at all */
	DHCP_MSG_BAD_OPTIONS, /* an option exceeds its area, or option 52 has a bad value */
	DHCP_MSG_NO_TYPE, /* option 53 is empty, doubled, or unknown to RFC 2131; or no option at all */
};

/** dhcp_msg_error_str() - @error in words, whatever number it is; never NULL */
const char *dhcp_msg_error_str(int error);

/**
 * dhcp_msg_decode() - turn one reply into host-order fields
 * @payload: UDP payload, any length
 * @want:    xid, htype and chaddr of this client
 * @ret:     written on success only
 *
 * Overloaded fields are walked in the order options, file, sname; repeated options are joined
 * (RFC 3396). Option 52 counts in the options field only. An option of a wrong size or with bad
 * text (a control character, an impossible host name) counts as absent and is listed in @ret->odd.
 * An empty option counts as absent. Text ends at its first NUL. As in PXELINUX, sub-options 209 to
 * 211 of option 43 count where the message itself has none. A BOOTP reply without a lease time is one
 * for ever.
 * Return: 0 or an enum dhcp_msg_error; all of them mean: drop, keep waiting.
 */
int dhcp_msg_decode(struct rd payload, const struct dhcp_match *want, struct dhcp_msg *ret)
	__attribute__((warn_unused_result));

#endif
