/* SPDX-License-Identifier: MIT
 * PID 1: a straight start, then one poll loop that nothing may leave or hold up. */
#include "init/pid1.h"

#include "init/address.h"
#include "init/bond.h"
#include "init/boot.h"
#include "init/console.h"
#include "init/early.h"
#include "init/fallback.h"
#include "init/firmware.h"
#include "init/identity.h"
#include "init/kexec/kexec.h"
#include "init/kexec/precheck.h"
#include "init/link.h"
#include "init/menu/input.h"
#include "init/menu/notes.h"
#include "init/menu/recv.h"
#include "init/menu/request.h"
#include "init/modules.h"
#include "init/options.h"
#include "init/power.h"
#include "init/local.h"
#include "init/shell.h"
#include "init/stages.h"
#include "init/supervise.h"
#include "lib/sysfile.h"
#include "init/sysvalue.h"
#include "init/znets.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/random.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKER_ROOT "/empty"
#define CONF_FILE   "/etc/pxehop.conf"
#define FLUSH_MS    500
#define STATUS_MS   60000
#define NET	    "/sys/class/net"
#define POLL_MAX    (CONSOLE_MAX + 8)
#define KEYS_MAX    64
#define VLANS_MAX   8
#define SHELL_KEY   's'

struct pid1 {
	struct options options;
	struct identity identity;
	struct supervise sup;
	struct boot boot;
	const struct boot_parts *parts; /* to be loaded when the shell has ended; else NULL */
	pid_t shell;			/* 0 = none */
	bool shell_asked;		/* the worker waits for its end */
	bool keys_wanted;		/* CHAN_KEYS */
	unsigned last_seat;		/* the console where a key was pressed last */
	unsigned shell_console;
	int signals;
	bool cannot_boot;
	uint64_t status_at;
	uint64_t began;	    /* when it was started */
	uint64_t load_from; /* when loading began */
	struct stages stages;
	struct fallback fallback;
	struct znets znets;
	/* of iPXE scripts: names, interfaces below, numbers */
	char vlan[VLANS_MAX + 1][CHAN_IFNAME_MAX];
	unsigned vlan_on[VLANS_MAX], vlans;
	uint16_t vlan_tag[VLANS_MAX];
	bool downloading; /* the worker shows a line of progress */
	char cannot[256];
};

static struct pid1 pid1;
static struct menu menu;

/* --- what the worker asks for ----------------------------------------------------------------- */

static void pid1_log(void *ctx, enum log_level level, const char *text)
{
	(void)ctx;
	log_at(level, "%s", text);
}

/* On a screen the log waits behind the menu; warnings and errors are shown in the menu as well. */
static void to_consoles(enum log_level level, const char *line)
{
	console_log(level, line);
	if (level <= LOG_WARN)
		menu_warn(&menu, line);
}

static void update_menu(void)
{
	bool line_mode;

	for (unsigned i = 0; console_mode(i, &line_mode) && i < MENU_SEATS; i++)
		menu.seat[i].line_mode = line_mode;
	console_menu(menu_shown(&menu) ? &menu : NULL);
	menu.width = console_width(&menu.utf8);
}

static void shell_for_worker(struct pid1 *p);

static const char *pid1_menu(void *ctx, const struct chan_msg *m)
{
	struct pid1 *p = ctx;
	const char *wrong;

	if (m->kind == CHAN_KEYS) {
		p->keys_wanted = m->u.wanted;
		return NULL;
	}
	if (m->kind == CHAN_SHELL) {
		shell_for_worker(p);
		return NULL;
	}
	wrong = menu_recv(&menu, m, clock_ms());
	update_menu();
	return wrong;
}

static void drop_menu(const char *why)
{
	bool shown = menu_shown(&menu);

	menu_drop(&menu);
	update_menu();
	if (shown)
		log_info("the menu is gone: %s", why);
}

static void pid1_progress(void *ctx, const char *text)
{
	struct pid1 *p = ctx;

	p->downloading = text[0];
	console_progress(text);
}

static int pid1_addr_set(void *ctx, unsigned ifindex, const struct chan_addr *a)
{
	(void)ctx;
	return address_apply((int)ifindex, a);
}

static int pid1_addr6_set(void *ctx, unsigned ifindex, const struct chan_addr6 *a)
{
	(void)ctx;
	return address_apply6((int)ifindex, a);
}

