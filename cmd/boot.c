/* SPDX-License-Identifier: MIT */
#include "pxe/fetch/fetch.h"
#include "cmd/cmd.h"

#include "dhcp/request.h"
#include "init/address.h"
#include "init/kexec/ram.h"
#include "init/link.h"
#include "init/supervise.h"
#include "lib/cli.h"
#include "lib/clock.h"
#include "lib/columns.h"
#include "lib/json.h"
#include "lib/locale.h"
#include "lib/log.h"
#include "lib/netaddr.h"
#include "lib/print.h"
#include "lib/random.h"
#include "lib/hash.h"
#include "lib/sysfile.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES_MAX     (1 + 32 + 1 + 32)
#define TIMEOUT_S     120
#define ADDR_S	      600 /* lifetime: the kernel removes an address that a killed dry run left */
#define STEP_MS	      50
#define CMDLINE_MAX   65536
#define PROGRESS_COLS 78

struct dry_run {
	bool json, dry_run;
	char ifname[CHAN_IFNAME_MAX];
	const char *cacert, *pin; /* NULL = the usual */
	uint32_t timeout_s, arch;
	uint32_t memory_kib; /* 0 = not given */
	uint32_t ipxe;	     /* where ipxe_given is set */
	bool ipxe_given;
	struct chan_setup setup;
	struct chan_system system;
	struct supervise sup;
	int ifindex;
	struct chan_addr addr; /* as leased; addr 0 = none yet */
	bool addr_set;	       /* by us: to be taken off again */
	bool addr6_set;	       /* likewise */
	struct chan_addr6 addr6;
	struct chan_file file[FILES_MAX];
	unsigned files;
	const struct boot_parts *parts; /* not NULL = done */
	bool failed;			/* the one round of --once has */
	bool progress_shown;
};

static struct dry_run run;
static volatile sig_atomic_t end_signal; /* which asked for the end; 0 = none */

/* --- playing PID 1 ---------------------------------------------------------------------------- */

static void end_progress(struct dry_run *r)
{
	if (r->progress_shown)
		fprintf(stderr, "\r%*s\r", PROGRESS_COLS, "");
	r->progress_shown = false;
}

static void dry_log(void *ctx, enum log_level level, const char *text)
{
	end_progress(ctx);
	log_at(level, "%s", text);
}

static void dry_progress(void *ctx, const char *text)
{
	struct dry_run *r = ctx;
	char shown[4 * CHAN_TEXT_MAX];
	struct str s = str_of(shown, sizeof shown);

	if (!isatty(STDERR_FILENO))
		return;
	if (text[0]) {
		columns_put(&s, view_of(text), locale_is_utf8(), PROGRESS_COLS);
		fprintf(stderr, "\r%*s\r%s", PROGRESS_COLS, "", shown);
		r->progress_shown = true;
	} else {
		end_progress(r);
	}
}

static void dry_file(void *ctx, const struct chan_file *file)
{
	struct dry_run *r = ctx;

	if (file->which == CHAN_KERNEL)
		r->files = 0;
	if (r->files < FILES_MAX)
		r->file[r->files++] = *file;
}

static bool is_address(const struct sockaddr *sa, const struct netaddr *addr)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct netaddr is = {{0}};

	if (sa && sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof in);
		is = netaddr_ip4(ntohl(in.sin_addr.s_addr));
	} else if (sa && sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof in6);
		memcpy(is.b, &in6.sin6_addr, sizeof is.b);
	}
	return netaddr_eq(&is, addr);
}

static bool has_address(const char *ifname, const struct netaddr *addr)
{
	struct ifaddrs *all, *i;
	bool found = false;

	if (getifaddrs(&all) < 0)
		return false;
	for (i = all; i && !found; i = i->ifa_next)
		found = strcmp(i->ifa_name, ifname) == 0 && is_address(i->ifa_addr, addr);
	freeifaddrs(all);
	return found;
}

