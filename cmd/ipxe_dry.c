/* SPDX-License-Identifier: MIT */
#include "cmd/ipxe_dry.h"

#include "pxe/ipxe/cpio.h"
#include "pxe/ipxe/uri.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DRY_REDIRECTS 10u
#define DRY_ANSWERS   100u /* pauses, keys and menus before it is taken to go round in circles */
#define DRY_REQUESTS  1000u

static char *copy(struct view v)
{
	char *s = malloc(v.n + 1);

	if (!s)
		return NULL;
	if (v.n)
		memcpy(s, v.p, v.n);
	s[v.n] = '\0';
	return s;
}

/* --- files ----------------------------------------------------------------------------------- */

/* What nobody has looked into is taken for a kernel: that is what would be seen. */
static enum ipxe_kind kind_of(const struct ipxe_answer *a)
{
	static const char *const foreign[] = {"MZ", "\177ELF", "<!", "<html", "<HTML"};

	if (ipxe_is_script(a->body))
		return IPXE_KIND_SCRIPT;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (view_starts(a->body, foreign[i]))
			return IPXE_KIND_OTHER;
	return IPXE_KIND_KERNEL;
}

static bool log_request(struct dry *d, const char *method, struct view uri)
{
	char **all = realloc(d->requests, (d->request_count + 1) * sizeof *all);
	size_t n = strlen(method);
	char *text;

	if (!all)
		return false;
	d->requests = all;
	text = malloc(n + uri.n + 2);
	if (!text)
		return false;
	n = strcmp(method, "GET") == 0 ? 0 : n;
	memcpy(text, method, n);
	if (n)
		text[n++] = ' ';
	memcpy(text + n, uri.p, uri.n);
	text[n + uri.n] = '\0';
	d->requests[d->request_count++] = text;
	return true;
}

static bool remember(struct dry *d, uint32_t handle, const struct ipxe_answer *a)
{
	const struct ipxe_answer **all;

	if (handle < d->image_count) {
		d->images[handle] = a;
		return true;
	}
	all = realloc(d->images, (handle + 1) * sizeof *all);
	if (!all)
		return false;
	for (size_t i = d->image_count; i <= handle; i++)
		all[i] = NULL;
	d->images = all;
	d->image_count = handle + 1;
	d->images[handle] = a;
	return true;
}

static bool fetch(struct dry *d, struct ipxe *x)
{
	static char uri[IPXE_URI_MAX], next[IPXE_URI_MAX];
	struct str at = str_of(uri, sizeof uri);
	const char *method = x->need.method;
	const struct ipxe_answer *a;
	uint32_t handle;

	str_put(&at, x->need.uri);
	for (unsigned i = 0;; i++) {
		struct view here = {.p = uri, .n = at.n};
		struct str to = str_of(next, sizeof next);

		if (!log_request(d, method, here))
			return false;
		a = ipxe_case_answer(d->c, here);
		if (!a->location.n || a->status < 300 || i == DRY_REDIRECTS)
			break;
		if (!ipxe_uri_resolve(here, (struct view){0}, a->location, &to))
			break;
		at = str_of(uri, sizeof uri);
		str_put(&at, (struct view){.p = next, .n = to.n});
		method = "GET";
	}
	if (a->status >= 300 || (a->status && a->status < 200)) {
		ipxe_done(x, IPXE_ENOENT);
		return true;
	}
	handle =
		ipxe_fetched(x, (struct view){.p = uri, .n = at.n}, kind_of(a), a->body.n, a->body);
	return !handle || remember(d, handle, a);
}

static const struct ipxe_answer *answer_of(const struct dry *d, uint32_t handle)
{
	return handle < d->image_count && d->images[handle] ? d->images[handle] : &d->c->otherwise;
}

static void sum(struct dry *d, struct ipxe *x)
{
	const struct ipxe_answer *a = answer_of(d, x->need.image);
	uint8_t bytes[HASH_MAX];
	struct hash h;
	size_t n;

	hash_start(&h, x->need.sum);
	hash_add(&h, a->body.p, a->body.n);
	n = hash_end(&h, bytes);
	ipxe_summed(x, (struct view){.p = (const char *)bytes, .n = n});
}

/* The packed file's bytes stand for those of the unpacked one. */
static bool extract(struct dry *d, struct ipxe *x)
{
	const struct ipxe_answer *a = answer_of(d, x->need.image);
	bool packed =
		!a->has_body || view_starts(a->body, "\x1f\x8b") || view_starts(a->body, "\x78");
	uint32_t handle;

	if (!packed) {
		ipxe_done(x, IPXE_ENOTSUP);
		return true;
	}
	handle = ipxe_fetched(x, (struct view){0}, IPXE_KIND_KERNEL, a->body.n, (struct view){0});
	return !handle || remember(d, handle, a);
}

/* --- menus ----------------------------------------------------------------------------------- */

static bool log_item(struct dry_menu *m, const struct ipxe *x, const struct ipxe_item *item)
{
	struct dry_item *to = &m->items[m->item_count++];

	to->name = item->name ? copy(ipxe_text(x, item->name)) : NULL;
	to->text = copy(ipxe_text(x, item->text));
	to->key = item->key_text ? copy(ipxe_text(x, item->key_text)) : NULL;
	return to->text;
}

