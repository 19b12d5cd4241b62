/* SPDX-License-Identifier: MIT
 * pxe/fetch/dns.h - DNS queries for A records and their answers (RFC 1035). Layer: pure.
 * Callers: pxe/fetch/dns_lookup.c, tests.
 */
#ifndef PXE_FETCH_DNS_H
#define PXE_FETCH_DNS_H

#include "lib/bytes.h"
#include "lib/text.h"

#include <stdint.h>

#define DNS_PACKET_MAX 512
#define DNS_NAME_MAX   253
#define DNS_ADDRS_MAX  4 /* addresses kept of one name; others are ignored */

enum dns_error {
	DNS_NOT_OURS = 1, /* the packet does not answer this query: keep waiting */
	DNS_MALFORMED,	  /* the answer is broken or truncated: ask another server */
	DNS_SERVER,	  /* the server failed or refused (RCODE): ask another server */
	DNS_NO_HOST,	  /* the name does not exist (NXDOMAIN) */
	DNS_NO_ADDRESS,	  /* the name exists and has no usable IPv4 address */
};

/** dns_str() - enum dns_error in words; never NULL */
const char *dns_str(int error);

/** dns_host_ok() - @host is 1..253 bytes of labels of 1..63 bytes; a dot at its end is allowed */
bool dns_host_ok(struct view host);

/** dns_query() - append a recursive query for the A records of @host, at most DNS_PACKET_MAX bytes.
 *  @host must have passed dns_host_ok(). */
void dns_query(struct wr *w, uint16_t id, struct view host);

/** struct dns_addrs - the addresses of a name in the order of the answer; host byte order */
struct dns_addrs {
	unsigned n;
	uint32_t addr[DNS_ADDRS_MAX];
};

/**
 * dns_answer() - the usable addresses of @host in an answer
 * @packet: UDP payload from the server that was asked
 * @ret:    written only on success; holds at least one address
 *
 * Id and question must be those of the query. At most eight CNAMEs are followed, inside the answer
 * section only. 0.x.x.x, multicast and broadcast addresses are ignored. Return: 0 or enum
 * dns_error.
 */
int dns_answer(struct rd packet, uint16_t id, struct view host, struct dns_addrs *ret)
	__attribute__((warn_unused_result));

#endif
