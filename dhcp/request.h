/* SPDX-License-Identifier: MIT
 * dhcp/request.h - who we are, and the messages we send. Layer: pure. Caller: dhcp/client.c.
 */
#ifndef DHCP_REQUEST_H
#define DHCP_REQUEST_H

#include "dhcp/msg.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest message we write. */
#define DHCP_REQUEST_MAX 576

/* Client architectures (option 93), IANA "Processor Architecture Types". */
#define DHCP_ARCH_X86_BIOS    0x00
#define DHCP_ARCH_X64_UEFI    0x07
#define DHCP_ARCH_ARM_UBOOT   0x15
#define DHCP_ARCH_ARM64_UBOOT 0x16
#define DHCP_ARCH_S390_BASIC  0x1f

/* What the commands ask as: in an image, what a loader started by U-Boot, s390-ccw or UEFI has there;
 * on a workstation s390x, whatever machine that is itself. */
#if !defined(PXEHOP_IMAGE) || defined(__s390x__)
#define DHCP_ARCH_DEFAULT DHCP_ARCH_S390_BASIC
#elif defined(__aarch64__)
#define DHCP_ARCH_DEFAULT DHCP_ARCH_ARM64_UBOOT
#elif defined(__arm__)
#define DHCP_ARCH_DEFAULT DHCP_ARCH_ARM_UBOOT
#else
#define DHCP_ARCH_DEFAULT DHCP_ARCH_X64_UEFI
#endif

/** struct dhcp_conf - one client's identity and habits; the client keeps a copy */
struct dhcp_conf {
	uint8_t htype, hlen; /* ARPHRD_ number, 1..16 */
	uint8_t mac[DHCP_HWADDR_MAX];
	uint16_t arch; /* option 93 */
	bool has_uuid;
	uint8_t uuid[16];	  /* option 97, in the order its text form has */
	char vendor_class[64];	  /* option 60; "" = PXEClient:Arch:NNNNN:UNDI:000000 */
	uint16_t mtu;		  /* of the interface; 0 = 1500 */
	uint32_t start_jitter_ms; /* the first packet leaves after 0..this */
	uint64_t seed;		  /* of jitter */
	bool broadcast;		  /* ask for broadcast replies from the start */
	bool bare_ok;		  /* a lease without boot data is all that is wanted */
	bool proxy_ask;		  /* the address gets configured, so port 4011 can be asked */
};

/** struct dhcp_request - one message; zero addresses are left out */
struct dhcp_request {
	enum dhcp_type type;
	uint32_t xid;
	uint16_t secs;
	bool broadcast;
	uint32_t ciaddr;
	uint32_t address;   /* option 50 */
	uint32_t server_id; /* option 54 */
	bool has_item;	    /* option 43 with sub-option 71: which PXE boot server type */
	uint16_t item;
};

/**
 * dhcp_request_write() - one message as UDP payload
 * @buf: DHCP_REQUEST_MAX bytes
 *
 * DISCOVER and REQUEST carry 53 55 57 60 61 93 94 and, if known, 97, so that a server can decide by
 * class at either; DECLINE and RELEASE carry what RFC 2131 table 5 allows. At least 300 bytes long,
 * as relays of old demand.
 * Return: the length.
 */
size_t dhcp_request_write(const struct dhcp_request *req, const struct dhcp_conf *conf,
			  uint8_t buf[DHCP_REQUEST_MAX]);

#endif