static void take_address_off(struct dry_run *r)
{
	if (r->addr_set)
		link_addr_del(r->ifindex, r->addr.addr, r->addr.prefix_len);
	r->addr_set = false;
}

static void take_address6_off(struct dry_run *r)
{
	if (r->addr6_set)
		link_addr6_del(r->ifindex, r->addr6.addr, r->addr6.prefix_len);
	r->addr6_set = false;
}

/* An address that is there already is the workstation's, and stays. */
static int dry_addr6_set(void *ctx, unsigned ifindex, const struct chan_addr6 *a)
{
	struct dry_run *r = ctx;
	struct netaddr addr;
	int err;

	memcpy(addr.b, a->addr, sizeof addr.b);
	if (r->addr6_set && memcmp(r->addr6.addr, a->addr, sizeof a->addr) != 0)
		take_address6_off(r);
	r->addr6 = *a;
	if (r->addr6_set || has_address(r->ifname, &addr))
		return 0;
	err = link_addr6_set((int)ifindex, a->addr, a->prefix_len, ADDR_S);
	r->addr6_set = !err;
	return err;
}

/* As PID 1 does, unless the address is there: then it and its routes are the workstation's. The
 * routes prefer the address as their source, and the kernel drops them together with it. */
static int dry_addr_set(void *ctx, unsigned ifindex, const struct chan_addr *a)
{
	struct dry_run *r = ctx;
	const struct netaddr addr = netaddr_ip4(a->addr);
	int err;

	if (r->addr_set && r->addr.addr != a->addr)
		take_address_off(r);
	r->addr = *a;
	if (has_address(r->ifname, &addr))
		return 0;
	err = link_addr_set((int)ifindex, a->addr, a->prefix_len, 0, ADDR_S);
	r->addr_set = !err;
	if (!err)
		address_routes((int)ifindex, a);
	return err;
}

static void dry_addr_gone(void *ctx, unsigned ifindex)
{
	(void)ifindex;
	take_address_off(ctx);
}

static int dry_vlan(void *ctx, unsigned ifindex, const char *parent, uint16_t tag)
{
	(void)ctx;
	(void)ifindex;
	(void)parent;
	(void)tag;
	return -EPERM;
}

static int dry_clock_set(void *ctx, uint64_t ms)
{
	(void)ms;
	end_progress(ctx);
	log_info("this machine's clock is left as it is");
	return 0;
}

static void dry_boot(void *ctx, const struct boot_parts *parts)
{
	struct dry_run *r = ctx;

	r->parts = parts;
}

static void dry_reboot(void *ctx, const char *why)
{
	struct dry_run *r = ctx;

	if (r->setup.once) {
		log_err("%s", why);
		r->failed = true;
		return;
	}
	log_warn("%s; this dry run goes on", why);
	supervise_boot_failed(&r->sup, why);
}

static void dry_poweroff(void *ctx, const char *why)
{
	struct dry_run *r = ctx;

	supervise_boot_failed(&r->sup, why);
}

static void dry_localboot(void *ctx, int disk, const char *why)
{
	(void)disk;
	dry_poweroff(ctx, why);
}

const struct supervise_ops cmd_boot_ops = {
	.log = dry_log,
	.progress = dry_progress,
	.file = dry_file,
	.addr_set = dry_addr_set,
	.addr6_set = dry_addr6_set,
	.addr_gone = dry_addr_gone,
	.vlan = dry_vlan,
	.clock_set = dry_clock_set,
	.boot = dry_boot,
	.reboot = dry_reboot,
	.poweroff = dry_poweroff,
	.localboot = dry_localboot,
};

