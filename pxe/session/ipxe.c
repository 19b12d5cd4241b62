/* SPDX-License-Identifier: MIT */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/image/loader.h"
#include "lib/image/s390.h"
#include "lib/image/uki.h"
#include "lib/log.h"
#include "pxe/ipxe/cpio.h"
#include "pxe/plan/check.h"
#include "pxe/plan/handover.h"
#include "pxe/session/unpack.h"
#include "pxe/session/uki.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ARCH_S390 0x1f /* DHCP option 93 */

/* --- the files ------------------------------------------------------------------------------- */

void session_ipxe_init(struct session *s)
{
	s->ipxe.used = false;
	s->ipxe.fd = -1;
	s->ipxe.host.fd = -1;
}

static void close_file(struct session_ipxe_file *f)
{
	session_download_close(&f->fd);
	*f = (struct session_ipxe_file){.fd = -1};
}

void session_ipxe_drop(struct session *s)
{
	if (!s->ipxe.used)
		return;
	session_script_keys(s, false);
	session_script_stop(s);
	session_script_vlan_leave(s);
	session_script_address_back(s);
	session_download_close(&s->ipxe.fd);
	for (unsigned i = 0; i < IPXE_IMAGES; i++)
		close_file(&s->ipxe.files[i]);
	s->ipxe.used = false;
}

static struct session_ipxe_file *file_of(struct session *s, uint32_t handle)
{
	for (unsigned i = 0; i < IPXE_IMAGES; i++)
		if (s->ipxe.files[i].handle == handle)
			return &s->ipxe.files[i];
	return NULL;
}

/* Close what no image has any longer. Return: bytes of the others */
static uint64_t sweep(struct session *s)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < IPXE_IMAGES; i++) {
		struct session_ipxe_file *f = &s->ipxe.files[i];

		if (f->handle && !ipxe_image(&s->ipxe.run, f->handle))
			close_file(f);
		sum += f->size;
	}
	return sum;
}

/* All of a file. p NULL = it is empty, or there is no memory for a look */
static struct view map_file(int fd, uint64_t size)
{
	void *p = size ? mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;

	return p == MAP_FAILED ? (struct view){0} : (struct view){.p = p, .n = (size_t)size};
}

static void unmap_file(struct view v)
{
	if (v.p)
		munmap((void *)(uintptr_t)v.p, v.n);
}

/* --- the first script ------------------------------------------------------------------------ */

static void prepare(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;

	session_ipxe_drop(s);
	ipxe_init(x);
	for (unsigned i = 0; i < IPXE_IMAGES; i++)
		s->ipxe.files[i] = (struct session_ipxe_file){.fd = -1};
	s->ipxe.used = true;
	s->ipxe.keys_on = false;
	s->ipxe.wait = SCRIPT_WAITS_TIME;
	s->ipxe.address.changed = false;
	s->ipxe.vlans.n = 0;
	s->ipxe.vlans.away = false;
	s->ipxe.ours = false;
	session_ipxe_facts(s, x);
}

bool session_ipxe_expand(struct session *s, struct view name, struct str *out)
{
	prepare(s);
	return !ipxe_expand(&s->ipxe.run, name, out);
}

static void put_server(struct str *out, const struct netaddr *server)
{
	if (netaddr_is_ip6(server))
		str_putc(out, '[');
	str_netaddr(out, server);
	if (netaddr_is_ip6(server))
		str_putc(out, ']');
}

/* The URI of what arrived last, as the script's own names are relative to it. */
static bool put_uri(const struct session *s, struct str *out)
{
	static const uint16_t ports[] = {
		[PXE_TFTP] = 69, [PXE_HTTP] = 80, [PXE_HTTPS] = 443, [PXE_FTP] = 21};
	const struct pxe_target *t = session_download_landed(&s->download);

	if (t->scheme == PXE_UNKNOWN_SCHEME)
		return false;
	str_fmt(out, "%s://", pxe_url_scheme(t->scheme));
	if (t->host[0])
		pxe_url_host(out, t, true);
	else if (s->net.server_name[0])
		str_puts(out, s->net.server_name);
	else
		put_server(out, &s->net.server);
	if (t->port != ports[t->scheme])
		str_fmt(out, ":%u", t->port);
	str_putc(out, '/');
	str_puts(out, t->path);
	return !out->cut;
}

