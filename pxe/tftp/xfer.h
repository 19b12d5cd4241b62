/* SPDX-License-Identifier: MIT
 * pxe/tftp/xfer.h - one TFTP download, from the request to the last ACK. Layer: pure.
 * Callers: pxe/tftp/get.c, tests.
 *
 * A machine without socket and clock. Each of start, input, unreachable, tick and abort may leave
 * actions behind; the caller takes them with tftp_xfer_next() until there are none before it calls
 * again. All times are milliseconds on one monotonic clock. One machine makes one request: another
 * attempt with other options is another machine on another port (pxe/fetch/tftp.c).
 *
 * Retransmission: a request is repeated after 1, 1, 2, 4, 8 and 8 s. An ACK is repeated when its
 * answer is overdue by the measured round trip (pxe/tftp/rtt.h), then after twice as long each time,
 * but once a second at least: a link that was down for some seconds is used again within a second of
 * its return. Every wait carries jitter. The transfer fails when nothing new came for
 * TFTP_SILENCE_MS, no block in order for TFTP_NO_PROGRESS_MS, or less than
 * TFTP_FLOOR_BLOCKS within TFTP_FLOOR_MS.
 *
 * In lock-step the server alone can repeat a lost DATA packet: a server ignores an ACK of a block
 * that it has counted as acknowledged (RFC 1123 4.2.3.1).
 *
 * Blocks larger than the MTU travel in fragments, and are given up early for smaller ones: when one
 * of the first takes longer than the server's patience, or when every eighth is lost.
 */
#ifndef PXE_TFTP_XFER_H
#define PXE_TFTP_XFER_H

#include "lib/random.h"
#include "pxe/tftp/msg.h"
#include "pxe/tftp/rtt.h"
#include "pxe/tftp/window.h"

#define TFTP_SILENCE_MS 25000
/* How long one block may take that travels in fragments, on top of the round trip. Servers are asked
 * to repeat it after as long (utimeout, pxe/tftp/options.c). */
#define TFTP_FRAGMENTS_MS   400
#define TFTP_NO_PROGRESS_MS 45000
/* A transfer brings so many blocks of the size asked for, of TFTP_BLKSIZE_STD at most, in each such
 * time or is given up: a server that sends a few bytes now and then would hold a boot for ever. These
 * 10 KiB are a third of HTTP's floor (pxe/http/get.c), because here a long round trip or a loss holds
 * up all that comes behind. */
#define TFTP_FLOOR_MS	  30000
#define TFTP_FLOOR_BLOCKS 20
/* The text of a server's ERROR, made printable. */
#define TFTP_TEXT_MAX 80

enum tftp_fail {
	TFTP_FAIL_NAME = 1, /* cannot be asked for: empty, too long, or with a NUL */
	TFTP_FAIL_SERVER,   /* ERROR from the server: see code and text */
	TFTP_FAIL_OPTIONS,  /* options refused, or answered wrongly: ask again without */
	TFTP_FAIL_SILENT,   /* no answer to the request */
	TFTP_FAIL_STALLED,  /* answered, then went silent */
	TFTP_FAIL_SLOW,	    /* fewer than TFTP_FLOOR_BLOCKS within TFTP_FLOOR_MS */
	TFTP_FAIL_BLACKHOLE, /* answered, but large blocks arrive late or never: ask for smaller ones */
	TFTP_FAIL_LOSSY,     /* too many fragments are lost: ask for smaller blocks */
	TFTP_FAIL_UNREACHABLE, /* nothing listens there (ICMP) */
	TFTP_FAIL_TOO_BIG,     /* more than max_bytes */
	TFTP_FAIL_ABORTED,     /* by tftp_xfer_abort() */
};

/** tftp_xfer_fail_str() - in words, without object; never NULL */
const char *tftp_xfer_fail_str(enum tftp_fail f);

/** struct tftp_xfer_conf - copied by start */
struct tftp_xfer_conf {
	struct view name;     /* path to ask for */
	uint32_t server;      /* host byte order */
	uint16_t port;	      /* of the request, usually 69 */
	uint16_t whole;	      /* larger blocks travel in fragments; 0 = none do */
	struct tftp_opts ask; /* all 0: a request of RFC 1350 without options */
	uint64_t max_bytes;   /* larger files fail */
	uint64_t seed;	      /* of the jitter */
};