static void dry_link_event(void *ctx, enum link_event event, const struct link *l)
{
	struct dry_run *r = ctx;
	struct chan_link c;
	int err;

	if (strcmp(l->name, r->ifname) != 0)
		return;
	if (event == LINK_GONE) {
		supervise_link_gone(&r->sup, (unsigned)l->ifindex);
		return;
	}
	r->ifindex = l->ifindex;
	link_chan(l, &c);
	c.max_mtu = 0; /* the MTU is not ours to change */
	if (event == LINK_NEW && !l->up)
		link_up(l->ifindex);
	err = supervise_link(&r->sup, (unsigned)l->ifindex, &c);
	if (err)
		log_err("%s: %s", l->name, strerror(-err));
}

static void dry_turn(struct dry_run *r)
{
	struct pollfd fds[2] = {{.fd = link_fd(), .events = POLLIN},
				{.fd = supervise_fd(&r->sup), .events = POLLIN}};
	uint64_t now;
	int status;
	pid_t pid;

	poll(fds, 2, STEP_MS);
	now = clock_ms();
	link_step(dry_link_event, r);
	supervise_step(&r->sup, now);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		supervise_reaped(&r->sup, pid, status, now);
}

/* --- the report ------------------------------------------------------------------------------- */

static const char *part_name(uint32_t which)
{
	static const char names[CHAN_PARTS][8] = {"kernel", "initrd", "cmdline", "dtb", "overlay"};

	return names[which];
}

static bool part_sha256(int fd, uint64_t offset, uint64_t size, char hex[2 * SHA256_LEN + 1])
{
	static uint8_t buf[65536];
	uint8_t digest[SHA256_LEN];
	struct str text = str_of(hex, 2 * SHA256_LEN + 1);
	struct hash s;

	hash_start(&s, HASH_SHA256);
	while (size) {
		size_t want = size < sizeof buf ? (size_t)size : sizeof buf;
		ssize_t n = pread(fd, buf, want, (off_t)offset);

		if (n <= 0)
			return false;
		hash_add(&s, buf, (size_t)n);
		offset += (uint64_t)n;
		size -= (uint64_t)n;
	}
	hash_end(&s, digest);
	str_hex(&text, digest, sizeof digest, 0);
	return true;
}

static const char *cmdline_of(const struct boot_parts *p)
{
	static char text[CMDLINE_MAX];
	uint64_t size = p->size[CHAN_CMDLINE];

	if (size >= sizeof text ||
	    pread(p->fd[CHAN_CMDLINE], text, (size_t)size, 0) != (ssize_t)size)
		return "";
	return text;
}

