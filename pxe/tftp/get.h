/* SPDX-License-Identifier: MIT
 * pxe/tftp/get.h - a TFTP transfer on a real socket into a real file. Layer: adapter.
 * Callers: pxe/fetch/fetch.c; pxe/fetch/dns_lookup.c for its sockets.
 */
#ifndef PXE_TFTP_GET_H
#define PXE_TFTP_GET_H

#include "pxe/tftp/options.h"
#include "pxe/tftp/xfer.h"

enum tftp_get_state { TFTP_GET_RUNNING, TFTP_GET_DONE, TFTP_GET_FAILED };

/** struct tftp_get - x may be read by the caller */
struct tftp_get {
	enum tftp_get_state state;
	struct tftp_xfer x;
	enum tftp_fail reason; /* FAILED, when error is 0 */
	int error;	       /* FAILED: negative errno of our side, or 0 */
	int fd;		       /* the socket, -1 when there is none */
	int out;
	uint64_t base; /* offset of the file's first byte in out */
};

/** tftp_get_socket() - a UDP socket that never blocks, bound to interface @ifname unless that is
 *  NULL or empty; with port chosen by the kernel. Return: descriptor or -errno. */
int tftp_get_socket(const char *ifname);

/** tftp_get_path() - what the kernel knows of the way to @addr (host byte order); what it does not
 *  say is 0 */
struct tftp_path tftp_get_path(const char *ifname, uint32_t addr);

/** tftp_get_start() - send the request; @out is written from offset @base on and stays the
 *  caller's.
 *  Return: 0, or -errno when there is no socket; all else shows in state. */
int tftp_get_start(struct tftp_get *g, const char *ifname, const struct tftp_xfer_conf *conf,
		   int out, uint64_t base, uint64_t now);

/** tftp_get_step() - take pending packets, at most a few hundred, and look at the time. What they
 *  brought is in the file when it returns. */
void tftp_get_step(struct tftp_get *g, uint64_t now);

/** tftp_get_stop() - close the socket; a server still sending is told */
void tftp_get_stop(struct tftp_get *g);

#endif