bool session_ipxe_begin(struct session *s, struct view text)
{
	static char buf[PXE_PATH_MAX + PXE_HOST_MAX + 32];
	struct str uri = str_of(buf, sizeof buf), why = session_report_why(&s->report);
	int rc;

	prepare(s);
	rc = put_uri(s, &uri) ? ipxe_start(&s->ipxe.run, (struct view){.p = buf, .n = uri.n}, text)
			      : IPXE_ENOMEM;
	session_download_put_url(&s->download, &why);
	text_copy(s->lookup.conf_url, sizeof s->lookup.conf_url, view_of(s->report.why));
	if (!rc) {
		log_info("%s: an iPXE script, %zu bytes", s->report.why, text.n);
		return true;
	}
	str_fmt(&why, ": the iPXE script cannot be run: %s", ipxe_error_str(rc));
	return false;
}

/* --- downloads ------------------------------------------------------------------------------- */

void session_ipxe_given_up(struct session *s, int rc, const char *why)
{
	log_warn("%s, the script is told", why);
	session_download_close(&s->ipxe.fd);
	ipxe_done(&s->ipxe.run, rc);
}

static void not_fetched(struct session *s, const char *why)
{
	session_ipxe_given_up(s, IPXE_ENOENT, why);
}

static bool plain_get(const struct ipxe_need *n)
{
	return strcmp(n->method, "GET") == 0 && !n->body.p && !n->headers.n;
}

bool session_ipxe_fetch(struct session *s, uint64_t now)
{
	struct ipxe *x = &s->ipxe.run;
	uint64_t have = sweep(s), room = session_parts_room(s);
	struct str why = session_report_why(&s->report);

	session_script_dns(s);
	s->ipxe.fetched = 0;
	s->ipxe.stalls_at = x->need.ms ? now + x->need.ms : CLOCK_NEVER;
	s->ipxe.request = (struct fetch_request){
		.method = x->need.method, .body = x->need.body, .headers = x->need.headers};
	if (session_download_memfd(&s->ipxe.fd, "image", &why) &&
	    session_download_request(&s->download, s->ipxe.fd, x->need.uri,
				     plain_get(&x->need) ? NULL : &s->ipxe.request,
				     room > have ? room - have : 0, now, &why))
		return true;
	not_fetched(s, s->report.why);
	return false;
}

static enum ipxe_kind kind_of(struct session *s, struct view file)
{
	char reason[300];
	struct str why = str_of(reason, sizeof reason);
	size_t head = file.n < S390_HEAD_LEN ? file.n : S390_HEAD_LEN;

	if (ipxe_is_script(file))
		return IPXE_KIND_SCRIPT;
	if (file.n && plan_check_kernel(s->net.arch, rd_of(file.p, head), file.n, 0, &why))
		return IPXE_KIND_KERNEL;
	return IPXE_KIND_OTHER;
}

static void keep_file(struct session *s, uint32_t handle, uint64_t size)
{
	struct session_ipxe_file *f;

	sweep(s);
	f = file_of(s, 0);
	/* A run has no more images than there are entries. */
	if (!handle || !f || !ipxe_image(&s->ipxe.run, handle)) {
		session_download_close(&s->ipxe.fd);
		return;
	}
	*f = (struct session_ipxe_file){.handle = handle, .fd = s->ipxe.fd, .size = size};
	s->ipxe.fd = -1;
}

/* Started again by the script that started it, the loader would come here for ever. */
static void fetched_ours(struct session *s, const char *url)
{
	struct str why = session_report_why(&s->report);

	str_fmt(&why, "%s: this loader itself, which would only come here again", url);
	log_warn("%s, the script is told", s->report.why);
	s->ipxe.ours = true;
	session_download_close(&s->ipxe.fd);
	ipxe_done(&s->ipxe.run, IPXE_ENOEXEC);
}

/* The file in s->ipxe.fd becomes an image; @uri: n 0 = from where it was asked for. */
static void take_image(struct session *s, struct view uri, struct view file, uint64_t size)
{
	enum ipxe_kind kind = kind_of(s, file);
	uint32_t handle = ipxe_fetched(&s->ipxe.run, uri, kind, size,
				       kind == IPXE_KIND_SCRIPT ? file : (struct view){0});

	unmap_file(file);
	keep_file(s, handle, size);
}

void session_ipxe_fetched(struct session *s, bool ok)
{
	static char buf[PXE_PATH_MAX + PXE_HOST_MAX + 32];
	struct str uri = str_of(buf, sizeof buf);
	char url[SESSION_URL_MAX];
	struct str text = str_of(url, sizeof url);
	uint64_t size = session_download_bytes(&s->download);
	struct view file;

	if (!ok) {
		not_fetched(s, session_download_why(&s->download));
		return;
	}
	session_download_put_url(&s->download, &text);
	log_info("%s: fetched, %llu KiB", url, (unsigned long long)((size + 1023) / 1024));
	session_parts_note(s, size);
	file = map_file(s->ipxe.fd, size);
	if (loader_is_image(rd_of(file.p, file.n))) {
		unmap_file(file);
		fetched_ours(s, url);
		return;
	}
	if (!put_uri(s, &uri))
		uri.n = 0;
	take_image(s, (struct view){.p = buf, .n = uri.n}, file, size);
}