static struct dry_menu *log_menu(struct dry *d, const struct ipxe *x)
{
	struct dry_menu *all = realloc(d->menus, (d->menu_count + 1) * sizeof *all), *m;

	if (!all)
		return NULL;
	d->menus = all;
	m = &all[d->menu_count];
	*m = (struct dry_menu){.timeout_ms = x->need.ms,
			       .items = calloc(x->item_count + 1, sizeof *m->items),
			       .title = copy(ipxe_text(x, x->menus[x->need.menu].title))};
	if (!m->items || !m->title)
		return NULL;
	d->menu_count++;
	for (size_t i = 0; i < x->item_count; i++)
		if (x->items[i].menu == x->need.menu && !log_item(m, x, &x->items[i]))
			return NULL;
	return m;
}

static int find_item(const struct ipxe *x, struct view name)
{
	for (size_t i = 0; i < x->item_count; i++)
		if (x->items[i].menu == x->need.menu && x->items[i].name &&
		    view_eq(ipxe_text(x, x->items[i].name), name))
			return (int)i;
	return -1;
}

/* Return: false = no memory. @d->end tells when nobody chooses. */
static bool choose(struct dry *d, struct ipxe *x)
{
	struct dry_menu *m = log_menu(d, x);
	int item = -1;

	if (!m)
		return false;
	m->first = copy(ipxe_text(x, x->items[x->need.item].name));
	if (d->choice < d->c->choice_count) {
		const struct ipxe_choice *choice = &d->c->choices[d->choice++];

		d->answered = 0;
		if (choice->leaves) {
			ipxe_chosen(x, -1);
			return true;
		}
		item = find_item(x, choice->item);
	}
	if (item < 0 && !x->need.ms) {
		d->end = DRY_MENU;
		return true;
	}
	item = item < 0 ? x->need.item : item;
	m->chosen = copy(ipxe_text(x, x->items[item].name));
	ipxe_chosen(x, item);
	return true;
}

/* --- the rest -------------------------------------------------------------------------------- */

static bool waits_again(struct dry *d)
{
	if (++d->answered <= DRY_ANSWERS)
		return false;
	d->end = DRY_LOOP;
	return true;
}

/* Nobody is there: what has a time limit runs into it, what has none is answered by a key. */
static int key(const struct ipxe *x)
{
	return x->need.ms ? IPXE_ETIMEDOUT : 0;
}

static void type_line(struct ipxe *x)
{
	if (x->need.ms)
		ipxe_done(x, IPXE_ETIMEDOUT);
	else
		ipxe_typed(x, x->need.text);
}

/* Return: false = no memory */
static bool answer(struct dry *d, struct ipxe *x, enum ipxe_event event)
{
	uint64_t steps = x->steps;
	bool ok = true;

	switch (event) {
	case IPXE_SAY:
		if (d->say)
			d->say(x->say);
		return true;
	case IPXE_FETCH:
		if (d->request_count >= DRY_REQUESTS) {
			d->end = DRY_LOOP;
			return true;
		}
		return fetch(d, x);
	case IPXE_EXTRACT: return extract(d, x);
	case IPXE_SUM: sum(d, x); return true;
	case IPXE_CONTENT: ipxe_content(x, answer_of(d, x->need.image)->body); return true;
	case IPXE_SHELL: d->end = DRY_SHELL; return true;
	default: break;
	}
	if (waits_again(d))
		return true;
	switch (event) {
	case IPXE_CHOOSE: ok = choose(d, x); break;
	case IPXE_FORM:
		ok = log_menu(d, x);
		ipxe_done(x, 0);
		break;
	case IPXE_KEY: ipxe_done(x, key(x)); break;
	case IPXE_LINE: type_line(x); break;
	case IPXE_RESOLVE: ipxe_done(x, IPXE_ENOENT); break;
	default: ipxe_done(x, 0); break;
	}
	/* Time does not pass here, so that it counts on. */
	x->steps = steps;
	return ok;
}

bool dry_run(struct dry *d, struct ipxe *x)
{
	enum ipxe_event event;

	while (d->end == DRY_ENDED && (event = ipxe_run(x)) != IPXE_STOP)
		if (!answer(d, x, event))
			return false;
	return true;
}

/* --- what the kernel gets -------------------------------------------------------------------- */

static int write_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n) {
		ssize_t did = write(fd, p, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			return did < 0 ? -errno : -EIO;
		p += did;
		n -= (size_t)did;
	}
	return 0;
}

int dry_initrd(const struct dry *d, const struct ipxe *x, int fd)
{
	static const uint8_t zeroes[IPXE_ALIGN];
	static uint8_t head[IPXE_CPIO_MAX];
	const struct ipxe_image *image;
	uint64_t at = 0;
	int rc = 0;

	for (size_t i = 0; !rc && (image = ipxe_initrd(x, i)) != NULL; i++) {
		const struct view body = answer_of(d, image->handle)->body;
		struct wr w = wr_of(head, sizeof head);
		size_t gap = (size_t)(-at % IPXE_ALIGN);

		if (image->has_args && !ipxe_cpio_head(ipxe_text(x, image->args), body.n, &w))
			return -E2BIG;
		rc = write_all(fd, zeroes, gap);
		if (!rc)
			rc = write_all(fd, head, wr_len(&w));
		if (!rc)
			rc = write_all(fd, body.p, body.n);
		at += gap + wr_len(&w) + body.n;
	}
	return rc;
}
