/* SPDX-License-Identifier: MIT
 * pxe/tftp/xfer.h - one TFTP download, from the request to the last ACK. Layer: pure.
 * Callers: pxe/tftp/get.c, tests.
 *
 * The machine has neither socket nor clock. Each of start, input, unreachable, tick and abort may
 * leave actions; before the next such call the caller takes all of them with tftp_xfer_next(). All
 * times are milliseconds on one monotonic clock. One machine makes one request: another attempt
 * with other options is another machine on another port (pxe/fetch/tftp.c).
 *
 * Retransmission: a request is repeated after 1, 1, 2, 4 and 8 s, and given up 8 s later. One to a
 * server that answered a moment ago is repeated twice a second for as long. An ACK is
 * repeated when its answer is overdue by the measured round trip (pxe/tftp/rtt.h). The wait doubles
 * with each repeat up to one second in lock-step and 0.7 s with windows, or up to twice a longer
 * round trip: a server that waits for an ACK sends again within a second of a link's return. Every wait carries jitter. The transfer fails when no
 * new block came for TFTP_SILENCE_MS, no block in order for TFTP_NO_PROGRESS_MS, or fewer than
 * TFTP_FLOOR_BLOCKS within TFTP_FLOOR_MS.
 *
 * Anybody can send an ERROR in the server's name to a port that he guesses. So a refusal counts only
 * when no other answer came in the time in which one may come, and an OACK or DATA meanwhile wins.
 *
 * In lock-step only the server can repair the loss of a DATA packet: a server ignores a repeated
 * ACK of a block that was acknowledged before (RFC 1123 4.2.3.1). dnsmasq sends the block again 2,
 * 4, 7, 10 and 15 s after the first time, tftpd-hpa at 1, 3, 7, 15 and 31 times its utimeout
 * (pxe/tftp/options.c). Hence three ends of a transfer that another request follows:
 *
 * TFTP_FAIL_LOST: what came so far comes again in half a second, or in half the time for which the
 * server was silent. A wait for the server's own repeat is likely to be longer.
 * TFTP_FAIL_TARDY: blocks get lost, and the server would repeat them sooner if it was asked to. The
 * request pays when it saves twice the time that the transfer took so far.
 * TFTP_FAIL_ENDED: the server granted utimeout and was silent for 33 times as long. It repeats
 * nothing any more.
 *
 * A server that hears requests but no ACK, because a firewall lets only port 69 through, repeats its
 * first packet. Two repeats within TFTP_UNHEARD_MS without any other packet tell.
 *
 * Inside a window the blocks follow each other at the pace of the line. When the next block is
 * overdue by that pace, the rest of the window is lost, and an ACK asks for it at once. A window
 * that keeps the line busy for about as long as the server waits for an ACK would be sent twice.
 * The machine gives it up early, and tells how much may be under way at a time.
 *
 * Blocks larger than the MTU travel in IP fragments. The machine gives up on them early, when one
 * of the first takes longer than the server's timeout, or when every eighth is lost. A kernel keeps
 * the fragments of incomplete blocks for 30 s, in 4 MiB of memory as a rule, and drops all others
 * when these are full. So a silence after losses is an end of fragments, too. The caller then asks
 * for smaller blocks.
 */
#ifndef PXE_TFTP_XFER_H
#define PXE_TFTP_XFER_H

#include "lib/netaddr.h"
#include "lib/random.h"
#include "pxe/tftp/msg.h"
#include "pxe/tftp/rtt.h"
#include "pxe/tftp/window.h"

#define TFTP_SILENCE_MS 25000
/* Blocks of at most so many fragments are tried where larger ones get lost. */
#define TFTP_FEW_FRAGMENTS 4
/* The longest that a block in fragments may take beyond the round trip. A request asks the server
 * to resend a block after the same time (utimeout, pxe/tftp/options.c). */
#define TFTP_FRAGMENTS_MS   400
#define TFTP_NO_PROGRESS_MS 45000
#define TFTP_UNHEARD_MS	    8000
/* The least that a transfer brings in each TFTP_FLOOR_MS: TFTP_FLOOR_BLOCKS blocks of the requested
 * size, which counts as TFTP_BLKSIZE_STD at most. Without this floor a server that trickles would
 * hold a boot for ever. The floor of 10 KiB is a third of HTTP's (pxe/http/get.c), because in
 * lock-step a long round trip or a loss delays every later block. */
#define TFTP_FLOOR_MS	  30000
#define TFTP_FLOOR_BLOCKS 20
/* Characters of a server's ERROR text that are kept, printable. */
#define TFTP_TEXT_MAX 80