static void pid1_addr_gone(void *ctx, unsigned ifindex)
{
	(void)ctx;
	address_drop((int)ifindex);
}

/* As vlan= names one. One of that name is the same one, or somebody else's, which stays as it is. */
static int pid1_vlan(void *ctx, unsigned ifindex, const char *parent, uint16_t tag)
{
	struct pid1 *p = ctx;
	char *name = p->vlan[p->vlans];
	struct str s;
	int err;

	for (unsigned i = 0; i < p->vlans; i++)
		if (p->vlan_on[i] == ifindex && p->vlan_tag[i] == tag)
			return 0;
	if (p->vlans == VLANS_MAX)
		return -ENOSPC;
	s = str_of(name, sizeof p->vlan[0]);
	str_fmt(&s, "%s.%u", parent, tag);
	if (s.cut)
		return -ENAMETOOLONG;
	modules_load("8021q");
	err = link_vlan_add((int)ifindex, tag, name);
	if (err)
		return err;
	p->vlan_on[p->vlans] = ifindex;
	p->vlan_tag[p->vlans++] = tag;
	return 0;
}

static int pid1_clock_set(void *ctx, uint64_t ms)
{
	struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000 * 1000000)};

	(void)ctx;
	return clock_settime(CLOCK_REALTIME, &t) < 0 ? -errno : 0;
}

static int pid1_received(void *ctx, unsigned ifindex, uint64_t *ret)
{
	(void)ctx;
	return link_received((int)ifindex, ret);
}

/* The carrier that goes and comes is reported by link_step(). */
static void pid1_relink(void *ctx, unsigned ifindex, const char *name)
{
	int err = link_down((int)ifindex);

	(void)ctx;
	log_warn("%s: nothing comes in at all, switching it off and on", name);
	if (!err)
		err = link_up((int)ifindex);
	if (err)
		log_err("%s: cannot be switched off and on: %s", name, error_str(-err));
}

static void jump_failed(struct pid1 *p, const char *why)
{
	/* a worker logs it itself, together with the time of the next try */
	if (supervise_fd(&p->sup) < 0)
		log_err("boot: %s", why);
	p->boot.state = BOOT_IDLE;
	stages_clear(&p->stages);
	supervise_boot_failed(&p->sup, why);
}

static void load_parts(struct pid1 *p)
{
	log_info("checking and loading what was downloaded");
	console_progress("");
	p->load_from = clock_ms();
	boot_load(&p->boot, p->parts, p->load_from);
	p->parts = NULL;
	if (p->boot.state == BOOT_FAILED)
		jump_failed(p, p->boot.text);
}

static void pid1_stage(void *ctx, const struct chan_stage *stage)
{
	struct pid1 *p = ctx;

	stages_add(&p->stages, stage);
}

static void pid1_boot(void *ctx, const struct boot_parts *parts)
{
	struct pid1 *p = ctx;

	p->parts = parts;
	if (p->shell)
		log_info("all is downloaded; it starts when the shell on %s ends",
			 console_path(p->shell_console));
	else
		load_parts(p);
}

/* The console lent to the shell is borrowed back, so that the person there sees why. */
static void end_run(struct pid1 *p, enum power_end how, const char *why)
{
	int err;

	menu_drop(&menu);
	update_menu();
	log_info("%s", why);
	if (p->shell)
		console_return(p->shell_console, clock_ms());
	console_flush(FLUSH_MS);
	if (p->shell)
		console_lend(p->shell_console);
	err = power_end(how);
	log_err("the kernel refused: %s, going on", error_str(-err));
}

static void pid1_reboot(void *ctx, const char *why)
{
	struct pid1 *p = ctx;

	end_run(p, POWER_REBOOT, why);
	supervise_boot_failed(&p->sup, "the kernel refused to reboot");
}

static void pid1_poweroff(void *ctx, const char *why)
{
	struct pid1 *p = ctx;

	end_run(p, POWER_OFF, why);
	supervise_boot_failed(&p->sup, "this machine cannot be switched off from here");
}

static void pid1_localboot(void *ctx, int disk, const char *why)
{
	struct pid1 *p = ctx;
	const char *refused = local_prepare(disk, p->options.disk, p->options.n_disk);
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);

	if (refused) {
		str_fmt(&text, "LOCALBOOT: %s", refused);
		supervise_boot_failed(&p->sup, line);
		return;
	}
	pid1_reboot(ctx, why);
}