static void report_json(const struct dry_run *r)
{
	struct json j = json_open(stdout);
	char hex[2 * SHA256_LEN + 1];

	json_object(&j);
	json_str(json_key(&j, "interface"), r->ifname);
	json_ip4(json_key(&j, "address"), r->addr.addr);
	json_str(json_key(&j, "cmdline"), cmdline_of(r->parts));
	json_array(json_key(&j, "files"));
	for (unsigned i = 0; i < r->files; i++) {
		const struct chan_file *f = &r->file[i];

		if (!part_sha256(r->parts->fd[f->which], f->offset, f->size, hex))
			continue;
		json_object(&j);
		json_str(json_key(&j, "part"), part_name(f->which));
		json_str(json_key(&j, "url"), f->name);
		json_u64(json_key(&j, "offset"), f->offset);
		json_u64(json_key(&j, "bytes"), f->size);
		json_str(json_key(&j, "sha256"), hex);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	fputc('\n', stdout);
}

static void print_file(const struct chan_file *f, const char *sha256)
{
	printf("%-8s ", part_name(f->which));
	print_shown(stdout, f->name);
	printf("\n         %llu bytes, sha256 %s\n", (unsigned long long)f->size, sha256);
}

static void report_text(const struct dry_run *r)
{
	char hex[2 * SHA256_LEN + 1];

	for (unsigned i = 0; i < r->files; i++) {
		const struct chan_file *f = &r->file[i];

		if (part_sha256(r->parts->fd[f->which], f->offset, f->size, hex))
			print_file(f, hex);
	}
	fputs("cmdline  ", stdout);
	print_outside(stdout, view_of(cmdline_of(r->parts)));
	putchar('\n');
}

/* --- the command ------------------------------------------------------------------------------ */

static const char usage[] =
	"usage: pxe boot --dry-run -i IFACE [OPTIONS]\n"
	"Lease, lookup, configuration, download and checks as the loader does them, without\n"
	"the jump; prints what would be booted. Needs root for its DHCP socket.\n"
	"  -i, --interface IFACE  boot from this interface\n"
	"      --json             print JSON\n"
	"      --server HOST      TFTP server, in place of what DHCP says\n"
	"      --url URL          configuration file\n"
	"      --config NAME      configuration file, relative to the boot file's directory\n"
	"      --prefix PREFIX    what names are relative to, like DHCP option 210\n"
	"      --proxy HOST:PORT  for http and https\n"
	"      --mirror URL       in place of the prefix when its server is lost; "
	"repeatable\n"
	"      --cacert FILE      trust these CAs for https (PEM)\n"
	"      --pin KEYS         trust these public keys for https (sha256//BASE64)\n"
	"      --arch N           DHCP option 93; 31 = s390x, the default on a workstation\n"
	"      --ipxe 0|1         ask DHCP as iPXE does: never, or from the start\n"
	"      --class TEXT       DHCP option 60, in place of PXEClient and HTTPClient\n"
	"      --user-class TEXT  DHCP option 77\n"
	"      --uuid UUID        DHCP option 97 and SYSUUID=\n"
	"      --memory KIB       what kernel and initrds may need together\n"
	"                         (half of what is free)\n"
	"      --compatible LIST  a device tree's, blanks between: FDT words count\n"
	"      --once             try once: a failure is the end, with exit status 1\n"
	"      --timeout S        give up after so many seconds (120)\n"
	"      --no-sandbox       leave the worker unconfined\n"
	"      --debug            say more\n";

static bool add_mirror(const struct cli_option *o, const char *value)
{
	char *mirrors = run.setup.mirrors;
	size_t have = strlen(mirrors);
	struct str all = str_of(mirrors + have, sizeof run.setup.mirrors - have);

	if (!pxe_url_escapes(view_of(value)))
		return cli_refuse(o, value, "a URL");
	str_puts(&all, value);
	str_putc(&all, ' ');
	return !all.cut || cli_refuse(o, value, "short enough for the list of mirrors");
}

/* An option that sets a text of the worker's settings. */
#define SETUP(member) .copy = run.setup.member, .size = sizeof run.setup.member

static const struct cli_option options[] = {
	{'i', "interface", CLI_COPY, .copy = run.ifname, .size = sizeof run.ifname, .needed = true},
	{0, "dry-run", CLI_ON, .flag = &run.dry_run, .needed = true},
	{0, "json", CLI_ON, .flag = &run.json},
	{0, "server", CLI_COPY, SETUP(server)},
	{0, "url", CLI_COPY, SETUP(url)},
	{0, "proxy", CLI_COPY, SETUP(proxy)},
	{0, "mirror", CLI_CALL, .call = add_mirror},
	{0, "cacert", CLI_TEXT, .text = &run.cacert},
	{0, "pin", CLI_TEXT, .text = &run.pin},
	{0, "config", CLI_COPY, SETUP(config)},
	{0, "prefix", CLI_COPY, SETUP(prefix)},
	{0, "arch", CLI_NUMBER, .number = &run.arch, .max = UINT16_MAX},
	{0, "ipxe", CLI_NUMBER, .number = &run.ipxe, .max = 1, .given = &run.ipxe_given},
	{0, "class", CLI_COPY, SETUP(class)},
	{0, "user-class", CLI_COPY, SETUP(user_class)},
	{0, "uuid", CLI_HEX, .hex = run.setup.uuid, .size = sizeof run.setup.uuid,
	 .given = &run.setup.has_uuid},
	{0, "memory", CLI_NUMBER, .number = &run.memory_kib, .min = 1, .max = UINT32_MAX},
	{0, "compatible", CLI_COPY, .copy = run.system.compatible,
	 .size = sizeof run.system.compatible, .given = &run.system.tree},
	{0, "timeout", CLI_NUMBER, .number = &run.timeout_s, .min = 1, .max = 86400},
	{0, "once", CLI_ON, .flag = &run.setup.once},
	{0, "no-sandbox", CLI_OFF, .flag = &run.setup.sandbox},
	{0, "debug", CLI_ON, .flag = &run.setup.debug},
	{0},
};

static void defaults(struct dry_run *r)
{
	r->timeout_s = TIMEOUT_S;
	r->arch = DHCP_ARCH_DEFAULT;
	r->setup.sandbox = true;
	r->setup.dhcp = true;
	r->setup.headless = true;
	r->setup.loadparm = CHAN_NO_LOADPARM;
	r->setup.timeout_s = UINT32_MAX;
}

static void note_end(int sig)
{
	end_signal = sig;
}

/* A signal that is ignored stays so. */
static void set_end_handler(void (*from)(int), void (*to)(int))
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction a;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		sigaction(ends[i], NULL, &a);
		if (a.sa_handler == from)
			signal(ends[i], to);
	}
}

