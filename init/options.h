/* SPDX-License-Identifier: MIT
 * init/options.h - what the kernel command line and /etc/pxehop.conf ask of us. Layer: pure.
 *
 * Nothing in here can stop a boot: a word that is not understood leaves the default in force and
 * one line in the list of warnings, which the caller logs.
 */
#ifndef INIT_OPTIONS_H
#define INIT_OPTIONS_H

#include "init/reipl.h"
#include "init/znet.h"
#include "lib/text.h"
#include "pxe/chan.h"

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_IFNAME	 16 /* IFNAMSIZ */
#define OPTIONS_CLASS	 64 /* with the NUL */
#define OPTIONS_HOST	 254
#define OPTIONS_PATH	 1024
#define OPTIONS_PREFIX	 256
#define OPTIONS_MIRRORS	 512
#define OPTIONS_VLANS	 4
#define OPTIONS_IPS	 8
#define OPTIONS_BONDS	 2
#define OPTIONS_SLAVES	 8
#define OPTIONS_BOND	 256 /* CHAN_NAME_MAX */
#define OPTIONS_DNS	 3
#define OPTIONS_DISKS	 8
#define OPTIONS_ZNETS	 8
#define OPTIONS_CONSOLES 8
#define OPTIONS_WARNINGS 8
#define OPTIONS_WARNING	 200
#define OPTIONS_UNSET	 UINT32_MAX

enum options_ip_mode {
	OPTIONS_IP_DHCP,   /* the default */
	OPTIONS_IP_STATIC, /* address, mask and the rest below are what to use */
	OPTIONS_IP_OFF,	   /* ip=off without an address: configure nothing */
};

/** struct options_ip - ip= in the kernel's syntax. Addresses in host byte order, 0 = not given. */
struct options_ip {
	enum options_ip_mode mode;
	uint32_t client, server, gateway;
	uint8_t prefix_len;    /* 1..32 when static; by address class when the mask was left out */
	struct netaddr dns[2]; /* of either family */
	bool four;	       /* a word says something of IPv4; else @mode is OFF */
	struct chan_static6 six; /* of IPv6 */
	char host[65];
	char dev[OPTIONS_IFNAME]; /* "" = any */
	uint32_t mtu;		  /* 0 = not given */
	uint8_t mac[6];		  /* the interface gets this address, when has_mac is set */
	bool has_mac;
};

/** struct options_bond - bond=NAME:MEMBERS:OPTIONS:MTU */
struct options_bond {
	char name[OPTIONS_IFNAME];
	char slave[OPTIONS_SLAVES][OPTIONS_IFNAME];
	unsigned n_slave;
	char settings[OPTIONS_BOND]; /* name=value, commas between them; "" = none */
	uint32_t mtu;		     /* 0 = not given */
	char text[OPTIONS_BOND];     /* the whole value */
};

/** struct options_vlan - vlan=NAME:PARENT; the id is what NAME ends in (vlan5, vlan0005, eth0.5) */
struct options_vlan {
	char name[OPTIONS_IFNAME];
	char parent[OPTIONS_IFNAME];
	uint16_t id; /* 1..4094 */
};

/** struct options_ifname - ifname=NAME:MAC: what the device with that address is called */
struct options_ifname {
	char name[OPTIONS_IFNAME];
	uint8_t mac[6];
};

