/* SPDX-License-Identifier: MIT
 * Commands about images. Those that download have --name first, --timeout second, --quiet third,
 * --autofree fourth and --replace fifth among their options. */
#include "pxe/ipxe/command.h"

#include "pxe/ipxe/setting.h"

#include <string.h>

static int prepare(struct ipxe *x)
{
	x->image_name = ipxe_option(x, 0);
	return ipxe_option_ms(x, 1, &x->need.ms);
}

/* The words behind the URI; without any, an image that was there before keeps its own. */
static int set_args(struct ipxe *x, bool clear)
{
	int at = ipxe_image_at(x, x->fresh);
	struct view args;

	if (at < 0)
		return IPXE_ENOENT;
	if (ipxe_given(x, 3))
		x->images[at].autofree = true;
	if (ipxe_args(x) < 2 && !clear)
		return 0;
	if (!ipxe_join(x, 1, &args))
		return IPXE_ENOMEM;
	return ipxe_image_args(x, at, args);
}

/* --- imgfetch, initrd, module ---------------------------------------------------------------- */

static int fetched(struct ipxe *x, int rc)
{
	return rc ? rc : set_args(x, false);
}

int ipxe_do_imgfetch(struct ipxe *x)
{
	int rc = prepare(x);

	return rc ? rc : ipxe_download(x, ipxe_arg(x, 0), fetched);
}

/* --- kernel, imgselect, imgload -------------------------------------------------------------- */

static int select_image(struct ipxe *x, int rc)
{
	const struct ipxe_image *i;

	if (!rc)
		rc = set_args(x, false);
	if (rc)
		return rc;
	i = ipxe_image(x, x->fresh);
	if (i->kind == IPXE_KIND_OTHER) {
		ipxe_put(x, ipxe_pool_get(&x->pool, i->name));
		ipxe_puts(x, ": neither a script nor a kernel of this machine\n");
		return IPXE_ENOEXEC;
	}
	x->selected = x->fresh;
	return 0;
}

int ipxe_do_kernel(struct ipxe *x)
{
	int rc = prepare(x);

	return rc ? rc : ipxe_acquire(x, ipxe_arg(x, 0), select_image);
}

/* --- chain, boot, imgexec -------------------------------------------------------------------- */

static int execute(struct ipxe *x, int rc)
{
	if (!rc)
		rc = set_args(x, false);
	return rc ? rc : ipxe_execute(x, ipxe_given(x, 3), ipxe_given(x, 4));
}

int ipxe_do_chain(struct ipxe *x)
{
	int rc = prepare(x);

	if (rc)
		return rc;
	if (ipxe_args(x))
		return ipxe_acquire(x, ipxe_arg(x, 0), execute);
	if (!x->selected) {
		ipxe_puts(x, "No image selected\n");
		return 0;
	}
	x->fresh = x->selected;
	return ipxe_execute(x, ipxe_given(x, 3), ipxe_given(x, 4));
}

/* --- looking after them ---------------------------------------------------------------------- */

static int replace_args(struct ipxe *x, int rc)
{
	return rc ? rc : set_args(x, true);
}

int ipxe_do_imgargs(struct ipxe *x)
{
	int rc = prepare(x);

	return rc ? rc : ipxe_acquire(x, ipxe_arg(x, 0), replace_args);
}

static void show_image(struct ipxe *x, const struct ipxe_image *i)
{
	static const char *const kinds[] = {[IPXE_KIND_OTHER] = "",
					    [IPXE_KIND_SCRIPT] = " [script]",
					    [IPXE_KIND_KERNEL] = " [kernel]"};

	ipxe_put(x, ipxe_pool_get(&x->pool, i->name));
	ipxe_putf(x, " : %llu bytes%s%s%s", (unsigned long long)i->size, kinds[i->kind],
		  i->handle == x->selected ? " [SELECTED]" : "", i->autofree ? " [AUTOFREE]" : "");
	if (i->has_args) {
		ipxe_puts(x, " \"");
		ipxe_put(x, ipxe_pool_get(&x->pool, i->args));
		ipxe_puts(x, "\"");
	}
	ipxe_puts(x, "\n");
}

static int no_image(struct ipxe *x, struct view name)
{
	ipxe_putf(x, "%s: no such image: ", x->command->name);
	ipxe_put(x, name);
	ipxe_puts(x, "\n");
	return IPXE_ENOENT;
}

int ipxe_do_imgstat(struct ipxe *x)
{
	for (unsigned i = 0; i < ipxe_args(x); i++)
		if (!ipxe_image_find(x, ipxe_arg(x, i)))
			return no_image(x, ipxe_arg(x, i));
	for (size_t i = 0; i < x->image_count; i++) {
		bool wanted = !ipxe_args(x);

		for (unsigned a = 0; a < ipxe_args(x) && !wanted; a++)
			wanted = ipxe_image_find(x, ipxe_arg(x, a)) == x->images[i].handle;
		if (wanted)
			show_image(x, &x->images[i]);
	}
	return 0;
}

static void free_image(struct ipxe *x, int at)
{
	struct ipxe_image i = ipxe_image_take(x, at);

	ipxe_image_drop(x, &i);
}