/* PID 1 goes by its loader's rule, which needs the right to see addresses. 0 = not known */
static uint64_t memory_room(void)
{
	static struct ram ram;
	static char text[4096];

	if (sysfile_read("/proc/meminfo", text, sizeof text) < 0 ||
	    !ram_parse_meminfo(view_of(text), &ram))
		return 0;
	return ram.available / 2;
}

static int dry_run(struct dry_run *r, const char *root)
{
	uint64_t now = clock_ms(), end = now + (uint64_t)r->timeout_s * 1000;
	int err = link_open();

	if (err) {
		log_err("%s: %s", r->ifname, strerror(-err));
		return 1;
	}
	r->setup.arch = (uint16_t)r->arch;
	if (r->ipxe_given)
		r->setup.ipxe = r->ipxe ? CHAN_IPXE_ALWAYS : CHAN_IPXE_NEVER;
	r->setup.max_payload = r->memory_kib ? (uint64_t)r->memory_kib * 1024 : memory_room();
	supervise_init(&r->sup, &cmd_boot_ops, r, &r->setup, root, random_seed(now));
	supervise_system(&r->sup, &r->system);
	supervise_start(&r->sup, now);
	while (!r->parts && !r->failed && !end_signal && clock_ms() < end)
		dry_turn(r);
	supervise_stop(&r->sup);
	end_progress(r);
	take_address_off(r);
	take_address6_off(r);
	if (!r->ifindex)
		log_err("%s: no such network interface", r->ifname);
	else if (!r->parts && !r->failed && !end_signal)
		log_err("%s: nothing to boot after %u s", r->ifname, r->timeout_s);
	return r->parts ? 0 : 1;
}

int cmd_boot(int argc, char **argv)
{
	static const struct cli cli = {.usage = usage, .options = options};
	char root[] = "/tmp/pxehop-empty-XXXXXX";
	int status, err;

	log_program("pxe boot");
	defaults(&run);
	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	log_set(NULL, run.setup.debug ? LOG_DEBUG : LOG_INFO);
	err = fetch_trust(run.cacert, run.pin);
	if (err) {
		log_err("%s: %s", run.cacert ? run.cacert : "--pin", strerror(-err));
		return 1;
	}
	set_end_handler(SIG_DFL, note_end);
	if (!mkdtemp(root)) {
		log_err("%s: %s", root, strerror(errno));
		return 1;
	}
	status = dry_run(&run, root);
	rmdir(root);
	set_end_handler(note_end, SIG_DFL);
	if (end_signal)
		raise(end_signal);
	if (status == 0)
		run.json ? report_json(&run) : report_text(&run);
	return status;
}
