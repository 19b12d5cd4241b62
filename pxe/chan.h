/* SPDX-License-Identifier: MIT
 * pxe/chan.h - what PID 1 and the worker say to one another. Layer: chan_check() is pure, the rest
 * an adapter over one SOCK_SEQPACKET pair.
 *
 * This is all that PID 1 ever sees of the network: messages of one fixed size, numbers checked for
 * their range, text already printable, payload only as sealed memfds that it does not read. Both
 * ends are the same binary, so a message is a struct and not a wire format; yet PID 1 believes
 * nothing in it before chan_check() said so, for the worker may have been taken over.
 */
#ifndef PXE_CHAN_H
#define PXE_CHAN_H

#include <stdbool.h>
#include <stdint.h>

#define CHAN_TEXT_MAX	512 /* with NUL */
#define CHAN_NAME_MAX	256 /* with NUL: a host name of option or command line */
#define CHAN_URL_MAX	1024
#define CHAN_IFNAME_MAX 16
#define CHAN_MAC_MAX	16
#define CHAN_ROUTES_MAX 24
#define CHAN_DNS_MAX	3
#define CHAN_FDS_MAX	2

enum chan_kind {
	/* to the worker */
	CHAN_SETUP = 1, /* once, first of all */
	CHAN_LINK,	/* a link is there or has changed; when new with two sockets */
	CHAN_LINK_GONE,
	CHAN_ADDR_RESULT, /* the address of CHAN_ADDR is set, or why not */
	CHAN_BOOT_FAILED, /* the parts were refused: text says why; they are released */
	/* to PID 1 */
	CHAN_LOG,
	CHAN_PROGRESS, /* replaces the line of the last one; empty text ends it */
	CHAN_ALIVE,    /* at least every CHAN_ALIVE_MS */
	CHAN_ADDR,     /* set this address, answer with CHAN_ADDR_RESULT */
	CHAN_ADDR_GONE,
	CHAN_FILE,   /* what a part is made of, for those who read along: one file */
	CHAN_PART,   /* one sealed memfd of what will be booted */
	CHAN_BOOT,   /* all parts are there: check, load, jump */
	CHAN_REBOOT, /* the server asked for it (option 211) */
	CHAN_KIND_END
};

#define CHAN_ALIVE_MS 10000
#define CHAN_HANG_MS  90000

enum chan_part { CHAN_KERNEL, CHAN_INITRD, CHAN_CMDLINE, CHAN_PARTS };

struct chan_route {
	uint32_t dst, gateway; /* host byte order; gateway 0 = on link */
	uint8_t prefix_len;
};

/** struct chan_addr - an address to set on a link, and the routes that come with it */
struct chan_addr {
	uint32_t addr;
	uint8_t prefix_len; /* 1..32 */
	uint16_t mtu;	    /* 0 = as it is */
	uint32_t valid_s;   /* UINT32_MAX = for ever */
	uint8_t routes;
	struct chan_route route[CHAN_ROUTES_MAX];
};

/** struct chan_static - "ip=" gave the address: no DHCP on the links it names */
struct chan_static {
	bool used;
	char ifname[CHAN_IFNAME_MAX]; /* empty = any link */
	uint32_t addr, gateway, server, dns[CHAN_DNS_MAX];
	uint8_t prefix_len;
};

/** struct chan_setup - what the kernel's command line and the machine say */
struct chan_setup {
	uint16_t arch; /* DHCP option 93 */
	bool has_uuid;
	uint8_t uuid[16];
	bool debug;
	bool sandbox;
	bool dhcp; /* false: only links with a fixed address are used */
	uint32_t start_jitter_ms;
	uint32_t timeout_s;   /* in place of the configuration's TIMEOUT; UINT32_MAX = not given */
	uint64_t max_payload; /* bytes of kernel and initrd that can be loaded; 0 = unknown */
	char server[CHAN_NAME_MAX];
	char url[CHAN_URL_MAX];	   /* in place of options 67, 209 and 210 */
	char config[CHAN_URL_MAX]; /* in place of option 209 */
	struct chan_static fixed;
};

struct chan_link {
	char name[CHAN_IFNAME_MAX];
	uint16_t htype;
	uint8_t mac_len;
	uint8_t mac[CHAN_MAC_MAX];
	uint32_t mtu;
	bool carrier;
};

/** struct chan_file - one file inside a part: where it came from and where it lies */
struct chan_file {
	uint32_t which; /* enum chan_part */
	uint64_t offset, size;
	char name[CHAN_TEXT_MAX];
};

struct chan_msg {
	uint32_t kind; /* enum chan_kind */
	uint32_t ifindex;
	union {
		struct chan_setup setup;
		struct chan_link link;
		struct chan_addr addr;
		struct {
			int32_t err; /* 0 or negative errno */
			uint32_t addr;
		} result;
		struct {
			uint32_t level; /* enum log_level */
			char text[CHAN_TEXT_MAX];
		} log;
		struct {
			uint32_t which; /* enum chan_part */
			uint64_t size;
		} part;
		struct chan_file file;
	} u;
};

/** chan_check() - may PID 1 act on @m, which came from the worker with @fds descriptors? Kind and
 *  direction, number of descriptors, every range, text terminated and printable. Pure. */
bool chan_check(const struct chan_msg *m, unsigned fds);

/** chan_pair() - a connected pair, close-on-exec. Sending on ret[0] (PID 1's end)
 *  does not block, on ret[1] it waits until PID 1 reads.
 *  Return: 0 or negative errno */
int chan_pair(int ret[2]);

/** chan_send() - send @m with @n (0..CHAN_FDS_MAX) descriptors, which stay the caller's.
 *  Return: 0 or negative errno; -EAGAIN when the other side does not read */
int chan_send(int fd, const struct chan_msg *m, const int *fds, unsigned n);

/** chan_recv() - receive one message, without waiting. @fds gets what came with it, the rest -1;
 * they are the caller's to close. A message of another size is -EPROTO, its descriptors are closed.
 *  Return: number of descriptors, or negative errno; -EAGAIN nothing there, -EPIPE peer gone */
int chan_recv(int fd, struct chan_msg *ret, int fds[static CHAN_FDS_MAX]);

#endif
