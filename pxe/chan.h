/* SPDX-License-Identifier: MIT
 * pxe/chan.h - what PID 1 and the worker say to one another. Layer: chan_check() is pure, the rest
 * an adapter over one SOCK_SEQPACKET pair.
 *
 * This is all that PID 1 ever sees of the network: messages of one fixed size, numbers checked for
 * their range, text already printable (view_printable()), payload only as sealed memfds that it does not read. Both
 * ends are the same binary, so a message is a struct and not a wire format; yet PID 1 believes
 * nothing in it before chan_check() said so, for the worker may have been taken over.
 */
#ifndef PXE_CHAN_H
#define PXE_CHAN_H

#include "lib/netaddr.h"
#include "lib/text.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>

#define CHAN_TEXT_MAX	     512 /* with NUL */
#define CHAN_CLASS_MAX	     64	 /* with NUL */
#define CHAN_NAME_MAX	     256 /* with NUL: a host name of option or command line */
#define CHAN_URL_MAX	     1024
#define CHAN_PREFIX_MAX	     256 /* with NUL: as long as option 210 */
#define CHAN_IFNAME_MAX	     16
#define CHAN_HOST_MAX	     65 /* with NUL: HOST of ip= */
#define CHAN_MAC_MAX	     16
#define CHAN_VLAN_MAX	     4094
#define CHAN_DRIVER_MAX	     24 /* with NUL */
#define CHAN_ROUTES_MAX	     24
#define CHAN_DNS_MAX	     3
#define CHAN_FDS_MAX	     7
#define CHAN_TITLE_MAX	     256  /* with NUL: one line of a menu, 79 columns in any script */
#define CHAN_HELP_MAX	     2048 /* with NUL: one line of TEXT HELP, which screens wrap */
#define CHAN_LABEL_MAX	     256  /* with NUL: what a person types to name an entry */
#define CHAN_LINE_MAX	     2048 /* with NUL: a command line that a person edits */
#define CHAN_PASSWD_MAX	     128  /* with NUL */
#define CHAN_ASK_MAX	     80	  /* with NUL */
#define CHAN_KEYS_MAX	     16	  /* bytes */
#define CHAN_ENTRIES	     1024 /* of all menus together, CONF_LABELS_MAX */
#define CHAN_MENUS	     128  /* CONF_MENUS_MAX */
#define CHAN_HELP_LINES	     64	  /* of one entry; more are cut with a line that says so */
#define CHAN_NO_ENTRY	     UINT32_MAX
#define CHAN_DISKS	     128  /* LOCALBOOT 0x80 to 0xff */
#define CHAN_SYS_FIRST	     3	  /* bit of SYSAPPEND */
#define CHAN_SYS_VALUES	     16	  /* to bit 18 */
#define CHAN_SYS_MAX	     96	  /* with NUL */
#define CHAN_COMPATIBLE_MAX  512  /* with NUL */
#define CHAN_NO_LOADPARM     (-1) /* none given */
#define CHAN_LOADPARM_PROMPT (-2) /* "PROMPT": show the menu or the prompt, start nothing */

