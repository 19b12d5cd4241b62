/* SPDX-License-Identifier: MIT
 * tests/unit/dhcp_aid.h - writes the replies that a DHCP server would send. */
#ifndef TESTS_UNIT_DHCP_AID_H
#define TESTS_UNIT_DHCP_AID_H

#include "dhcp/msg.h"
#include "lib/bytes.h"

#define IP(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

#define AID_XID 0x12345678u

/* Who leases, and what. */
#define SERVER IP(10, 0, 0, 1)
#define ADDR   IP(10, 0, 0, 50)

struct reply {
	uint8_t buf[3000];
	struct wr w;
};

/** aid_match() - the client all replies are for: Ethernet 52:54:00:12:34:56, AID_XID */
struct dhcp_match aid_match(void);

/** reply_bare() - the fixed part and the cookie, no option */
void reply_bare(struct reply *r, uint32_t xid, uint32_t yiaddr, uint32_t siaddr);

/** reply_begin() - the same with options 53 and, unless 0, 54 */
void reply_begin(struct reply *r, enum dhcp_type type, uint32_t xid, uint32_t yiaddr,
		 uint32_t siaddr, uint32_t server_id);

void reply_opt(struct reply *r, uint8_t code, const void *data, size_t len);
void reply_text(struct reply *r, uint8_t code, const char *text);
void reply_u8(struct reply *r, uint8_t code, uint8_t v);
void reply_u16(struct reply *r, uint8_t code, uint16_t v);
void reply_u32(struct reply *r, uint8_t code, uint32_t v);

/** reply_file(), reply_sname() - put bytes into the fixed fields */
void reply_file(struct reply *r, const void *data, size_t len);
void reply_sname(struct reply *r, const void *data, size_t len);

/** reply_end() - the end mark; the whole message */
struct rd reply_end(struct reply *r);

/** reply_now() - the message as it stands, without an end mark */
struct rd reply_now(const struct reply *r);

/** aid_offer() - reply_begin() of SERVER's offer of ADDR */
void aid_offer(struct reply *r);

/** aid_decode() - what dhcp_msg_decode() says of a reply to aid_match(); @ret is all 0x5a before */
int aid_decode(struct rd payload, struct dhcp_msg *ret);

/** aid_is_odd() - the message has an option @code that was of no use */
bool aid_is_odd(const struct dhcp_msg *m, uint8_t code);

#endif