/* --- what is in an image --------------------------------------------------------------------- */

/* The bytes of the image that is asked for. A script's are kept with it. Return: false = not to be had;
 * @map is to be unmapped */
static bool look_at(struct session *s, struct view *map, struct view *ret)
{
	const struct ipxe *x = &s->ipxe.run;
	const struct ipxe_image *i = ipxe_image(x, x->need.image);
	const struct session_ipxe_file *f = file_of(s, x->need.image);

	*map = (struct view){0};
	if (i && i->kind == IPXE_KIND_SCRIPT) {
		*ret = ipxe_text(x, i->text);
		return true;
	}
	if (!i || !f)
		return false;
	*ret = *map = map_file(f->fd, f->size);
	return map->p || !f->size;
}

void session_ipxe_sum(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;
	struct view file, map;
	uint8_t sum[HASH_MAX];
	struct hash h;
	size_t n;

	if (!look_at(s, &map, &file)) {
		ipxe_done(x, IPXE_ENOENT);
		return;
	}
	hash_start(&h, x->need.sum);
	hash_add(&h, file.p, file.n);
	n = hash_end(&h, sum);
	unmap_file(map);
	ipxe_summed(x, (struct view){.p = (const char *)sum, .n = n});
}

void session_ipxe_content(struct session *s)
{
	static char bytes[IPXE_VALUE_MAX];
	struct ipxe *x = &s->ipxe.run;
	struct view file, map;
	bool there = look_at(s, &map, &file), fits = there && file.n <= sizeof bytes;
	size_t n = fits ? file.n : 0;

	/* The script's texts may move when a setting is made of one. */
	if (n)
		memcpy(bytes, file.p, n);
	unmap_file(map);
	if (fits)
		ipxe_content(x, (struct view){.p = bytes, .n = n});
	else
		ipxe_done(x, there ? IPXE_ENOMEM : IPXE_ENOENT);
}

/* The name of the image is that of the packed one, without its suffix. */
void session_ipxe_extract(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;
	const struct ipxe_image *i = ipxe_image(x, x->need.image);
	uint64_t have = sweep(s), room = session_parts_room(s), size = 0;
	char text[200], url[SESSION_URL_MAX];
	struct str why = str_of(text, sizeof text), uri = str_of(url, sizeof url);
	struct view file, map;
	bool ok;

	str_printable(&uri, i ? ipxe_text(x, i->uri) : view_of("?"), 120);
	if (!look_at(s, &map, &file))
		file = (struct view){0};
	ok = session_download_memfd(&s->ipxe.fd, "image", &why) &&
	     unpack(file, s->ipxe.fd, room > have ? room - have : 0, &size, &why);
	unmap_file(map);
	if (!ok) {
		log_warn("%s: %s, the script is told", url, text);
		session_download_close(&s->ipxe.fd);
		ipxe_done(x, IPXE_ENOEXEC);
		return;
	}
	log_info("%s: unpacked, %llu KiB", url, (unsigned long long)((size + 1023) / 1024));
	take_image(s, (struct view){0}, map_file(s->ipxe.fd, size), size);
}

/* --- the boot -------------------------------------------------------------------------------- */

static bool refuse(struct session *s, struct view uri, const char *reason)
{
	struct str why = session_report_why(&s->report);

	str_printable(&why, uri, 150);
	str_fmt(&why, ": %s", reason);
	return false;
}

/* The arguments alone, and what pxehop.handover= asks for. */
static bool put_cmdline(struct session *s, struct view uri, struct view args)
{
	struct plan *plan = &s->entry.plan;
	struct str line = str_of(plan->cmdline, sizeof plan->cmdline);
	struct plan_host host = s->host;

	/* an address of the script's own */
	host.ip = s->net.addr;
	host.netmask = s->net.netmask;
	host.gateway = s->net.gateway;
	session_host_set_dns(&host, s->net.dns);
	if (!plan_handover_line(args, &host, &line))
		return refuse(s, uri, "pxehop.handover= is not " CHAN_HANDOVER_KINDS);
	if (line.cut)
		return refuse(s, uri, "the command line is too long");
	plan->cmdline_len = line.n;
	return true;
}