/*
 * The messages. The payload is a member of struct chan_msg.u, and .ifindex of a link. fds is the
 * number of descriptors that come with a message, 0 if it is empty.
 *
 *   kind               payload        fds   meaning
 *
 *   to the worker
 *   CHAN_SETUP         setup                once, first of all
 *   CHAN_SYSTEM        system               once, behind CHAN_SETUP
 *   CHAN_LINK          ifindex, link  5     a link is new; its sockets: raw, UDP, ARP, BPDUs, LACPDUs
 *                                     7     and where the kernel has IPv6: ICMPv6, UDP
 *                      ifindex, link        a link has changed
 *   CHAN_LINK_GONE     ifindex              a link is gone
 *   CHAN_ADDR_RESULT   ifindex, result      the address of CHAN_ADDR is set, or why not
 *   CHAN_BOOT_FAILED   log                  the parts were refused and are released: text says why
 *   CHAN_TOUCHED       keys                 keys were pressed and there is no menu: show one
 *   CHAN_CHOOSE        choice               start this entry, or this command
 *   CHAN_TIMEOUT                            nobody touched a key for as long as CHAN_MENU said
 *   CHAN_EDIT          choice               send this entry's command line; entry CHAN_NO_ENTRY:
 *                                           may the prompt be used with this password?
 *   CHAN_FKEY          fkey                 send the lines of this F key's file
 *   CHAN_LEFT                               Esc in a menu or at a question that has CHAN_M_LEAVE
 *   CHAN_CLOCK_SET     result.err           the clock of CHAN_CLOCK is set, or why not
 *   CHAN_VLAN_SET      result.err           the VLAN of CHAN_VLAN is there, or why not; CHAN_LINK follows
 *   CHAN_ADDR6_SET     ifindex, result.err  the address of CHAN_ADDR6 is set, or why not
 *   CHAN_SHELL_ENDED   result.err           the shell of CHAN_SHELL was left, or why there is none
 *
 *   to PID 1
 *   CHAN_LOG           log                  a line for the log
 *   CHAN_PROGRESS      log                  replaces the last line of progress; "" ends it
 *   CHAN_ALIVE                              at least every CHAN_ALIVE_MS
 *   CHAN_ADDR          ifindex, addr        set this address; the answer is CHAN_ADDR_RESULT
 *   CHAN_ADDR6         ifindex, addr6       set this address of IPv6; the answer is CHAN_ADDR6_SET
 *   CHAN_ADDR_GONE     ifindex              take all addresses off the link
 *   CHAN_AWAIT         ifindex              an answer is awaited on a link that may go deaf; again
 *                                           every CHAN_AWAIT_MS until it comes
 *   CHAN_FILE          file                 one of the files that a part is made of, for a report
 *   CHAN_STAGE         stage                what a stage of the boot took; all of them in their
 *                                           order, before CHAN_BOOT
 *   CHAN_PART          part           1     a sealed memfd of what will be booted
 *   CHAN_BOOT                               all parts are there: check, load, jump
 *   CHAN_REBOOT        log                  the server asked for it (option 211), or an entry does
 *   CHAN_POWEROFF      log                  an entry does; CHAN_BOOT_FAILED if it cannot be
 *   CHAN_LOCALBOOT     log                  likewise, to that disk or to the firmware's next device
 *   CHAN_MENU          menu                 a new menu; the next four describe it, in this order
 *   CHAN_SUBMENU       submenu              once for each, number 0 first
 *   CHAN_ENTRY         entry                once for each, number 0 first
 *   CHAN_HELP          help                 the next line of help of the entry sent last
 *   CHAN_SHOW                               the menu is complete: show it, time runs from here
 *   CHAN_CMDLINE_IS    choice               what an entry's command line would be
 *   CHAN_DENIED        log                  a choice was refused, and why; the menu stays
 *   CHAN_LINE          log                  a line of a file of help or greeting, for the prompt
 *   CHAN_MENU_GONE                          no menu any more: something boots, or the lease is lost
 *   CHAN_GRANTED       choice.entry         its password was right; PID 1 does what its kind says
 *   CHAN_KEYS          wanted               1: all keys are for the worker, the shell's too; 0: no more
 *   CHAN_VLAN          ifindex, vlan        make a VLAN on the link; the answer is CHAN_VLAN_SET
 *   CHAN_CLOCK         clock_ms             set the wall clock; the answer is CHAN_CLOCK_SET
 *   CHAN_SHELL                              a rescue shell, for whoever pressed a key last
 */
