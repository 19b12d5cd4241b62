/* SPDX-License-Identifier: MIT
 * init/netlink.h - building and reading rtnetlink messages, and one request at a time.
 * Layer: adapter. For init/link.c and init/link_set.c alone.
 *
 * These messages are the kernel's own structures in the machine's byte order, so they are laid over
 * the buffer; every length in them is checked all the same.
 */
#ifndef INIT_NETLINK_H
#define INIT_NETLINK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the kernel sends in one piece: a page, 32 KiB in dumps to those who take so much. */
union nl_buf {
	struct nlmsghdr head;
	uint8_t bytes[16384];
};

/* --- asking ----------------------------------------------------------------------------------- */

/** struct nl_req - a request under construction; once something did not fit, full is set */
struct nl_req {
	union {
		struct nlmsghdr head;
		uint8_t bytes[512];
	} m;
	bool full;
};

/** nl_start() - a request of @type with @flags beyond NLM_F_REQUEST, and its fixed part */
void nl_start(struct nl_req *r, uint16_t type, uint16_t flags, const void *body, size_t len);

/** nl_put() - an attribute; nl_put_be32() of four bytes in network order */
void nl_put(struct nl_req *r, uint16_t type, const void *data, size_t len);
void nl_put_u32(struct nl_req *r, uint16_t type, uint32_t v);
void nl_put_be32(struct nl_req *r, uint16_t type, uint32_t v);

/** nl_open(), nl_close() - what is put between them lies inside one attribute */
size_t nl_open(struct nl_req *r, uint16_t type);
void nl_close(struct nl_req *r, size_t at);

/** nl_socket() - non-blocking, hearing the RTMGRP_ @groups; -errno */
int nl_socket(uint32_t groups);

/** nl_send() - 0 or -errno */
int nl_send(int fd, struct nl_req *r);

/** nl_request_open() - open the socket of nl_do() and nl_dump(), once; 0 or -errno */
int nl_request_open(void);

/** nl_do() - send and wait for the kernel's verdict, at most 100 ms; 0 or -errno */
int nl_do(struct nl_req *r);

/** nl_dump() - send a NLM_F_DUMP request and call @fn for every message that answers it */
int nl_dump(struct nl_req *r, void (*fn)(void *arg, const struct nlmsghdr *h), void *arg);

/* --- reading ---------------------------------------------------------------------------------- */

/** struct nl_msgs - the messages of one datagram */
struct nl_msgs {
	const uint8_t *p;
	size_t left;
};

/** nl_recv() - one datagram of the kernel; 0, -EAGAIN when nothing waits, or another -errno */
int nl_recv(int fd, union nl_buf *buf, struct nl_msgs *ret);

/** nl_msg() - the next message, NULL at the end */
const struct nlmsghdr *nl_msg(struct nl_msgs *m);

/** nl_body() - the fixed part behind the header, NULL when the message is shorter than @len */
const void *nl_body(const struct nlmsghdr *h, size_t len);

/** struct nl_attr - one attribute, its flag bits taken off the type */
struct nl_attr {
	uint16_t type;
	const uint8_t *data;
	size_t len;
};

/** struct nl_walk - the attributes of a message behind its fixed part, or inside another one */
struct nl_walk {
	const uint8_t *p;
	size_t left;
};

struct nl_walk nl_walk(const struct nlmsghdr *h, size_t fixed_len);
struct nl_walk nl_walk_in(const struct nl_attr *a);
bool nl_next(struct nl_walk *w, struct nl_attr *ret);

/** nl_u32() - the value of a 4-byte attribute; @ret untouched when it is of another size */
bool nl_u32(const struct nl_attr *a, uint32_t *ret);

#endif