enum tftp_fail {
	TFTP_FAIL_NAME = 1, /* the name is empty, too long, or has a NUL */
	TFTP_FAIL_SERVER,   /* the server sent an ERROR: see code and text */
	TFTP_FAIL_OPTIONS,  /* the server refused options or sent a bad OACK: ask without options */
	TFTP_FAIL_SILENT,   /* the request got no answer */
	TFTP_FAIL_STALLED,  /* the server answered, then went silent */
	TFTP_FAIL_UNHEARD,  /* the server repeats its first packet: it hears requests, but no ACK */
	TFTP_FAIL_SLOW,	    /* fewer than TFTP_FLOOR_BLOCKS came within TFTP_FLOOR_MS */
	TFTP_FAIL_BLACKHOLE,   /* large blocks arrive late or never: ask for smaller blocks */
	TFTP_FAIL_LOSSY,       /* too many fragments are lost: ask for smaller blocks */
	TFTP_FAIL_CROWDED,     /* a window takes the line too long: ask for tftp_xfer.fits bytes */
	TFTP_FAIL_LOST,	       /* a block is lost: ask once more, for the same */
	TFTP_FAIL_TARDY,       /* lost blocks are repeated late: ask for a wait of wait_us */
	TFTP_FAIL_ENDED,       /* the server has given up on the transfer: ask once more */
	TFTP_FAIL_UNREACHABLE, /* nothing listens on the server's port (ICMP) */
	TFTP_FAIL_TOO_BIG,     /* the file is larger than max_bytes */
	TFTP_FAIL_OVERRUN,     /* more came than TFTP_OVERRUN() allows */
	TFTP_FAIL_ABORTED,     /* tftp_xfer_abort() was called */
};

/** tftp_xfer_fail_str() - @f in words, without object; never NULL */
const char *tftp_xfer_fail_str(enum tftp_fail f);

/* Bytes that may come where @tsize were announced: a file that grows meanwhile is taken, one without end
 * is not. */
#define TFTP_OVERRUN(tsize) (2 * (tsize) + (16ull << 20))

/** struct tftp_xfer_conf - one request; tftp_xfer_start() copies it, name included */
struct tftp_xfer_conf {
	struct view name; /* path to ask for */
	struct netaddr server;
	uint16_t port;	      /* port of the request, usually 69 */
	uint16_t whole;	      /* larger blocks travel in fragments; 0 = none do */
	struct tftp_opts ask; /* all 0 = a request of RFC 1350 without options */
	uint64_t max_bytes;   /* larger files fail with TFTP_FAIL_TOO_BIG */
	uint64_t seed;	      /* seed of the jitter */
	/* A refusal of the request is held for so many ms at least; 0 = it counts at once. */
	uint64_t refusal_ms;
	uint64_t
		quiet_ms; /* a request without an answer fails after so many ms; 0 = after all repeats */
	uint64_t answer_ms; /* longest time in which the server answered a request; 0 = unknown */
	bool anew;	    /* the transfer may fail with TFTP_FAIL_LOST */
	bool eager; /* the server answered a moment ago: repeat the request twice a second */
	/* The transfer may fail with TFTP_FAIL_TARDY after so many late blocks; 0 = it may not. */
	unsigned tardy;
};

enum tftp_action_kind {
	TFTP_NOTHING,
	TFTP_STORE, /* write data at offset; data points into the packet of tftp_xfer_input(). The
		     * SEND behind it may go first; DONE must find everything written. */
	TFTP_SEND,  /* send bytes to addr:port; bytes live until the next call of the machine */
	TFTP_DONE,  /* once: the file is whole and has total bytes */
	TFTP_FAIL,  /* once: the transfer failed for reason */
};

struct tftp_action {
	enum tftp_action_kind kind;
	uint64_t offset;
	struct view data;
	const uint8_t *bytes;
	size_t len;
	struct netaddr addr;
	uint16_t port;
	uint64_t total;
	enum tftp_fail reason;
};

enum tftp_state { TFTP_IDLE, TFTP_REQUESTED, TFTP_RECEIVING, TFTP_DALLYING, TFTP_OVER };

struct tftp_stats {
	uint64_t packets;     /* well-formed packets from the right peer */
	uint64_t repeats;     /* packets among them with a block that was here before */
	uint64_t retransmits; /* packets that the machine sent again */
	unsigned strangers;   /* packets from another address or TID */
};

