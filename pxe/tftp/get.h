/* SPDX-License-Identifier: MIT
 * pxe/tftp/get.h - a TFTP transfer on a real socket into a real file. Layer: adapter.
 * Callers: pxe/fetch/tftp.c; pxe/fetch/dns_lookup.c for its sockets.
 */
#ifndef PXE_TFTP_GET_H
#define PXE_TFTP_GET_H

#include "pxe/tftp/options.h"
#include "pxe/tftp/xfer.h"

enum tftp_get_state { TFTP_GET_RUNNING, TFTP_GET_DONE, TFTP_GET_FAILED };

/** struct tftp_get - one transfer; callers may read it and write nothing */
struct tftp_get {
	enum tftp_get_state state;
	struct tftp_xfer x;
	enum tftp_fail reason; /* FAILED with @error 0: why */
	int error;	       /* FAILED: negative errno of our side; 0 = see @reason */
	int fd;		       /* the socket, -1 = none */
	int out;
	uint64_t base;	 /* offset of the file's first byte in out */
	unsigned blind;	 /* steps to come that do not look again */
	unsigned misses; /* @blind after the next looks that all find nothing */
	unsigned looks;	 /* in a row that found nothing so far */
};

/** tftp_get_socket() - open a non-blocking UDP socket of the family of @server; the kernel chooses its
 *  port
 *  @ifname: the interface that the socket is bound to; NULL or "" = any
 *  Return: a descriptor, which is the caller's, or -errno */
int tftp_get_socket(const struct netaddr *server, const char *ifname);

/** tftp_get_path() - what the kernel knows of the path to @addr; fields that the
 *  kernel does not know are 0 */
struct tftp_path tftp_get_path(const char *ifname, const struct netaddr *addr);

/** tftp_get_start() - open the socket and send the request
 *  @conf: copied
 *  @out:  regular file or memfd, the caller's; written from offset @base on
 *  @now:  ms of clock_ms()
 *  Return: 0, or -errno when no socket could be had; every other failure shows in @g->state */
int tftp_get_start(struct tftp_get *g, const char *ifname, const struct tftp_xfer_conf *conf,
		   int out, uint64_t base, uint64_t now);

/** tftp_get_step() - take pending packets, at most a few hundred, and check the timers. The data of
 *  these packets is in the file when the call returns. */
void tftp_get_step(struct tftp_get *g, uint64_t now);

/** tftp_get_stop() - close the socket; a server that still sends gets an ERROR */
void tftp_get_stop(struct tftp_get *g);

#endif