enum tftp_action_kind {
	TFTP_NOTHING,
	TFTP_STORE, /* put data at offset; it points into what input() was given. The SEND behind it
		     * may be carried out first, as long as DONE finds all stored. */
	TFTP_SEND,  /* bytes to addr:port; they live until the next call of the machine */
	TFTP_DONE,  /* once: everything was stored; total bytes */
	TFTP_FAIL,  /* once: reason; nothing but leftovers is sent after that */
};

struct tftp_action {
	enum tftp_action_kind kind;
	uint64_t offset;
	struct view data;
	const uint8_t *bytes;
	size_t len;
	uint32_t addr;
	uint16_t port;
	uint64_t total;
	enum tftp_fail reason;
};

enum tftp_state { TFTP_IDLE, TFTP_REQUESTED, TFTP_RECEIVING, TFTP_DALLYING, TFTP_OVER };

struct tftp_stats {
	uint64_t packets;     /* received, from the right peer and well formed */
	uint64_t repeats;     /* of those, blocks that were there before */
	uint64_t retransmits; /* packets we sent more than once */
	unsigned strangers;   /* packets from someone else */
};

/** struct tftp_xfer - fields are private but for those of the first group, which may be read */
struct tftp_xfer {
	enum tftp_state state;
	struct tftp_grant grant; /* in force once RECEIVING */
	struct tftp_stats stats;
	uint16_t code;		      /* TFTP_FAIL_SERVER, TFTP_FAIL_OPTIONS: the ERROR's code */
	char text[TFTP_TEXT_MAX + 4]; /* and its text, printable; may be empty */
	int bad_oack; /* TFTP_FAIL_OPTIONS: enum tftp_msg_error, 0 = an ERROR came */

	struct tftp_window window;
	struct tftp_opts asked;
	char name[TFTP_NAME_MAX + 1];
	uint32_t server;
	uint16_t port, tid; /* of the request; of the server's transfer (RFC 1350: TID) */
	uint16_t whole;
	uint64_t max_bytes, total;
	struct random rnd;

	uint64_t deadline, progress_at, sent_at, heard_at, first_sent_at;
	struct tftp_rtt rtt;
	bool timing; /* the answer awaited belongs to a packet that was sent once (Karn) */
	uint64_t floor_at, floor_bytes; /* when the pace is judged next; what had come before */
	uint64_t oack_ms;		/* from the request to its answer, which is small */
	unsigned tries;			/* repeats since the last news */
	unsigned unreachable;		/* ICMP errors since the last news */
	bool mending;			/* a gap was reported, the server goes back to it */
	unsigned stalls; /* blocks that only a repeat, ours or the server's, brought */

	uint8_t out[TFTP_REQUEST_MAX];
	size_t out_len;
	uint32_t out_addr;
	uint16_t out_port;
	bool store, report;
	struct view store_data;
	uint64_t store_at;
	enum tftp_fail reason;
};

/** tftp_xfer_start() - begin; the first action is the request, or FAIL for a bad name */
void tftp_xfer_start(struct tftp_xfer *x, const struct tftp_xfer_conf *conf, uint64_t now);

/** tftp_xfer_input() - a datagram came from @addr:@port (host byte order). Strangers get ERROR 5
 *  and change nothing. */
void tftp_xfer_input(struct tftp_xfer *x, uint64_t now, uint32_t addr, uint16_t port,
		     struct rd packet);

/** tftp_xfer_unreachable() - ICMP says nobody listens at @addr:@port, to which we sent something */
void tftp_xfer_unreachable(struct tftp_xfer *x, uint64_t now, uint32_t addr, uint16_t port);

/** tftp_xfer_tick() - time has passed; does nothing before the deadline */
void tftp_xfer_tick(struct tftp_xfer *x, uint64_t now);

/** tftp_xfer_in_fragments() - blocks are larger than what one packet holds */
bool tftp_xfer_in_fragments(const struct tftp_xfer *x);

/** tftp_xfer_abort() - stop with TFTP_FAIL_ABORTED and tell the server why, if one answered */
void tftp_xfer_abort(struct tftp_xfer *x, enum tftp_code code, const char *text);

/** tftp_xfer_next() - take the next action */
enum tftp_action_kind tftp_xfer_next(struct tftp_xfer *x, struct tftp_action *ret);

/** tftp_xfer_deadline() - when tick() is due; UINT64_MAX once OVER. After DONE the machine dallies
 *  until then, answering repeats of the last block (RFC 1350 section 6); that may be skipped. */
uint64_t tftp_xfer_deadline(const struct tftp_xfer *x);

/** tftp_xfer_bytes() - bytes stored without a gap from the start */
uint64_t tftp_xfer_bytes(const struct tftp_xfer *x);

#endif