enum chan_kind {
	CHAN_SETUP = 1,
	CHAN_SYSTEM,
	CHAN_LINK,
	CHAN_LINK_GONE,
	CHAN_ADDR_RESULT,
	CHAN_BOOT_FAILED,
	CHAN_TOUCHED,
	CHAN_CHOOSE,
	CHAN_TIMEOUT,
	CHAN_EDIT,
	CHAN_FKEY,
	CHAN_LEFT,
	CHAN_CLOCK_SET,
	CHAN_VLAN_SET,
	CHAN_ADDR6_SET,
	CHAN_SHELL_ENDED, /* the last one to the worker */

	CHAN_LOG,
	CHAN_PROGRESS,
	CHAN_ALIVE,
	CHAN_ADDR,
	CHAN_ADDR6,
	CHAN_ADDR_GONE,
	CHAN_FILE,
	CHAN_PART,
	CHAN_BOOT,
	CHAN_REBOOT,
	CHAN_POWEROFF,
	CHAN_LOCALBOOT,
	CHAN_MENU,
	CHAN_SUBMENU,
	CHAN_ENTRY,
	CHAN_HELP,
	CHAN_SHOW,
	CHAN_CMDLINE_IS,
	CHAN_DENIED,
	CHAN_LINE,
	CHAN_MENU_GONE,
	CHAN_GRANTED,
	CHAN_AWAIT,
	CHAN_STAGE,
	CHAN_KEYS,
	CHAN_SHELL,
	CHAN_CLOCK,
	CHAN_VLAN,
	CHAN_KIND_END
};

/*
 * A menu's conversation. PID 1 sends one question at a time and waits for its answer:
 *
 *   question       answer
 *
 *   CHAN_CHOOSE    CHAN_MENU_GONE    it starts
 *                  CHAN_MENU         here is another menu
 *                  CHAN_GRANTED      a locked entry that is no CHAN_E_RUN: its password was right
 *                  CHAN_DENIED       nothing changes
 *   CHAN_TIMEOUT   as CHAN_CHOOSE
 *   CHAN_LEFT      as CHAN_CHOOSE
 *   CHAN_EDIT      CHAN_CMDLINE_IS   an entry's command line
 *                  CHAN_GRANTED      CHAN_NO_ENTRY: editing and the prompt are allowed
 *                  CHAN_DENIED       neither
 *
 * CHAN_CHOOSE of CHAN_NO_ENTRY with an empty line starts what would start by itself. The password
 * of a CHAN_EDIT comes again with the CHAN_CHOOSE of the edited line. After CHAN_DENIED wait_ds
 * does not run again, and total_ds is over.
 *
 * CHAN_FKEY has any number of CHAN_LINE for an answer, or none. The worker may send CHAN_MENU,
 * CHAN_LINE and CHAN_MENU_GONE unasked.
 */

#define CHAN_ALIVE_MS 10000
#define CHAN_HANG_MS  90000
#define CHAN_AWAIT_MS 1000

/* No clock is set to a time before or after these: 2025 and 2100. */
#define CHAN_CLOCK_MIN_MS 1735689600000u
#define CHAN_CLOCK_MAX_MS 4102444800000u

/* The seals of every part (fcntl(2), F_ADD_SEALS), so that what PID 1 looked at cannot change before
 * it is loaded. */
#define CHAN_SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

enum chan_part {
	CHAN_KERNEL,
	CHAN_INITRD,
	CHAN_CMDLINE,
	CHAN_DTB,      /* instead of the running device tree */
	CHAN_OVERLAYS, /* to be laid over it, one behind the other, each padded to 8 */
	CHAN_PARTS
};

struct chan_route {
	uint32_t dst, gateway; /* host byte order; gateway 0 = on link */
	uint8_t prefix_len;
};

/** struct chan_addr - an address to set on a link, and the routes that come with it */
struct chan_addr {
	uint32_t addr;
	uint8_t prefix_len; /* 1..32 */
	uint16_t mtu;	    /* 0 = as it is */
	uint32_t valid_s;   /* UINT32_MAX = for ever */
	uint8_t routes;
	struct chan_route route[CHAN_ROUTES_MAX];
};