const struct supervise_ops pid1_ops = {
	.log = pid1_log,
	.progress = pid1_progress,
	.stage = pid1_stage,
	.addr_set = pid1_addr_set,
	.addr6_set = pid1_addr6_set,
	.addr_gone = pid1_addr_gone,
	.vlan = pid1_vlan,
	.clock_set = pid1_clock_set,
	.relink = pid1_relink,
	.received = pid1_received,
	.boot = pid1_boot,
	.reboot = pid1_reboot,
	.menu = pid1_menu,
	.poweroff = pid1_poweroff,
	.localboot = pid1_localboot,
};

/* --- links ------------------------------------------------------------------------------------ */

static bool wanted(const struct pid1 *p, const struct link *l)
{
	const struct options *o = &p->options;

	for (unsigned i = 0; i < p->vlans; i++)
		if (strcmp(p->vlan[i], l->name) == 0)
			return true;
	if (o->if_by_mac)
		return l->mac_len == 6 && memcmp(l->mac, o->if_mac, 6) == 0;
	if (o->ifname[0])
		return strcmp(o->ifname, l->name) == 0;
	return !o->n_ip || options_ip_of(o, l->name);
}

static void vlans_of(const struct pid1 *p, const struct link *parent)
{
	for (unsigned i = 0; i < p->options.n_vlan; i++) {
		const struct options_vlan *v = &p->options.vlan[i];
		int err;

		if (strcmp(v->parent, parent->name) != 0)
			continue;
		modules_load("8021q");
		err = link_vlan_add(parent->ifindex, v->id, v->name);
		if (err)
			log_err("%s: VLAN %u on %s: %s, not used", v->name, v->id, parent->name,
				error_str(-err));
	}
}

static void fixed_of(const struct options *o, const char *name, struct chan_static *f)
{
	const struct options_ip *ip = options_ip_of(o, name);
	unsigned n = 0;

	if (!ip)
		return;
	f->off = ip->mode == OPTIONS_IP_OFF;
	f->used = ip->mode == OPTIONS_IP_STATIC;
	f->addr = ip->client;
	f->prefix_len = ip->prefix_len;
	f->gateway = ip->gateway;
	f->server = ip->server;
	f->six = ip->six;
	for (unsigned i = 0; i < 2; i++)
		if (netaddr_is_set(&ip->dns[i]))
			f->dns[n++] = ip->dns[i];
	for (unsigned i = 0; i < OPTIONS_DNS && n < CHAN_DNS_MAX; i++)
		if (netaddr_is_set(&o->dns[i]))
			f->dns[n++] = o->dns[i];
	text_copy(f->host, sizeof f->host, view_of(ip->host));
}

static void send_link_to_worker(struct pid1 *p, const struct link *l)
{
	const struct options_bond *bond;
	const struct znet *znet;
	struct chan_link c;
	struct str words;
	int err;

	link_chan(l, &c);
	words = str_of(c.znet, sizeof c.znet);
	fixed_of(&p->options, l->name, &c.fixed);
	c.broadcast = znets_is_layer3(&p->znets, l->name);
	znet = znets_of(&p->znets, c.parent[0] ? c.parent : c.name);
	if (znet)
		znet_put(&words, znet);
	bond = options_bond_of(&p->options, c.parent[0] ? c.parent : c.name);
	if (bond)
		text_copy(c.bond, sizeof c.bond, view_of(bond->text));
	err = supervise_link(&p->sup, (unsigned)l->ifindex, &c);
	if (err)
		log_err("%s: not used: %s", l->name, error_str(-err));
}

/* A bond is shown by link_step() when it is up. */
static void make_bonds(struct pid1 *p)
{
	for (unsigned i = 0; i < p->options.n_bond; i++) {
		const struct options_bond *b = &p->options.bond[i];
		int index, err = 0;

		modules_load("bonding");
		index = bond_make(NET, b);
		if (index > 0 && b->mtu)
			err = link_mtu_set(index, b->mtu);
		if (err)
			log_err("%s: MTU %u: %s, left as it is", b->name, b->mtu, error_str(-err));
		err = index > 0 ? link_up(index) : index;
		if (err)
			log_err("bond=%s: %s, its members are used alone", b->name,
				error_str(-err));
		else
			log_info("%s: waiting for its members", b->name);
	}
}

