/* SPDX-License-Identifier: MIT
 * dhcp/boot.h - what a reply says about booting, and from which server. Layer: pure.
 * Callers: dhcp/choose.c, dhcp/client.c, and whoever boots with the result.
 */
#ifndef DHCP_BOOT_H
#define DHCP_BOOT_H

#include "dhcp/msg.h"

#define DHCP_WHY_MAX	  200
#define DHCP_BOOT_SERVERS 4

/** struct dhcp_boot - where to fetch from. Names that are URLs carry their own server. */
struct dhcp_boot {
	bool pending; /* a proxyDHCP server is still being asked; better news may come */
	union {
		uint32_t server_ip; /* host byte order; 0 = there is only a name, or nothing */
		uint32_t servers[DHCP_BOOT_SERVERS]; /* and those of option 150 besides */
	};
	char server_name[DHCP_NAME_MAX]; /* "" = none; to be looked up in DNS */
	bool has_bootfile, has_conffile, has_prefix, has_reboot_time;
	char bootfile[DHCP_PATH_MAX]; /* file field or option 67 */
	char conffile[DHCP_PATH_MAX]; /* option 209 */
	char prefix[DHCP_PATH_MAX];   /* option 210 */
	uint32_t reboot_time;	      /* option 211, seconds; 0 = for ever */
	bool from_proxy;	      /* boot file and server come from a proxyDHCP server */
	uint32_t source;	      /* server identifier of who named the boot file and server */
	char why[DHCP_WHY_MAX];	      /* for people: which server was taken and why; printable */
};

/** enum dhcp_boot_class - how much a reply helps to boot; larger is better */
enum dhcp_boot_class {
	DHCP_BOOT_BARE,	  /* an address and nothing else */
	DHCP_BOOT_SERVER, /* names a server, no file */
	DHCP_BOOT_FILE,	  /* names a boot file, leaves the server open */
	DHCP_BOOT_FULL,	  /* boot file and server */
	DHCP_BOOT_URL,	  /* a boot URL, or PXELINUX's own options 209 or 210 */
	DHCP_BOOT_CLASSES /* how many there are */
};

/** dhcp_boot_class_str() - in words */
const char *dhcp_boot_class_str(enum dhcp_boot_class boot_class);

/** dhcp_boot_class() - rank one reply */
enum dhcp_boot_class dhcp_boot_class(const struct dhcp_msg *m);

/** dhcp_boot_file() - the boot file of one reply: the header field, unless it holds options, beats
 *  option 67, as in PXELINUX; "" if there is none */
const char *dhcp_boot_file(const struct dhcp_msg *m);

/** dhcp_is_url() - @text begins with a scheme and "://" */
bool dhcp_is_url(const char *text);

/**
 * dhcp_boot_make() - decide what to boot from
 * @lease: the reply that granted the address
 * @proxy: a proxyDHCP server's reply, or NULL. Its file and server are taken only if @lease names
 *         no boot file; its options 209 to 211 only where @lease has none.
 *
 * Server, first that applies: siaddr unless it is the DHCP server itself; option 66, an address or
 * a name; option 150; siaddr; the sname field; the DHCP server (option 54). siaddr comes first only
 * when it says something: many routers fill in themselves although somebody set 66 or 150. The
 * other addresses of option 150 take the place of one that is lost.
 */
void dhcp_boot_make(const struct dhcp_msg *lease, const struct dhcp_msg *proxy,
		    struct dhcp_boot *ret);

#endif
