/* SPDX-License-Identifier: MIT
 * dhcp/request.h - the identity of a client, and the messages that it sends. Layer: pure. Callers:
 * dhcp/client.c, tests.
 */
#ifndef DHCP_REQUEST_H
#define DHCP_REQUEST_H

#include "dhcp/msg.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest message that a client sends. */
#define DHCP_REQUEST_MAX 576

/* Client architectures (option 93), IANA "Processor Architecture Types". */
#define DHCP_ARCH_X86_BIOS    0x00
#define DHCP_ARCH_X86_UEFI    0x06
#define DHCP_ARCH_X64_UEFI    0x07
#define DHCP_ARCH_X64_EBC     0x09 /* what many servers take for x64's UEFI */
#define DHCP_ARCH_ARM_UEFI    0x0a
#define DHCP_ARCH_ARM64_UEFI  0x0b
#define DHCP_ARCH_ARM_UBOOT   0x15
#define DHCP_ARCH_ARM64_UBOOT 0x16
#define DHCP_ARCH_S390_BASIC  0x1f

/* Option 93 of the commands. In an image it is that of a loader started by U-Boot, s390-ccw or
 * UEFI. On any workstation it is that of s390x. */
#if !defined(PXEHOP_IMAGE) || defined(__s390x__)
#define DHCP_ARCH_DEFAULT DHCP_ARCH_S390_BASIC
#elif defined(__aarch64__)
#define DHCP_ARCH_DEFAULT DHCP_ARCH_ARM64_UBOOT
#elif defined(__arm__)
#define DHCP_ARCH_DEFAULT DHCP_ARCH_ARM_UBOOT
#else
#define DHCP_ARCH_DEFAULT DHCP_ARCH_X64_UEFI
#endif

/** struct dhcp_conf - identity and settings of one client; the client keeps a copy */
struct dhcp_conf {
	uint8_t htype, hlen; /* ARPHRD_ number; bytes of chaddr, 1..16 */
	uint8_t mac[DHCP_HWADDR_MAX];
	uint16_t arch; /* option 93 */
	bool has_uuid;
	uint8_t uuid[16];      /* option 97, bytes in the order of the UUID's text form */
	char vendor_class[64]; /* option 60; "" = PXEClient:Arch:NNNNN:UNDI:000000, or HTTPClient */
	char user_class[64];   /* option 77, unless iPXE's is said; "" = none */
	uint16_t mtu;	       /* MTU of the interface in bytes; 0 = 1500 */
	uint16_t max_mtu;      /* what it can be raised to; 0 = not beyond @mtu */
	uint32_t start_jitter_ms; /* the first packet leaves after 0..start_jitter_ms */
	uint64_t seed;		  /* seed of the jitter */
	bool broadcast;		  /* set the broadcast flag from the start */
	bool bare_ok;		  /* a lease without boot data is enough */
	bool ipxe;		  /* say what iPXE says: user class (77) and features (175) */
	bool http; /* say what UEFI's HTTP boot says: class HTTPClient, and its architecture */
	bool ipxe_https; /* of the features: HTTPS too */
	bool proxy_ask;	 /* the caller configures the address, so port 4011 can be asked */
};

/** struct dhcp_request - one message; an address of 0 leaves its option out */
struct dhcp_request {
	enum dhcp_type type;
	uint32_t xid;
	uint16_t secs;
	bool broadcast;
	uint32_t ciaddr;
	uint32_t address;   /* option 50 */
	uint32_t server_id; /* option 54 */
	bool has_item;	    /* send option 43 with sub-option 71, the PXE boot server type */
	uint16_t item;
};

/**
 * dhcp_request_write() - write one message as UDP payload
 * @buf: DHCP_REQUEST_MAX bytes
 *
 * DISCOVER and REQUEST carry options 53 55 57 60 61 93 94 and, if known, 97, so that a server can
 * decide by class in both; with conf->ipxe 77 and 175 as well, 77 alone with conf->user_class. DECLINE and RELEASE carry the options that RFC 2131 table 5 allows. A
 * message has at least 300 bytes, because old relays drop shorter ones.
 * Return: bytes written.
 */
size_t dhcp_request_write(const struct dhcp_request *req, const struct dhcp_conf *conf,
			  uint8_t buf[DHCP_REQUEST_MAX]);

#endif