/* Return: whether it is a member of a bond now, and used no more by itself */
static bool bonded(const struct pid1 *p, const struct link *l)
{
	const struct options_bond *b = options_bond_with(&p->options, l->name);
	int err;

	if (!b)
		return false;
	link_down(l->ifindex);
	err = bond_add(NET, b, l->name);
	if (err)
		log_err("%s: cannot be a member of %s: %s, used alone", l->name, b->name,
			error_str(-err));
	else
		log_info("%s: member of %s", l->name, b->name);
	return !err;
}

static void set_up_as_told(const struct pid1 *p, const struct link *l)
{
	const struct options_ip *ip = options_ip_of(&p->options, l->name);
	int err = 0;

	if (ip && ip->has_mac)
		err = link_mac_set(l->ifindex, ip->mac);
	if (err)
		log_err("%s: MAC address of ip=: %s, left as it is", l->name, error_str(-err));
	err = ip && ip->mtu ? link_mtu_set(l->ifindex, ip->mtu) : 0;
	if (err)
		log_err("%s: MTU %u: %s, left as it is", l->name, ip->mtu, error_str(-err));
	err = link_up(l->ifindex);
	if (err)
		log_err("%s: cannot be switched on: %s", l->name, error_str(-err));
}

/* ifname= names a device by its address; what is made of devices has the address of one of them. Whoever
 * writes ip=enc1000:dhcp means the device 0.0.1000, which the kernel calls eth0 until udev comes, and there is
 * none here. Return: whether @name has another name for it */
static bool has_other_name(const struct pid1 *p, const struct link *l, struct str *name)
{
	const char *told = l->driver[0] ? options_ifname_of(&p->options, l->mac) : NULL;

	if (told)
		str_puts(name, told);
	else if (!znets_name(&p->znets, l->name, name) || !options_name(&p->options, name->p))
		return false;
	return strcmp(name->p, l->name) != 0;
}

/* Return: the link by the name it has then */
static struct link renamed(const struct pid1 *p, const struct link *l)
{
	struct link now = *l;
	char name[OPTIONS_IFNAME];
	struct str s = str_of(name, sizeof name);
	int err;

	if (!has_other_name(p, l, &s))
		return now;
	if (l->up)
		link_down(l->ifindex);
	err = link_rename(l->ifindex, name);
	if (err)
		log_err("%s: cannot be called %s: %s", l->name, name, error_str(-err));
	else
		text_copy(now.name, sizeof now.name, view_of(name));
	return now;
}

static void link_came(struct pid1 *p, const struct link *l)
{
	if (bonded(p, l))
		return;
	set_up_as_told(p, l);
	vlans_of(p, l);
	if (!wanted(p, l))
		log_info("%s: not used, the command line names others", l->name);
	else
		send_link_to_worker(p, l);
}

static void pid1_link_event(void *ctx, enum link_event event, const struct link *l)
{
	struct pid1 *p = ctx;

	if (event == LINK_GONE) {
		supervise_link_gone(&p->sup, (unsigned)l->ifindex);
		return;
	}
	if (event == LINK_NEW) {
		struct link now = renamed(p, l);

		link_came(p, &now);
	} else if (wanted(p, l)) {
		send_link_to_worker(p, l);
	}
}

/* --- network, else disk ------------------------------------------------------------------------ */

static void start_fallback(struct pid1 *p, uint64_t now)
{
	uint32_t seconds = p->options.fallback_s;

	fallback_start(&p->fallback, seconds, now);
	if (seconds)
		log_info("the disk starts when the network has led nowhere for %u s", seconds);
}

static bool network_is_of_use(const struct pid1 *p)
{
	return p->downloading || p->shell || p->parts || p->boot.state != BOOT_IDLE ||
	       menu_shown(&menu);
}

static void count_down(const struct pid1 *p)
{
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);
	uint32_t left = p->fallback.said_s;

	if (left == FALLBACK_COUNTDOWN_S || left == p->options.fallback_s)
		log_warn("the network has led nowhere: the disk starts in %u s, any key stays here",
			 left);
	str_fmt(&text, "the disk starts in %u s, any key stays here", left);
	console_progress(line);
}