/** struct chan_addr6 - an address of IPv6 to set on a link */
struct chan_addr6 {
	uint8_t addr[16];
	uint8_t prefix_len;  /* 128 = what is on the link routers say */
	uint8_t gateway[16]; /* all 0 = none: routers say */
	uint32_t valid_s;    /* UINT32_MAX = for ever */
};

/** enum chan_how6 - what "ip=" says of IPv6 on a link; with any of these but the first DHCPv4 is not asked,
 *  unless another ip= for the link asks for it */
enum chan_how6 {
	CHAN_IP6_AUTO,	 /* nothing: as routers say, beside IPv4 */
	CHAN_IP6_EITHER, /* as routers say */
	CHAN_IP6_DHCP,	 /* an address by DHCPv6, whatever routers say */
	CHAN_IP6_SLAAC,	 /* none by DHCPv6 */
	CHAN_IP6_LINK,	 /* the link-local one is enough */
	CHAN_IP6_STATIC, /* the one that is given */
};

/** struct chan_static6 - likewise, the addresses */
struct chan_static6 {
	uint8_t how; /* enum chan_how6 */
	uint8_t prefix_len;
	struct netaddr addr, gateway, server;
};

/** struct chan_static - what "ip=" says of a link */
struct chan_static {
	bool off;  /* neither address nor DHCP */
	bool used; /* it gives the address: no DHCP */
	uint32_t addr, gateway, server;
	struct netaddr dns[CHAN_DNS_MAX]; /* of either family */
	uint8_t prefix_len;
	struct chan_static6 six;
	char host[CHAN_HOST_MAX]; /* the name of this machine; empty = not given */
};

/** enum chan_ipxe - whether DHCP is asked as iPXE asks */
enum chan_ipxe {
	CHAN_IPXE_AUTO,	  /* once what it said otherwise led to no configuration */
	CHAN_IPXE_ALWAYS, /* from the start */
	CHAN_IPXE_NEVER,
};

#define CHAN_HANDOVER_KINDS "none, dracut, debian, casper or kernel"

/** enum chan_handover - pxehop.handover=: in whose words the booted system is told of its network. The word
 *  stands on the loader's own command line for all entries, in an entry's APPEND for that one. */
enum chan_handover {
	CHAN_HANDOVER_NONE,
	CHAN_HANDOVER_DRACUT, /* dracut.cmdline(7) */
	CHAN_HANDOVER_DEBIAN, /* initramfs-tools(7) */
	CHAN_HANDOVER_CASPER, /* Ubuntu's live images: initramfs-tools as well */
	CHAN_HANDOVER_KERNEL, /* the kernel's own ip=, for a root file system on NFS */
};

/** struct chan_setup - what the kernel's command line and the machine say */
struct chan_setup {
	uint16_t arch; /* DHCP option 93 */
	bool has_uuid;
	uint8_t uuid[16];
	bool debug;
	bool sandbox;
	bool dhcp; /* false: only links with a fixed address are used */
	uint32_t start_jitter_ms;
	uint32_t timeout_s;   /* in place of the configuration's TIMEOUT; UINT32_MAX = not given */
	bool once;	      /* the first round that fails is the last: CHAN_REBOOT says why */
	bool headless;	      /* nobody can be shown a menu: what starts by itself starts */
	int32_t loadparm;     /* s390: entry that the operator named, 1 = first, 0 = default; or: */
	uint64_t max_payload; /* bytes of kernel and initrd that can be loaded; 0 = unknown */
	char server[CHAN_NAME_MAX];
	char url[CHAN_URL_MAX];	      /* in place of options 67, 209 and 210 */
	char config[CHAN_URL_MAX];    /* in place of option 209 */
	char prefix[CHAN_PREFIX_MAX]; /* in place of option 210 */
	char proxy[CHAN_NAME_MAX];    /* for http and https, "host:port" */
	char mirrors[CHAN_TEXT_MAX];  /* of the prefix of names; blanks between them */
	uint8_t handover;	      /* enum chan_handover, of entries that do not say */
	bool report;		      /* the next system is told of lease and stages */
	uint8_t ipxe;		      /* enum chan_ipxe */
	char class
		[CHAN_CLASS_MAX]; /* DHCP option 60, in place of all that is said there otherwise */
	char user_class[CHAN_CLASS_MAX]; /* DHCP option 77, where that is not iPXE's */
	bool expand; /* put iPXE's settings into command lines of entries that do not say */
	uint64_t firmware_ms; /* what firmware took before this kernel; 0 = not known */
	uint64_t init_ms;     /* when PID 1 began, ms of clock_ms(); 0 = not known */
	uint64_t drivers_ms;  /* when the drivers of the devices there were loaded; likewise */
};

