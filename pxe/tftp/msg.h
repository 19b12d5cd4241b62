/* SPDX-License-Identifier: MIT
 * pxe/tftp/msg.h - TFTP packet codec (RFC 1350, 2347, 2348, 2349, 7440). Layer: pure.
 * Callers: pxe/tftp/xfer.c, tests.
 *
 * Decoding ends here: what comes out is in host order and in range. The only place where what a
 * server grants is compared with what was asked.
 */
#ifndef PXE_TFTP_MSG_H
#define PXE_TFTP_MSG_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

/* A request fits into 512 bytes (RFC 2347): opcode, name, NUL, "octet", NUL. */
#define TFTP_REQUEST_MAX 512
#define TFTP_NAME_MAX	 (TFTP_REQUEST_MAX - 2 - 1 - 6)
#define TFTP_BLKSIZE_MIN 8
#define TFTP_BLKSIZE_STD 512
#define TFTP_BLKSIZE_MAX 65464
/* Announced sizes above this are taken for noise: a tebibyte is no boot file. */
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

/** struct tftp_opts - what is asked for; 0 or false = that option is not sent */
struct tftp_opts {
	uint16_t blksize;
	uint16_t windowsize;
	uint8_t timeout_s;
	uint32_t utimeout_us; /* tftpd-hpa's own: as timeout, but in microseconds */
	bool tsize;
};

/** struct tftp_grant - what a server's OACK says, complete with the defaults of what it left out */
struct tftp_grant {
	uint16_t blksize;
	uint16_t windowsize;
	uint64_t tsize; /* 0 = unknown */
	bool utimeout;	/* the server resends as soon as it was asked to */
};

/** struct tftp_msg - one packet; views point into what was decoded */
struct tftp_msg {
	enum tftp_op op;
	uint16_t block;		 /* DATA */
	struct view data;	 /* DATA */
	uint16_t code;		 /* ERROR */
	struct view text;	 /* ERROR: as sent, not printable */
	struct tftp_grant grant; /* OACK */
};

enum tftp_msg_error {
	TFTP_MSG_SHORT = 1,  /* ignore it */
	TFTP_MSG_OPCODE,     /* not for a client: ignore it */
	TFTP_MSG_UNASKED,    /* OACK with an option nobody asked for: ERROR 8 */
	TFTP_MSG_BAD_OPTION, /* OACK with a value out of range: ERROR 8 */
};

/** tftp_msg_str() - enum tftp_msg_error in words; never NULL */
const char *tftp_msg_str(int error);

/**
 * tftp_msg_decode() - read one datagram from a server
 * @in:    UDP payload
 * @asked: what the request asked for; an OACK must stay within it
 * @ret:   written only on success
 *
 * An OACK is read pair by pair as long as the pairs are well formed; what follows the first that is
 * not (garbage, a name without value) is left alone, for real servers send such tails. The last
 * value may lack its NUL. Option names are compared whole, in either case. Of a repeated option the
 * first counts. A tsize that is no number or above TFTP_TSIZE_MAX is unknown, as it is for show.
 * Return: 0 or enum tftp_msg_error.
 */
int tftp_msg_decode(struct rd in, const struct tftp_opts *asked, struct tftp_msg *ret)
	__attribute__((warn_unused_result));

/** tftp_msg_name_ok() - @name can be asked for: 1..TFTP_NAME_MAX bytes, no NUL */
bool tftp_msg_name_ok(struct view name);

/** tftp_msg_request() - a read request in octet mode. Options that do not fit into
 *  TFTP_REQUEST_MAX are all left out, and @asked is cleared to say so. */
void tftp_msg_request(struct wr *w, struct view name, struct tftp_opts *asked);

void tftp_msg_ack(struct wr *w, uint16_t block);

void tftp_msg_error(struct wr *w, enum tftp_code code, const char *text);

#endif