static void leave_for_disk(struct pid1 *p)
{
	const char *refused = local_prepare(-1, p->options.disk, p->options.n_disk);
	char line[CHAN_TEXT_MAX];
	struct str text = str_of(line, sizeof line);

	console_progress("");
	if (refused) {
		log_err("pxehop.fallback=: %s, the network is tried for %u s more", refused,
			p->options.fallback_s);
		return;
	}
	str_fmt(&text, "the network has led nowhere for %u s, starting the disk (pxehop.fallback=)",
		p->options.fallback_s);
	end_run(p, POWER_REBOOT, line);
}

static void fallback_step(struct pid1 *p, uint64_t now)
{
	switch (fallback_turn(&p->fallback, network_is_of_use(p), now)) {
	case FALLBACK_COUNT: count_down(p); break;
	case FALLBACK_PAUSED:
		if (!p->downloading)
			console_progress("");
		break;
	case FALLBACK_DISK: leave_for_disk(p); break;
	case FALLBACK_WAIT: break;
	}
}

/* --- children --------------------------------------------------------------------------------- */

static void jump_into_kernel(struct pid1 *p)
{
	int err;

	uint64_t now = clock_ms();

	log_info("loaded: %s", p->boot.text);
	stages_add_own(&p->stages, CHAN_STAGE_LOAD, stages_end(&p->stages, p->load_from), now);
	stages_add_own(&p->stages, CHAN_STAGE_JUMP, now, now);
	stages_log(&p->stages);
	log_info("jumping into the new kernel");
	console_flush(FLUSH_MS);
	err = boot_jump();
	jump_failed(p, error_str(-err));
}

static void loader_ended(struct pid1 *p)
{
	if (p->boot.state == BOOT_LOADED)
		jump_into_kernel(p);
	else if (p->boot.state == BOOT_FAILED)
		jump_failed(p, p->boot.text);
}

static void tell_shell_ended(struct pid1 *p, int err)
{
	static struct chan_msg m;

	m.kind = CHAN_SHELL_ENDED;
	m.u.result.err = err;
	p->shell_asked = false;
	supervise_send(&p->sup, &m);
}

static void shell_ended(struct pid1 *p, uint64_t now)
{
	p->shell = 0;
	console_return(p->shell_console, now);
	log_info("the shell has ended, going on");
	if (p->shell_asked)
		tell_shell_ended(p, 0);
	if (p->parts)
		load_parts(p);
}

static void reap(struct pid1 *p, uint64_t now)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (supervise_reaped(&p->sup, pid, status, now)) {
			/* its parts went with it, and its menu */
			p->parts = NULL;
			p->downloading = false;
			stages_clear(&p->stages);
			p->keys_wanted = p->shell_asked = false;
			drop_menu("the worker has ended");
		} else if (boot_reaped(&p->boot, pid, status)) {
			loader_ended(p);
		} else if (pid == p->shell) {
			shell_ended(p, now);
		}
	}
}

static void read_signals(struct pid1 *p, uint64_t now)
{
	struct signalfd_siginfo s;

	while (read(p->signals, &s, sizeof s) == (ssize_t)sizeof s) {
		switch (s.ssi_signo) {
		case SIGTERM:
		case SIGINT: end_run(p, POWER_REBOOT, "told to reboot"); break;
		case SIGUSR1: end_run(p, POWER_HALT, "told to halt"); break;
		case SIGUSR2: end_run(p, POWER_OFF, "told to power off"); break;
		default: break;
		}
	}
	reap(p, now);
}

static void start_shell(struct pid1 *p, unsigned which, uint64_t now)
{
	pid_t pid;

	if (p->shell || !p->options.shell)
		return;
	log_info("rescue shell on %s; \"exit\" goes on with the boot", console_path(which));
	console_flush(FLUSH_MS);
	console_lend(which);
	pid = shell_start(console_path(which), console_knows_utf8(which));
	if (pid > 0) {
		p->shell = pid;
		p->shell_console = which;
		return;
	}
	console_return(which, now);
	log_err("no rescue shell: %s", error_str((int)-pid));
}

static void shell_for_worker(struct pid1 *p)
{
	start_shell(p, p->last_seat, clock_ms());
	p->shell_asked = p->shell != 0;
	if (!p->shell)
		tell_shell_ended(p, p->options.shell ? -ENOENT : -EPERM);
}

static void note_key(struct chan_keys *k, uint8_t byte)
{
	if (k->n < CHAN_KEYS_MAX)
		k->byte[k->n++] = byte;
}