/** struct chan_system - what the machine says of itself; empty = not known */
struct chan_system {
	bool tree; /* a device tree describes it: FDT words of a configuration count */
	/* for SYSAPPEND's bits CHAN_SYS_FIRST (CPU=) on, without "NAME=" */
	char value[CHAN_SYS_VALUES][CHAN_SYS_MAX];
	char compatible[CHAN_COMPATIBLE_MAX]; /* of the tree, blanks between the strings */
	/* for iPXE scripts */
	uint32_t memory_mib;
	char cpu_vendor[CHAN_SYS_MAX], cpu_model[CHAN_SYS_MAX]; /* of x86 */
};

/** enum chan_bus_kind - the bus that a network interface is on */
enum chan_bus_kind { CHAN_BUS_NONE, CHAN_BUS_PCI, CHAN_BUS_CCW };

/** struct chan_bus - the place of a network interface on its bus */
struct chan_bus {
	uint8_t kind;		 /* enum chan_bus_kind */
	uint16_t vendor, device; /* of PCI; 0 = not known */
	uint32_t place;		 /* of PCI: segment << 16 | bus << 8 | device << 3 | function */
};

/** struct chan_link - a network interface */
struct chan_link {
	char name[CHAN_IFNAME_MAX];
	uint16_t htype; /* ARPHRD_ETHER */
	uint8_t mac_len;
	uint8_t mac[CHAN_MAC_MAX];
	uint32_t mtu;
	bool carrier;
	bool may_go_deaf; /* CHAN_AWAIT is wanted */
	uint32_t below;	  /* ifindex of the interface below a VLAN; 0 = it is none */
	uint32_t max_mtu; /* what @mtu can be raised to, bytes; 0 = not known */
	bool strict_arp;  /* no other interface of this machine answers for its address */
	bool broadcast;	  /* DHCP replies must be broadcast */
	struct chan_static fixed;
	/* for the booted system; empty = none */
	char parent[CHAN_IFNAME_MAX]; /* of a VLAN: the interface below */
	char bond[CHAN_NAME_MAX];     /* of a bond, or of what is below a VLAN: bond=, its value */
	char znet[CHAN_NAME_MAX];     /* s390: rd.znet=, its value */
	/* for iPXE scripts */
	char driver[CHAN_DRIVER_MAX]; /* empty = a virtual one */
	struct chan_bus bus;
};

/** struct chan_file - one file inside a part: where it came from and where it lies */
struct chan_file {
	uint32_t which; /* enum chan_part */
	uint64_t offset, size;
	char name[CHAN_TEXT_MAX];
};

/** enum chan_stage_kind - what a boot spends its time on, in the order in which it does */
enum chan_stage_kind {
	CHAN_STAGE_FIRMWARE, /* before the clock of this kernel began: to_ms is how long it took */
	CHAN_STAGE_KERNEL,   /* up to our first process */
	CHAN_STAGE_DRIVERS,
	CHAN_STAGE_LINK,   /* up to the carrier */
	CHAN_STAGE_LEASE,  /* up to an address that is set */
	CHAN_STAGE_PAUSE,  /* other attempts, and the pauses after them */
	CHAN_STAGE_CONFIG, /* lookup, and all files of the configuration */
	CHAN_STAGE_CHOICE, /* a menu or TIMEOUT */
	CHAN_STAGE_FILE,   /* one file; they may overlap */
	CHAN_STAGE_LOAD,   /* checks, and the copy for the new kernel */
	CHAN_STAGE_JUMP,   /* at from_ms */
	CHAN_STAGES
};

