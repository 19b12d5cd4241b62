/* SPDX-License-Identifier: MIT
 * dhcp/boot.h - boot file and boot server in DHCP replies. Layer: pure.
 * Callers: dhcp/choose.c, dhcp/client.c, tests. pxe/session boots with the result.
 */
#ifndef DHCP_BOOT_H
#define DHCP_BOOT_H

#include "dhcp/msg.h"

#define DHCP_WHY_MAX	  200
#define DHCP_BOOT_SERVERS 8

/** struct dhcp_boot - servers and files to boot from. A file name that is a URL has a server of its
 *  own. */
struct dhcp_boot {
	bool pending; /* a proxyDHCP server is still being asked; its answer may replace this */
	bool menu;    /* there is a PXE menu to choose from first: dhcp_client_menu() */
	union {
		uint32_t server_ip; /* host byte order; 0 = only a name, or nothing, is known */
		/* server_ip, 0 if the server is known by its name, then those that may take its
		 * place */
		uint32_t servers[DHCP_BOOT_SERVERS];
	};
	unsigned
		equals; /* so many of @servers are said to have the same files: it and option 150 */
	char server_name[DHCP_NAME_MAX]; /* host name for DNS; "" = none */
	bool has_bootfile, has_conffile, has_prefix, has_reboot_time;
	char bootfile[DHCP_PATH_MAX]; /* file field or option 67 */
	char conffile[DHCP_PATH_MAX]; /* option 209 */
	char prefix[DHCP_PATH_MAX];   /* option 210 */
	uint32_t reboot_time;	      /* option 211, seconds; 0 = for ever */
	bool from_proxy;	      /* boot file and server come from a proxyDHCP server */
	uint32_t source;	      /* identifier of the server that named boot file and server */
	char why[DHCP_WHY_MAX];	      /* printable sentence: which server was taken and why */
};

/** enum dhcp_boot_class - how much a reply helps to boot; larger is better */
enum dhcp_boot_class {
	DHCP_BOOT_BARE,	  /* the reply has no boot data */
	DHCP_BOOT_SERVER, /* the reply names a server, but no boot file */
	DHCP_BOOT_FILE,	  /* the reply names a boot file, but no server */
	DHCP_BOOT_FULL,	  /* the reply names boot file and server */
	DHCP_BOOT_URL,	  /* the reply has a boot URL, or PXELINUX's option 209 or 210 */
	DHCP_BOOT_CLASSES /* number of classes */
};

/** dhcp_boot_class_str() - @boot_class in words; never NULL */
const char *dhcp_boot_class_str(enum dhcp_boot_class boot_class);

/** dhcp_boot_class() - the class of one reply */
enum dhcp_boot_class dhcp_boot_class(const struct dhcp_msg *m);

/** dhcp_boot_file() - the boot file of one reply. The file field beats option 67, as in PXELINUX,
 *  unless it is overloaded. Return: the name, which lives as long as @m; "" = none */
const char *dhcp_boot_file(const struct dhcp_msg *m);

/** dhcp_is_url() - @text begins with a scheme and "://" */
bool dhcp_is_url(const char *text);

/**
 * dhcp_boot_make() - decide what to boot from
 * @lease: the reply that granted the address
 * @proxy: the reply of a proxyDHCP server, or NULL. The file and server of @proxy count only if
 *         @lease names no boot file; options 209 to 211 of @proxy only where @lease has none.
 *
 * The server is the first that applies: siaddr unless it is the DHCP server itself; option 66, an
 * address or a name; option 150; siaddr; the sname field; the DHCP server (option 54). siaddr comes
 * first only when it differs from the DHCP server, because many routers put their own address there
 * although 66 or 150 is set. Before siaddr or the DHCP server by itself comes a proxyDHCP server that
 * names no boot file: it is there to be booted from, but may have nothing for this architecture. The
 * other addresses of option 150 are substitutes for a server that is lost, and behind them all that
 * the replies name.
 */
void dhcp_boot_make(const struct dhcp_msg *lease, const struct dhcp_msg *proxy,
		    struct dhcp_boot *ret);

#endif