/** struct tftp_xfer - callers may read the first group; the other fields are private */
struct tftp_xfer {
	enum tftp_state state;
	struct tftp_grant grant; /* options in force once RECEIVING */
	struct tftp_stats stats;
	uint16_t code;		      /* TFTP_FAIL_SERVER, TFTP_FAIL_OPTIONS: code of the ERROR */
	char text[TFTP_TEXT_MAX + 4]; /* text of the ERROR, printable; may be empty */
	int bad_oack;	      /* TFTP_FAIL_OPTIONS: enum tftp_msg_error, 0 = an ERROR came */
	struct netaddr other; /* TFTP_FAIL_SILENT: this address answered in place of the server */
	uint32_t fits;	      /* TFTP_FAIL_CROWDED: bytes that a window may have */
	uint32_t wait_us;     /* after a failure: utimeout that suits the round trip */
	/* ms from the request to its answer; 0 = none came, or the request was sent twice */
	uint64_t answer_ms;

	struct tftp_window window;
	struct tftp_opts asked;
	char name[TFTP_NAME_MAX + 1];
	struct netaddr server;
	uint16_t port, tid; /* port of the request; server's TID (RFC 1350 section 4) */
	uint16_t whole;
	uint64_t max_bytes, total;
	struct random rnd;

	uint64_t quiet_ms;
	unsigned firsts; /* repeats of the first packet since a new one came */
	uint64_t deadline, progress_at, sent_at, heard_at, first_sent_at;
	struct tftp_rtt rtt;
	bool timing; /* the last packet was sent once, so its answer is a sample (Karn) */
	uint64_t floor_at, floor_bytes; /* next check of TFTP_FLOOR_MS; bytes at the last one */
	uint64_t oack_ms;		/* ms from the request to its answer, a small packet */
	uint64_t refusal_ms, known_ms;	/* of struct tftp_xfer_conf, as are the next three */
	bool anew, eager;
	unsigned tardy;
	uint64_t begun_at;    /* time of the first answer */
	unsigned late;	      /* blocks that came only after the server's wait */
	enum tftp_fail held;  /* REQUESTED: refused for this reason at @deadline; 0 = no */
	unsigned tries;	      /* repeats since the last new block */
	unsigned unreachable; /* ICMP errors since the last new block */
	bool mending;	      /* an ACK reported a gap, and the server resends from it */
	unsigned stalls;      /* blocks that came only after a repeat, ours or the server's */
	uint64_t pace16;      /* longest of the latest pauses inside a window, 1/16 ms */
	unsigned paces;	      /* pauses in @pace16 */
	uint64_t burst_at, burst_repeats; /* time and stats.retransmits when the first block came */

	uint8_t out[TFTP_REQUEST_MAX];
	size_t out_len;
	struct netaddr out_addr;
	uint16_t out_port;
	bool store, report;
	struct view store_data;
	uint64_t store_at;
	enum tftp_fail reason;
};

/** tftp_xfer_start() - begin; the first action is to send the request, or FAIL for a bad name */
void tftp_xfer_start(struct tftp_xfer *x, const struct tftp_xfer_conf *conf, uint64_t now);

/** tftp_xfer_input() - a datagram came from @addr, @port in host byte order. A datagram of another
 *  address or TID is answered with ERROR 5 and changes nothing (RFC 1350 section 4). */
void tftp_xfer_input(struct tftp_xfer *x, uint64_t now, struct netaddr addr, uint16_t port,
		     struct rd packet);

/** tftp_xfer_unreachable() - ICMP says that nothing listens on @addr, @port in host byte order, to
 *  which the machine sent a packet */
void tftp_xfer_unreachable(struct tftp_xfer *x, uint64_t now, struct netaddr addr, uint16_t port);

/** tftp_xfer_tick() - time has passed; the call does nothing before the deadline */
void tftp_xfer_tick(struct tftp_xfer *x, uint64_t now);

/** tftp_xfer_abort() - stop with TFTP_FAIL_ABORTED; a server that answered gets an ERROR with @code
 *  and @text */
void tftp_xfer_abort(struct tftp_xfer *x, enum tftp_code code, const char *text);

/** tftp_xfer_next() - take the next action. Return: its kind, TFTP_NOTHING = there is none */
enum tftp_action_kind tftp_xfer_next(struct tftp_xfer *x, struct tftp_action *ret);

/** tftp_xfer_deadline() - the time at which tftp_xfer_tick() is due; CLOCK_NEVER once OVER. After
 *  DONE the machine dallies until then and answers repeats of the last block (RFC 1350 section 6).
 *  Callers may skip dallying. */
uint64_t tftp_xfer_deadline(const struct tftp_xfer *x);

/** tftp_xfer_bytes() - bytes of the file stored from its start without a gap */
uint64_t tftp_xfer_bytes(const struct tftp_xfer *x);

#endif