/* Of a unified image it is the kernel in it that takes the command line. */
static struct rd kernel_of(struct view file)
{
	struct rd whole = rd_of(file.p, file.n);
	struct uki image;

	if (!uki_is(whole) || uki_read(whole, file.n, &image))
		return whole;
	return uki_part_of(whole, &image, UKI_LINUX);
}

static bool kernel_ok(struct session *s, const struct ipxe_image *i, struct view file,
		      struct view args)
{
	char reason[300];
	struct str why = str_of(reason, sizeof reason);
	struct view uri = ipxe_text(&s->ipxe.run, i->uri);
	struct rd kernel = kernel_of(file);
	size_t len = rd_left(&kernel), head = len < S390_HEAD_LEN ? len : S390_HEAD_LEN;

	for (size_t at = 0; s->net.arch == ARCH_S390 && at < args.n; at++)
		if (args.p[at] & 0x80)
			return refuse(s, uri,
				      "a byte of the command line is above 0x7f, with which a "
				      "kernel of s390x reads all of it as EBCDIC");
	if (!plan_check_kernel(s->net.arch, rd_of(kernel.p, head), len, args.n, &why) ||
	    !plan_check_whole(s->net.arch, rd_of(file.p, file.n), &s->initrd.check, &why))
		return refuse(s, uri, reason);
	return true;
}

/* The file of the image @handle is the part @which now. */
static void take_file(struct session *s, enum chan_part which, uint32_t handle)
{
	struct session_ipxe_file *f = file_of(s, handle);
	const struct ipxe_image *i = ipxe_image(&s->ipxe.run, handle);
	struct chan_file file = {.which = which, .size = f->size};
	struct str name = str_of(file.name, sizeof file.name);

	str_printable(&name, ipxe_text(&s->ipxe.run, i->uri), sizeof file.name - 1);
	s->parts.fd[which] = f->fd;
	s->parts.size[which] = f->size;
	f->fd = -1;
	close_file(f);
	s->report.ops->file(s->report.ctx, &file);
}

static int copy_file(int from, uint64_t start, int to, uint64_t base, uint64_t size)
{
	static uint8_t piece[65536];

	for (uint64_t at = 0; at < size;) {
		uint64_t left = size - at;
		ssize_t n = pread(from, piece, left < sizeof piece ? (size_t)left : sizeof piece,
				  (off_t)(start + at));

		if (n <= 0 || pwrite(to, piece, (size_t)n, (off_t)(base + at)) != n)
			return n < 0 ? -errno : -EIO;
		at += (uint64_t)n;
	}
	return 0;
}

/* What is passed as it is has to be something that Linux unpacks. As in iPXE, an empty file is let pass. */
static bool initrd_ok(struct session *s, const struct ipxe_image *i)
{
	struct session_ipxe_file *f = file_of(s, i->handle);
	struct initrd_part part;
	char name[200];
	struct str text = str_of(name, sizeof name);
	struct view file;
	bool ok;

	/* of the last one; a file with a header of its own is an archive without an end mark */
	s->initrd.may_grow = i->has_args;
	f->start = 0;
	f->len = f->size;
	if (i->has_args || !f->size)
		return true;
	file = map_file(f->fd, f->size);
	if (!file.p)
		return true;
	str_printable(&text, ipxe_text(&s->ipxe.run, i->uri), sizeof name - 1);
	ok = session_judge_whole(s, rd_of(file.p, file.n), name, &part);
	unmap_file(file);
	if (ok) {
		f->start = part.start;
		f->len = part.len;
	}
	return ok;
}

/* Behind the images so far, at the next place where one may begin. */
static int append_initrd(struct session *s, const struct ipxe_image *i, uint64_t *size)
{
	static uint8_t head[IPXE_CPIO_MAX];
	struct session_ipxe_file *f = file_of(s, i->handle);
	struct wr w = wr_of(head, sizeof head);
	uint64_t at = (*size + IPXE_ALIGN - 1) & ~(uint64_t)(IPXE_ALIGN - 1);
	struct chan_file file = {.which = CHAN_INITRD, .offset = at};
	struct str name = str_of(file.name, sizeof file.name);
	int fd = s->parts.fd[CHAN_INITRD], err;

	if (i->has_args && !ipxe_cpio_head(ipxe_text(&s->ipxe.run, i->args), f->len, &w))
		return -E2BIG;
	if (pwrite(fd, head, wr_len(&w), (off_t)at) != (ssize_t)wr_len(&w))
		return -ENOSPC;
	err = copy_file(f->fd, f->start, fd, at + wr_len(&w), f->len);
	if (err)
		return err;
	file.size = wr_len(&w) + f->len;
	*size = at + file.size;
	str_printable(&name, ipxe_text(&s->ipxe.run, i->uri), sizeof file.name - 1);
	s->report.ops->file(s->report.ctx, &file);
	close_file(f);
	return 0;
}