/* Without a menu any key but the shell's is CHAN_TOUCHED, sent once for all keys of one read. */
static void read_console_keys(struct pid1 *p, uint64_t now)
{
	static struct chan_msg touched; /* static for its size */
	struct console_key keys[KEYS_MAX];
	unsigned n = console_input(keys, KEYS_MAX, now);
	bool touch = false;

	if (n && fallback_key(&p->fallback)) {
		console_progress("");
		log_info("a key was pressed: the disk does not start, the network is tried on");
	}

	touched.u.keys = (struct chan_keys){0};
	for (unsigned i = 0; i < n; i++) {
		p->last_seat = keys[i].which;
		if (menu_shown(&menu)) {
			menu_input_byte(&menu, keys[i].which, keys[i].byte, now);
		} else if (keys[i].byte == SHELL_KEY && !p->keys_wanted) {
			start_shell(p, keys[i].which, now);
		} else {
			touch = true;
			note_key(&touched.u.keys, keys[i].byte);
		}
	}
	touched.kind = CHAN_TOUCHED;
	if (touch && !p->shell)
		supervise_send(&p->sup, &touched);
}

static void menu_step(struct pid1 *p, uint64_t now)
{
	static struct chan_msg m;
	unsigned which = CONSOLE_MAX;

	menu_input_tick(&menu, now);
	while (menu_request_next(&menu, &m))
		supervise_send(&p->sup, &m);
	if (menu_input_shell(&menu, &which) && !p->options.shell)
		menu_note(&menu, MENU_NOTE_NO_SHELL);
	else if (which < CONSOLE_MAX)
		start_shell(p, which, now);
	memset(&m, 0, sizeof m); /* it may have held a password */
}

/* --- start ------------------------------------------------------------------------------------ */

static void read_options(struct options *o)
{
	static char text[65536];

	options_init(o);
	if (sysfile_read(CONF_FILE, text, sizeof text) > 0)
		options_conf(o, view_of(text));
	if (sysfile_read("/proc/cmdline", text, sizeof text) > 0)
		options_cmdline(o, view_of(text));
}

/* By the loader's own rule, so that nothing is downloaded that it would refuse; 0 = not known, so
 * a machine with nothing to spare says 1. */
static uint64_t payload_room(void)
{
	static struct ram ram;
	uint64_t most;

	if (kexec_ram_read(&ram))
		return 0;
	most = layout_budget(&ram);
	return most ? most : 1;
}

static void setup_of(const struct pid1 *p, struct chan_setup *s)
{
	const struct options *o = &p->options;

	memset(s, 0, sizeof *s);
	s->arch = o->arch == OPTIONS_UNSET ? p->identity.arch : (uint16_t)o->arch;
	s->has_uuid = p->identity.has_uuid;
	memcpy(s->uuid, p->identity.uuid, sizeof s->uuid);
	s->debug = o->debug;
	s->sandbox = o->sandbox;
	s->report = o->report;
	s->expand = o->expand;
	s->handover = (uint8_t)o->handover;
	if (o->ipxe_given)
		s->ipxe = o->ipxe ? CHAN_IPXE_ALWAYS : CHAN_IPXE_NEVER;
	_Static_assert(sizeof s->class == sizeof o->class, "what is given fits");
	memcpy(s->class, o->class, sizeof s->class);
	memcpy(s->user_class, o->user_class, sizeof s->user_class);
	s->firmware_ms = firmware_ms();
	s->init_ms = p->began;
	s->drivers_ms = clock_ms();
	s->dhcp = o->dhcp;
	s->start_jitter_ms = options_start_jitter_ms(o);
	s->timeout_s = o->timeout_s;
	s->loadparm = p->identity.loadparm;
	s->max_payload = payload_room();
	text_copy(s->server, sizeof s->server, view_of(o->server));
	text_copy(s->url, sizeof s->url, view_of(o->url));
	text_copy(s->proxy, sizeof s->proxy, view_of(o->proxy));
	text_copy(s->mirrors, sizeof s->mirrors, view_of(o->mirrors));
	text_copy(s->config, sizeof s->config, view_of(o->config));
	text_copy(s->prefix, sizeof s->prefix, view_of(o->prefix));
}

/* Disks that the operator gave the machine are as good as those of rd.zfcp=. */
static void start_znets(struct pid1 *p, uint64_t now)
{
	static const struct znets_paths paths = {.sys = "/sys", .ignore = "/proc/cio_ignore"};
	struct options *o = &p->options;

	znets_start(&p->znets, o, &paths, now);
	for (unsigned i = 0; o->zdev && i < p->znets.zdev.n_disk && o->n_disk < OPTIONS_DISKS; i++)
		o->disk[o->n_disk++] = p->znets.zdev.disk[i];
}

