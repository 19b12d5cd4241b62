/* SPDX-License-Identifier: MIT
 * dhcp/v6_msg.h - DHCPv6 messages (RFC 8415) with what a machine that boots wants of them (RFC 5970).
 * Layer: pure. Callers: dhcp/v6_client.c, tests.
 */
#ifndef DHCP_V6_MSG_H
#define DHCP_V6_MSG_H

#include "lib/bytes.h"
#include "lib/netaddr.h"

#include <stdbool.h>
#include <stdint.h>

#define DHCP_V6_PORT_CLIENT 546
#define DHCP_V6_PORT_SERVER 547

#define DHCP_V6_DUID_MAX   130 /* RFC 8415 section 11.1: 128 bytes behind the type */
#define DHCP_V6_DNS_MAX	   3
#define DHCP_V6_SEARCH_MAX 256
#define DHCP_V6_URL_MAX	   512	/* with the NUL */
#define DHCP_V6_PARAM_MAX  256	/* likewise, option 60 as words */
#define DHCP_V6_REQUEST	   1024 /* bytes of the longest message that is sent */
#define DHCP_V6_MAX	   4096 /* bytes that are read of a longer one */

enum dhcp_v6_type {
	DHCP_V6_SOLICIT = 1,
	DHCP_V6_ADVERTISE = 2,
	DHCP_V6_REQUEST_ADDRESS = 3,
	DHCP_V6_REPLY = 7,
	DHCP_V6_INFORMATION = 11,
};

/** enum dhcp_v6_how - who says whether DHCPv6 gives the address */
enum dhcp_v6_how {
	DHCP_V6_BY_ROUTER,
	DHCP_V6_ALWAYS, /* it does; no router is waited for */
	DHCP_V6_NEVER,	/* it is asked for the rest alone */
};

/** struct dhcp_v6_conf - identity and settings of one client */
struct dhcp_v6_conf {
	uint16_t htype;
	uint8_t mac[6];
	uint8_t mac_len; /* 6, or 0 = the DUID is made of the UUID alone */
	bool has_uuid;
	uint8_t uuid[16];
	uint16_t arch;	       /* option 61 */
	char vendor_class[64]; /* option 16; "" = PXEClient:Arch:NNNNN:UNDI:003000 */
	char user_class[64];   /* option 15; "" = none */
	enum dhcp_v6_how how;  /* of dhcp/v6_client.h */
	uint64_t seed;	       /* of the jitter */
};

struct dhcp_v6_duid {
	uint8_t len; /* 0 = none */
	uint8_t b[DHCP_V6_DUID_MAX];
};

/** struct dhcp_v6_msg - an ADVERTISE or a REPLY; texts are printable */
struct dhcp_v6_msg {
	uint8_t type;
	uint32_t xid; /* 24 bits */
	struct dhcp_v6_duid client, server;
	uint8_t preference;
	uint16_t status;     /* option 13 of the message; 0 = success */
	uint16_t ia_status;  /* likewise of the address */
	struct netaddr addr; /* of IA_NA, with a lifetime; none = there is none */
	uint32_t t1, t2, preferred_s, valid_s;
	unsigned n_dns;
	struct netaddr dns[DHCP_V6_DNS_MAX];
	char search[DHCP_V6_SEARCH_MAX];
	char url[DHCP_V6_URL_MAX];	/* option 59; "" = none */
	char params[DHCP_V6_PARAM_MAX]; /* option 60, blanks between them */
	bool url_bad;			/* option 59 is there and cannot be used */
};

enum dhcp_v6_error {
	DHCP_V6_NOT_OURS = 1, /* another type of message */
	DHCP_V6_CUT,	      /* it ends within an option */
	DHCP_V6_NO_ID,	      /* without the server's or the client's identifier, or with two */
};

/** dhcp_v6_read() - read a message that came to port 546. Options that are not known, and values that cannot
 *  be, are passed over. Return: 0 or enum dhcp_v6_error; @ret is written on success only */
int dhcp_v6_read(struct rd r, struct dhcp_v6_msg *ret);

/** dhcp_v6_duid() - this machine's: of its UUID (RFC 6355), or of its link-layer address (RFC 8415
 *  section 11.4) */
void dhcp_v6_duid(const struct dhcp_v6_conf *conf, struct dhcp_v6_duid *ret);

/** dhcp_v6_iaid() - the number of the one address that an interface asks for */
uint32_t dhcp_v6_iaid(const struct dhcp_v6_conf *conf);

/** struct dhcp_v6_request - one message that is sent */
struct dhcp_v6_request {
	enum dhcp_v6_type type;
	uint32_t xid;
	uint16_t elapsed_cs;		   /* option 8, in 1/100 s */
	const struct dhcp_v6_duid *server; /* NULL = all */
	struct netaddr addr;		   /* of REQUEST and RENEW */
};

/** dhcp_v6_write() - write one message into @w, which has room for DHCP_V6_REQUEST bytes. All but INFORMATION
 *  ask for an address (IA_NA); all ask for the boot file's URL and its parameters, name servers and domains,
 *  and say architecture, network interface, user class and vendor class. */
void dhcp_v6_write(struct wr *w, const struct dhcp_v6_request *req,
		   const struct dhcp_v6_conf *conf);

#endif