/** struct chan_stage - when a stage began and ended, ms of clock_ms() */
struct chan_stage {
	uint32_t kind; /* enum chan_stage_kind */
	uint64_t from_ms, to_ms;
	uint64_t bytes; /* of a file; 0 = none */
	char text[CHAN_NAME_MAX];
};

/** enum chan_screen - how a person is asked */
enum chan_screen { CHAN_SCREEN_PROMPT, CHAN_SCREEN_MENU, CHAN_SCREENS };

/** What holds for all menus of a configuration; bits and no bool, which may not hold what a hostile
 *  worker puts there. */
enum chan_menu_flag {
	CHAN_M_HIDDEN = 1,   /* MENU HIDDEN: shown when a key is pressed, until then a countdown */
	CHAN_M_OPTIONS = 2,  /* command lines may be edited (ALLOWOPTIONS) */
	CHAN_M_COMPLETE = 4, /* TAB lists labels at the prompt (no NOCOMPLETE) */
	CHAN_M_ESCAPE = 8,   /* Esc leads from the menu to the prompt (no NOESCAPE) */
	CHAN_M_EDIT_LOCKED = 16, /* MENU MASTER PASSWD: editing and the prompt ask for it */
	CHAN_M_LEAVE = 32,  /* Esc leaves it: CHAN_LEFT. The prompt is a question, and no "boot:" */
	CHAN_M_SECRET = 64, /* what is typed at the question is not shown */
	CHAN_M_ALL = 127
};

/** struct chan_menu - what is common to all menus of one configuration */
struct chan_menu {
	uint32_t screen;	       /* enum chan_screen */
	uint32_t flags;		       /* enum chan_menu_flag */
	uint32_t menus, entries;       /* how many CHAN_SUBMENU and CHAN_ENTRY follow; menus >= 1 */
	uint32_t start;		       /* the menu shown first */
	uint32_t wait_ds;	       /* TIMEOUT, 1/10 s, 0 = for ever; a key ends it */
	uint32_t total_ds;	       /* TOTALTIMEOUT, 0 = for ever; no key ends it */
	char autoboot[CHAN_TITLE_MAX]; /* MENU AUTOBOOT, '#' is the seconds left; empty = ours */
	uint32_t again_ds;	       /* in place of wait_ds after a key, 0 = for ever */
	char ask[CHAN_ASK_MAX];	       /* in front of a question's line */
	char line[CHAN_LINE_MAX];      /* what stands in that line at first */
};

/** struct chan_submenu - one menu; number 0 is the root */
struct chan_submenu {
	uint32_t menu, parent; /* the root's parent is itself */
	uint32_t chosen;       /* entry highlighted first, CHAN_NO_ENTRY = the first that can be */
	char title[CHAN_TITLE_MAX];
};

/** enum chan_entry_kind - what Enter does on an entry; only CHAN_E_RUN asks the worker */
enum chan_entry_kind {
	CHAN_E_RUN,	/* CHAN_CHOOSE */
	CHAN_E_SUBMENU, /* shows menu @target; GOTO is one too */
	CHAN_E_EXIT,	/* back to menu @target */
	CHAN_E_QUIT,	/* leaves the menu for the prompt */
	CHAN_E_TEXT,	/* a separator, a disabled entry, a headline: cannot be chosen */
	CHAN_E_HIDDEN,	/* MENU HIDE: in no menu, but the prompt knows its name */
	CHAN_E_KINDS
};