static void log_option_warnings(const struct options *o)
{
	for (unsigned i = 0; i < o->n_warning; i++)
		log_at(o->is_error[i] ? LOG_ERR : LOG_WARN, "%s", o->warning[i]);
	if (o->n_unsaid)
		log_warn("%u more warnings about the command line", o->n_unsaid);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void pid1_start(struct pid1 *p, uint64_t now)
{
	static struct chan_setup setup;
	int err;

	p->began = now;
	log_set(to_consoles, LOG_INFO);
	early_run();
	read_options(&p->options);
	log_set(to_consoles, p->options.debug ? LOG_DEBUG : LOG_INFO);
	early_printk(p->options.debug);
	console_open(&p->options, now);
	identity_read(&p->identity);
	log_info("pxehop %s on %s%s%s", PXEHOP_VERSION, p->identity.arch_name,
		 p->identity.machine[0] ? ", " : "", p->identity.machine);
	log_option_warnings(&p->options);
	start_fallback(p, now);
	if (p->options.shell && shell_there() == 0)
		log_info("press %c for a rescue shell", SHELL_KEY);
	p->signals = open_signals();
	boot_init(&p->boot, p->options.sandbox ? WORKER_ROOT : NULL);
	modules_start();
	setup_of(p, &setup);
	supervise_init(&p->sup, &pid1_ops, p, &setup, WORKER_ROOT, random_seed(now));
	supervise_system(&p->sup, sysvalue_read());
	p->cannot_boot = kexec_ready(p->cannot, sizeof p->cannot) != 0;
	if (!p->cannot_boot)
		supervise_start(&p->sup, now);
	err = link_open();
	if (err)
		log_err("network interfaces cannot be seen: %s", error_str(-err));
	make_bonds(p);
	start_znets(p, now);
}

/* --- the loop --------------------------------------------------------------------------------- */

static unsigned add_pollfd(struct pollfd *fds, unsigned n, int fd)
{
	if (fd < 0)
		return n;
	fds[n] = (struct pollfd){.fd = fd, .events = POLLIN};
	return n + 1;
}

static void pid1_poll(struct pid1 *p)
{
	struct pollfd fds[POLL_MAX];
	uint64_t now = clock_ms(), at = p->status_at;
	unsigned n = console_fds(fds, CONSOLE_MAX);

	n = add_pollfd(fds, n, p->signals);
	n = add_pollfd(fds, n, modules_fd());
	n = add_pollfd(fds, n, link_fd());
	n = add_pollfd(fds, n, supervise_fd(&p->sup));
	n = add_pollfd(fds, n, boot_fd(&p->boot));
	at = clock_min(at, console_deadline());
	at = clock_min(at, supervise_deadline(&p->sup));
	at = clock_min(at, boot_deadline(&p->boot));
	at = clock_min(at, menu_input_deadline(&menu, now));
	at = clock_min(at, fallback_deadline(&p->fallback));
	at = clock_min(at, znets_deadline(&p->znets));
	poll(fds, n, clock_wait(now, at));
}

/* The worker logs its own status; without a worker PID 1 logs why there is none. */
static void log_waiting_status(struct pid1 *p, uint64_t now)
{
	if (now < p->status_at)
		return;
	p->status_at = now + STATUS_MS;
	if (p->cannot_boot)
		log_err("kexec: %s; nothing can be booted from here", p->cannot);
}

static void pid1_turn(struct pid1 *p)
{
	uint64_t now;

	pid1_poll(p);
	now = clock_ms();
	read_signals(p, now);
	modules_step();
	znets_step(&p->znets, modules_load, now);
	link_step(pid1_link_event, p);
	supervise_step(&p->sup, now);
	boot_step(&p->boot, now);
	read_console_keys(p, now);
	menu_step(p, now);
	fallback_step(p, now);
	log_waiting_status(p, now);
	console_step(now);
}

int init_main(void)
{
	if (getpid() != 1) {
		log_program("init");
		log_err("this is a boot loader's first process; on a running system use pxe and "
			"dhcp");
		return 2;
	}
	pid1_start(&pid1, clock_ms());
	for (;;)
		pid1_turn(&pid1);
}
