/* SPDX-License-Identifier: MIT
 * pxe/tftp/msg.h - TFTP packet codec (RFC 1350, 2347, 2348, 2349, 7440). Layer: pure.
 * Callers: pxe/tftp/xfer.c, tests.
 *
 * Every decoded number is in host byte order and in range. This file alone compares the options
 * that a server grants with the options that were requested.
 */
#ifndef PXE_TFTP_MSG_H
#define PXE_TFTP_MSG_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

/* RFC 2347: a request is at most 512 bytes: opcode, name, NUL, "octet", NUL, options. */
#define TFTP_REQUEST_MAX 512
#define TFTP_NAME_MAX	 (TFTP_REQUEST_MAX - 2 - 1 - 6)
#define TFTP_BLKSIZE_MIN 8
#define TFTP_BLKSIZE_STD 512
#define TFTP_BLKSIZE_MAX 65464
/* An announced size above 1 TiB counts as unknown. */
#define TFTP_TSIZE_MAX ((uint64_t)1 << 40)

enum tftp_op {
	TFTP_OP_RRQ = 1,
	TFTP_OP_WRQ = 2,
	TFTP_OP_DATA = 3,
	TFTP_OP_ACK = 4,
	TFTP_OP_ERROR = 5,
	TFTP_OP_OACK = 6,
};

/* RFC 1350 section 5 and RFC 2347 section 3 */
enum tftp_code {
	TFTP_CODE_UNDEFINED = 0,
	TFTP_CODE_NOT_FOUND = 1,
	TFTP_CODE_ACCESS = 2,
	TFTP_CODE_FULL = 3,
	TFTP_CODE_ILLEGAL = 4,
	TFTP_CODE_UNKNOWN_TID = 5,
	TFTP_CODE_EXISTS = 6,
	TFTP_CODE_NO_USER = 7,
	TFTP_CODE_OPTIONS = 8,
};

/** struct tftp_opts - the options of a request; 0 or false = the option is not sent */
struct tftp_opts {
	uint16_t blksize;
	uint16_t windowsize;
	uint8_t timeout_s;
	uint32_t utimeout_us; /* tftpd-hpa's extension: timeout in microseconds */
	bool tsize;
};

/** struct tftp_grant - the options in an OACK, with the default for each absent option */
struct tftp_grant {
	uint16_t blksize;
	uint16_t windowsize;
	uint64_t tsize; /* 0 = unknown */
	bool utimeout;	/* the server accepted utimeout */
};

/** struct tftp_msg - one packet; its views point into the decoded datagram */
struct tftp_msg {
	enum tftp_op op;
	uint16_t block;		 /* DATA */
	struct view data;	 /* DATA */
	uint16_t code;		 /* ERROR */
	struct view text;	 /* ERROR: raw bytes of the server, not printable */
	struct tftp_grant grant; /* OACK */
};

enum tftp_msg_error {
	TFTP_MSG_SHORT = 1,  /* the packet is too short: ignore it */
	TFTP_MSG_OPCODE,     /* the opcode is not for a client: ignore the packet */
	TFTP_MSG_UNASKED,    /* the OACK has an option that was not requested: answer ERROR 8 */
	TFTP_MSG_BAD_OPTION, /* the OACK has a value out of range: answer ERROR 8 */
};

/** tftp_msg_str() - enum tftp_msg_error in words; never NULL */
const char *tftp_msg_str(int error);

/**
 * tftp_msg_decode() - read one datagram from a server
 * @in:    UDP payload
 * @asked: the options of the request; an OACK must stay within them
 * @ret:   written only on success
 *
 * An OACK is a list of pairs. Reading stops without an error at the first malformed pair (garbage,
 * a name without value), because real servers send such tails. The last value may lack its NUL.
 * Option names match as a whole, in either case. The first of a repeated option counts. A tsize
 * that is no number or exceeds TFTP_TSIZE_MAX is unknown and no error, since tsize only serves
 * progress and early refusals. Return: 0 or enum tftp_msg_error.
 */
int tftp_msg_decode(struct rd in, const struct tftp_opts *asked, struct tftp_msg *ret)
	__attribute__((warn_unused_result));

/** tftp_msg_name_ok() - @name fits into a request: 1..TFTP_NAME_MAX bytes, no NUL */
bool tftp_msg_name_ok(struct view name);

/** tftp_msg_request() - append an RRQ in octet mode. If name and options together exceed
 *  TFTP_REQUEST_MAX, all options are left out and @asked is cleared. */
void tftp_msg_request(struct wr *w, struct view name, struct tftp_opts *asked);

void tftp_msg_ack(struct wr *w, uint16_t block);

void tftp_msg_error(struct wr *w, enum tftp_code code, const char *text);

#endif