int ipxe_do_imgfree(struct ipxe *x)
{
	for (unsigned i = 0; i < ipxe_args(x); i++) {
		uint32_t handle = ipxe_image_find(x, ipxe_arg(x, i));

		if (!handle)
			return no_image(x, ipxe_arg(x, i));
		free_image(x, ipxe_image_at(x, handle));
	}
	while (!ipxe_args(x) && x->image_count)
		free_image(x, (int)x->image_count - 1);
	return 0;
}

/* --- what is in them ------------------------------------------------------------------------- */

static int sum_next(struct ipxe *x);

/* need.text has the sum. */
static int take_sum(struct ipxe *x, int rc)
{
	const struct ipxe_image *i = ipxe_image(x, x->fresh);
	char hex[2 * HASH_MAX + 1];
	struct str s = str_of(hex, sizeof hex);

	if (!i || rc)
		return rc ? rc : IPXE_ENOENT;
	str_hex(&s, (const uint8_t *)x->need.text.p, x->need.text.n, '\0');
	ipxe_putf(x, "%s  ", hex);
	ipxe_put(x, ipxe_pool_get(&x->pool, i->name));
	ipxe_puts(x, "\n");
	if (ipxe_given(x, 0))
		rc = ipxe_set_raw(x, ipxe_option(x, 0), IPXE_HEXRAW, x->need.text);
	x->at++;
	return rc ? rc : sum_next(x);
}

static int have_image(struct ipxe *x, int rc)
{
	if (rc)
		return rc;
	x->need.image = x->fresh;
	x->need.sum = (enum hash_kind)x->command->arg;
	return ipxe_wait(x, IPXE_SUM, take_sum);
}

static int sum_next(struct ipxe *x)
{
	x->image_name = (struct view){0};
	return x->at < ipxe_args(x) ? ipxe_acquire(x, ipxe_arg(x, x->at), have_image) : 0;
}

int ipxe_do_sum(struct ipxe *x)
{
	x->need.ms = 0;
	x->at = 0;
	return sum_next(x);
}

static int take_content(struct ipxe *x, int rc)
{
	int at = ipxe_image_at(x, x->fresh);

	if (!rc)
		rc = ipxe_set(x, ipxe_arg(x, 0), x->need.text);
	if (at >= 0 && !ipxe_given(x, 3))
		free_image(x, at);
	return rc;
}

static int want_content(struct ipxe *x, int rc)
{
	if (rc)
		return rc;
	x->need.image = x->fresh;
	return ipxe_wait(x, IPXE_CONTENT, take_content);
}

int ipxe_do_imgset(struct ipxe *x)
{
	int rc = prepare(x);

	return rc ? rc : ipxe_acquire(x, ipxe_arg(x, 1), want_content);
}

/* The packed image is need.image, the unpacked one x->fresh. */
static int take_unpacked(struct ipxe *x, int rc)
{
	int at = ipxe_image_at(x, x->need.image);

	if (!rc && at >= 0 && !ipxe_given(x, 3))
		free_image(x, at);
	return rc;
}

static int want_unpacked(struct ipxe *x, int rc)
{
	static const char *const suffixes[] = {".gz", ".gzip", ".z", ".zst", ".xz"};
	struct str s = str_of(x->words + x->words_used, sizeof x->words - x->words_used);
	struct str uri = str_of(x->uri, sizeof x->uri);
	const struct ipxe_image *i;
	struct view name;

	if (rc)
		return rc;
	i = ipxe_image(x, x->fresh);
	name = ipxe_pool_get(&x->pool, i->name);
	for (size_t at = 0; at < sizeof suffixes / sizeof *suffixes; at++) {
		size_t n = strlen(suffixes[at]);

		if (name.n > n && view_ends(name, suffixes[at])) {
			name.n -= n;
			break;
		}
	}
	str_put(&s, name);
	str_put(&uri, ipxe_pool_get(&x->pool, i->uri));
	if (s.cut || uri.cut)
		return IPXE_ENOMEM;
	x->image_name = ipxe_given(x, 0) ? ipxe_option(x, 0) : (struct view){.p = s.p, .n = s.n};
	x->need.uri = (struct view){.p = uri.p, .n = uri.n};
	x->need.image = x->fresh;
	return ipxe_wait(x, IPXE_EXTRACT, take_unpacked);
}

int ipxe_do_imgextract(struct ipxe *x)
{
	int rc = prepare(x);

	if (rc)
		return rc;
	x->image_name = (struct view){0};
	return ipxe_acquire(x, ipxe_arg(x, 0), want_unpacked);
}

/* --- fdt: a device tree for the kernel ------------------------------------------------------- */

static int take_tree(struct ipxe *x, int rc)
{
	int at = ipxe_image_at(x, x->fresh);

	if (rc || at < 0)
		return rc ? rc : IPXE_ENOENT;
	for (size_t i = 0; i < x->image_count; i++)
		x->images[i].tree = (int)i == at;
	return 0;
}

int ipxe_do_fdt(struct ipxe *x)
{
	int rc = prepare(x);

	if (!rc && !ipxe_args(x)) {
		for (size_t i = 0; i < x->image_count; i++)
			x->images[i].tree = false;
		return 0;
	}
	return rc ? rc : ipxe_acquire(x, ipxe_arg(x, 0), take_tree);
}
