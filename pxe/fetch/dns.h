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
#define DNS_ADDRS_MAX  4 /* of one name; more are passed over */

enum dns_error {
	DNS_NOT_OURS = 1, /* another query's answer, or no answer: keep waiting */
	DNS_MALFORMED,	  /* ours, but broken or truncated before an address: ask another server */
	DNS_SERVER,	  /* the server cannot or will not: ask another */
	DNS_NO_HOST,	  /* the name does not exist */
	DNS_NO_ADDRESS,	  /* it exists, but has no usable IPv4 address */
};

/** dns_str() - enum dns_error in words; never NULL */
const char *dns_str(int error);

/** dns_host_ok() - @host is 1..253 bytes of labels of 1..63 bytes, maybe with a dot at its end */
bool dns_host_ok(struct view host);

/** dns_query() - a recursive query for the A records of @host, which must be ok; at most
 *  DNS_PACKET_MAX bytes */
void dns_query(struct wr *w, uint16_t id, struct view host);

/** struct dns_addrs - where a name leads to; host byte order, in the answer's order */
struct dns_addrs {
	unsigned n;
	uint32_t addr[DNS_ADDRS_MAX];
};

/**
 * dns_answer() - the usable addresses that an answer gives @host
 * @packet: UDP payload from the server asked
 * @ret:    written only on success; at least one
 *
 * Id and question must be those of the query. CNAMEs are followed inside the answer section, at
 * most eight. 0.x.x.x, multicast and broadcast addresses are passed over. Return: 0 or enum
 * dns_error.
 */
int dns_answer(struct rd packet, uint16_t id, struct view host, struct dns_addrs *ret)
	__attribute__((warn_unused_result));

#endif