/** struct chan_entry - one line of a menu */
struct chan_entry {
	uint32_t entry; /* its number */
	uint32_t menu;	/* the menu it stands in */
	uint32_t kind;	/* enum chan_entry_kind */
	uint32_t target;
	uint32_t indent;   /* blanks before the text */
	uint8_t hotkey;	   /* lower case, 0 = none */
	uint8_t immediate; /* 1 = the hotkey starts it, and does not just jump to it */
	uint8_t locked;	   /* 1 = MENU PASSWD: CHAN_CHOOSE must bring one, for a submenu too */
	char text[CHAN_TITLE_MAX];
	char name[CHAN_LABEL_MAX]; /* LABEL, empty for lines without one */
};

/** struct chan_help - one line of an entry's TEXT HELP */
struct chan_help {
	uint32_t entry;
	char text[CHAN_HELP_MAX];
};

/** struct chan_keys - the first bytes of what was typed at once; Enter is '\n' */
struct chan_keys {
	uint8_t n;
	uint8_t byte[CHAN_KEYS_MAX];
};

/** struct chan_choice - a person's choice, or a command line on its way to be edited */
struct chan_choice {
	uint32_t entry;	 /* CHAN_NO_ENTRY: @line is a command: a label or file, then arguments */
	uint32_t edited; /* 1 = @line replaces the whole command line of the entry, kernel first */
	char passwd[CHAN_PASSWD_MAX]; /* as typed; empty = none asked for */
	char line[CHAN_LINE_MAX];
};

struct chan_msg {
	uint32_t kind;	  /* enum chan_kind */
	uint32_t ifindex; /* of a link */
	union {
		struct chan_setup setup;
		struct chan_system system;
		struct chan_link link;
		struct chan_addr addr;
		struct chan_addr6 addr6;
		struct {
			int32_t err; /* 0 or negative errno */
			uint32_t addr;
		} result;
		struct {
			uint32_t level; /* enum log_level */
			int32_t disk;	/* CHAN_LOCALBOOT: as hdN counts, -1 = none is named */
			char text[CHAN_TEXT_MAX];
		} log;
		struct {
			uint32_t which; /* enum chan_part */
			uint64_t size;
		} part;
		struct chan_file file;
		struct chan_stage stage;
		struct chan_menu menu;
		struct chan_submenu submenu;
		struct chan_entry entry;
		struct chan_help help;
		struct chan_choice choice;
		struct chan_keys keys;
		uint32_t fkey;	   /* 1 to 12 */
		uint32_t wanted;   /* 1 or 0 */
		uint64_t clock_ms; /* since 1970 */
		uint32_t vlan;	   /* its number, 1 to CHAN_VLAN_MAX */
	} u;
};

/** chan_check() - may PID 1 act on @m, which came from the worker with @fds descriptors? Kind and
 *  direction, number of descriptors, every range, text terminated and printable. Pure. */
bool chan_check(const struct chan_msg *m, unsigned fds);

/** chan_handover_kind() - "dracut" and so on; @ret is written on success only. Pure. */
bool chan_handover_kind(struct view v, enum chan_handover *ret);

/** chan_stage_str() - the name of an enum chan_stage_kind, one word; never NULL. Pure. */
const char *chan_stage_str(uint32_t kind);

/** chan_pair() - a connected pair, close-on-exec. Sending on ret[0] (PID 1's end)
 *  does not block, on ret[1] it waits until PID 1 reads.
 *  Return: 0 or negative errno */
int chan_pair(int ret[2]);

/** chan_send() - send @m with @n (0..CHAN_FDS_MAX) descriptors, which stay the caller's.
 *  Return: 0 or negative errno; -EAGAIN when the other side does not read */
int chan_send(int fd, const struct chan_msg *m, const int *fds, unsigned n);

/** chan_recv() - receive one message, without waiting. @fds gets what came with it, the rest -1;
 * they are the caller's to close. A message of another size is -EPROTO, its descriptors are closed.
 *  Return: number of descriptors, or negative errno; -EAGAIN nothing there, -EPIPE peer gone */
int chan_recv(int fd, struct chan_msg *ret, int fds[static CHAN_FDS_MAX]);

#endif