/* It is the only one, and the kernel gets it as it is. */
static bool goes_whole(struct session *s, const struct ipxe_image *i)
{
	const struct session_ipxe_file *f = file_of(s, i->handle);

	return !i->has_args && !ipxe_initrd(&s->ipxe.run, 1) && f->len == f->size;
}

static bool join_initrds(struct session *s)
{
	struct ipxe *x = &s->ipxe.run;
	const struct ipxe_image *i = ipxe_initrd(x, 0);
	struct str why = session_report_why(&s->report);
	uint64_t size = s->parts.size[CHAN_INITRD]; /* of a unified image */
	int err = 0;

	if (!i)
		return true;
	for (size_t at = 0; (i = ipxe_initrd(x, at)) != NULL; at++)
		if (!initrd_ok(s, i))
			return false;
	i = ipxe_initrd(x, 0);
	if (!size && goes_whole(s, i)) {
		take_file(s, CHAN_INITRD, i->handle);
		return true;
	}
	if (!size && !session_download_memfd(&s->parts.fd[CHAN_INITRD], "initrd", &why))
		return false;
	for (size_t at = 0; !err && (i = ipxe_initrd(x, at)) != NULL; at++)
		err = append_initrd(s, i, &size);
	s->parts.size[CHAN_INITRD] = size;
	/* an empty file at the end still has its place */
	if (!err && ftruncate(s->parts.fd[CHAN_INITRD], (off_t)size) < 0)
		err = -errno;
	if (err)
		str_fmt(&why, "the images cannot be joined: %s", error_str(-err));
	return !err;
}

static void say_boot(struct view uri, struct view args)
{
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);

	str_puts(&text, "the script boots ");
	str_printable(&text, uri, 200);
	log_info("%s", line);
	text = str_of(line, sizeof line);
	str_printable(&text, args, sizeof line - 20);
	log_info("command line: %s", line);
}

/* The kernel's file becomes parts, with the trees that the script names: those of a unified image have
 * less to say. */
static bool take_kernel(struct session *s, const struct ipxe_image *kernel, struct view file)
{
	const struct ipxe *x = &s->ipxe.run;
	struct rd whole = rd_of(file.p, file.n);
	bool tree = s->system && s->system->tree, ok = true;
	char url[CHAN_TEXT_MAX];
	struct str name = str_of(url, sizeof url);

	for (size_t i = 0; i < x->image_count; i++)
		tree = tree && !x->images[i].tree;
	if (uki_is(whole)) {
		str_printable(&name, ipxe_text(x, kernel->uri), 160);
		close_file(file_of(s, kernel->handle));
		ok = session_uki_take(s, whole, url, tree);
	} else {
		take_file(s, CHAN_KERNEL, kernel->handle);
	}
	for (size_t i = 0; ok && i < x->image_count; i++)
		if (x->images[i].tree && file_of(s, x->images[i].handle))
			take_file(s, CHAN_DTB, x->images[i].handle);
	return ok;
}

bool session_ipxe_parts(struct session *s)
{
	static char line[PLAN_CMDLINE_MAX + 1];
	struct str own = str_of(line, sizeof line);
	struct plan *plan = &s->entry.plan;
	struct ipxe *x = &s->ipxe.run;
	const struct ipxe_image *kernel = ipxe_kernel(x);
	struct view args = ipxe_text(x, kernel->args);
	struct session_ipxe_file *f = file_of(s, kernel->handle);
	struct view file = map_file(f->fd, f->size);
	bool ok;

	if (!args.n && uki_is(rd_of(file.p, file.n))) {
		session_uki_cmdline(rd_of(file.p, file.n), &own);
		args = (struct view){.p = line, .n = own.n};
	}
	ok = put_cmdline(s, ipxe_text(x, kernel->uri), args);
	args = (struct view){.p = plan->cmdline, .n = plan->cmdline_len};
	ok = ok && kernel_ok(s, kernel, file, args);
	if (ok) {
		say_boot(ipxe_text(x, kernel->uri), args);
		plan->label = view_of("of iPXE");
		s->initrd.may_grow = false;
		ok = take_kernel(s, kernel, file);
	}
	unmap_file(file);
	return ok && join_initrds(s);
}