struct options {
	char server[OPTIONS_HOST]; /* TFTP server, address or name, in place of what DHCP says; ""
				    */
	char url[OPTIONS_PATH];	   /* the configuration file, tftp:, http:, https: or ftp:; "" */
	char proxy[OPTIONS_HOST];  /* for http and https, host:port; "" */
	char mirrors[OPTIONS_MIRRORS]; /* of the prefix, URLs with blanks between them; "" */
	char config[OPTIONS_PATH];     /* the same as a path on the server; "" */
	char prefix[OPTIONS_PREFIX];   /* of names, in place of option 210; "" */
	char ifname[OPTIONS_IFNAME];   /* use this interface only; "" = any */
	uint8_t if_mac[6];	       /* the same by its MAC address, when if_by_mac is set */
	bool if_by_mac;
	uint32_t timeout_s; /* in place of the configuration's TIMEOUT, 0..86400; OPTIONS_UNSET */
	uint32_t arch;	    /* DHCP option 93, 0..65535; OPTIONS_UNSET = the machine's own */
	uint32_t storm;	    /* this many machines start together, 0..1000000; 0 = no start jitter */
	bool shell;	    /* a rescue shell may be offered; default true */
	bool debug;	    /* default false */
	bool dhcp;	    /* default true */
	bool sandbox;	    /* confine the worker; default true */
	bool utf8;	    /* all consoles know UTF-8, or none; when utf8_given is set */
	bool utf8_given;
	uint32_t
		fallback_s; /* start the disk when the network was of no use for so long; 0 = never */
	struct reipl_disk disk[OPTIONS_DISKS]; /* of rd.zfcp= */
	unsigned n_disk;
	struct znet znet[OPTIONS_ZNETS]; /* of rd.znet= */
	unsigned n_znet;
	bool zdev;		     /* without rd.znet=, use what the machine has; default true */
	enum chan_handover handover; /* of entries that do not say */
	bool report;		     /* tell the next system of lease and stages; default true */
	char class[OPTIONS_CLASS],
		user_class[OPTIONS_CLASS]; /* DHCP options 60 and 77; "" = not given */
	bool ipxe; /* ask DHCP as iPXE does from the start, or never; when ipxe_given is set */
	bool ipxe_given;
	bool expand; /* settings in command lines of entries that do not say; default false */
	struct options_ip ip[OPTIONS_IPS]; /* one for each interface at most */
	unsigned n_ip;
	struct options_ifname names[OPTIONS_IPS]; /* of ifname= */
	unsigned n_names;
	struct options_bond bond[OPTIONS_BONDS];
	unsigned n_bond;
	struct netaddr dns[OPTIONS_DNS]; /* of nameserver=; none behind the last */
	struct options_vlan vlan[OPTIONS_VLANS];
	unsigned n_vlan;
	char console[OPTIONS_CONSOLES][32]; /* device names of console= words, without settings */
	unsigned n_console;
	char warning[OPTIONS_WARNINGS][OPTIONS_WARNING]; /* printable */
	bool is_error[OPTIONS_WARNINGS]; /* of a word for the network: it may not come up */
	unsigned n_warning;
	unsigned n_unsaid; /* warnings that found no room */
};

/** options_init() - the defaults */
void options_init(struct options *o);

/** options_ip_of() - what ip= says of the interface @name. NULL = nothing: it leases an address, if
 *  there is no ip= at all, or is not to be used */
const struct options_ip *options_ip_of(const struct options *o, const char *name);

/** options_ifname_of() - what ifname= calls the device with the address @mac. NULL = nothing */
const char *options_ifname_of(const struct options *o, const uint8_t mac[static 6]);

/** options_name() - whether a word names the interface @name */
bool options_name(const struct options *o, const char *name);

/** options_bond_of() - the bond called @name; NULL = there is none */
const struct options_bond *options_bond_of(const struct options *o, const char *name);

/** options_bond_with() - the bond that has @name as a member; NULL = none has */
const struct options_bond *options_bond_with(const struct options *o, const char *name);

/** options_start_jitter_ms() - how far apart the first packets of DHCP go. A lone machine asks at once: 0.
 *  Many that start together spread their first DISCOVERs as storm= says, over 1 s at least, and else their
 *  second ones (RFC 2131 section 4.1), when a server missed the first */
uint32_t options_start_jitter_ms(const struct options *o);

/** options_cmdline() - take over the words of a kernel command line, quoted by its rules. Of equal
 *  words the last one counts, but mirror= adds to those before. Words that are not for us are
 * passed over. */
void options_cmdline(struct options *o, struct view text);

/** options_conf() - the same from a file of `name=value` lines; the `pxehop.` in front may be left
 *  out, `#` begins a comment line. Call it before options_cmdline(), which then has the last word.
 */
void options_conf(struct options *o, struct view text);

#endif
