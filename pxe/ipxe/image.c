/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/script.h"

#include "pxe/ipxe/uri.h"

#include <string.h>

int ipxe_image_at(const struct ipxe *x, uint32_t handle)
{
	for (size_t i = 0; handle && i < x->image_count; i++)
		if (x->images[i].handle == handle)
			return (int)i;
	return -1;
}

uint32_t ipxe_image_find(const struct ipxe *x, struct view name)
{
	for (size_t i = 0; i < x->image_count; i++)
		if (view_eq(ipxe_pool_get(&x->pool, x->images[i].name), name))
			return x->images[i].handle;
	return 0;
}

/* Where the list is full, the script that ran first makes room: a script that asks a server again and again
 * leaves one each time. */
static bool make_room(struct ipxe *x)
{
	for (size_t i = 0; x->image_count == IPXE_IMAGES && i < IPXE_IMAGES; i++) {
		struct ipxe_image image = x->images[i];

		if (image.kind != IPXE_KIND_SCRIPT || image.handle == x->selected)
			continue;
		ipxe_image_take(x, (int)i);
		ipxe_image_drop(x, &image);
	}
	return x->image_count < IPXE_IMAGES;
}

uint32_t ipxe_image_add(struct ipxe *x, struct view name, struct view uri, enum ipxe_kind kind,
			uint64_t size, struct view text)
{
	struct ipxe_image *i;
	char buf[1024];
	struct str s = str_of(buf, sizeof buf);

	if (text.n > IPXE_SCRIPT_MAX || !make_room(x))
		return 0;
	i = &x->images[x->image_count];
	if (!name.n)
		ipxe_uri_name(uri, &s);
	if (!name.n && (!s.n || s.cut)) {
		s = str_of(buf, sizeof buf);
		str_fmt(&s, "img%u", x->handles);
	}
	*i = (struct ipxe_image){.kind = kind, .size = size};
	i->name = ipxe_pool_put(&x->pool, name.n ? name : (struct view){.p = buf, .n = s.n});
	i->uri = ipxe_pool_put(&x->pool, uri);
	i->text = kind == IPXE_KIND_SCRIPT ? ipxe_pool_put(&x->pool, text) : 0;
	if (!i->name || !i->uri || (kind == IPXE_KIND_SCRIPT && !i->text)) {
		ipxe_image_drop(x, i);
		return 0;
	}
	i->handle = ++x->handles;
	x->image_count++;
	return i->handle;
}

int ipxe_image_args(struct ipxe *x, int at, struct view args)
{
	struct ipxe_image *i = &x->images[at];

	if (!ipxe_pool_replace(&x->pool, &i->args, args))
		return IPXE_ENOMEM;
	i->has_args = args.n;
	return 0;
}

struct ipxe_image ipxe_image_take(struct ipxe *x, int at)
{
	struct ipxe_image i = x->images[at];
	size_t rest = x->image_count - (size_t)at - 1;

	memmove(&x->images[at], &x->images[at + 1], rest * sizeof *x->images);
	x->image_count--;
	return i;
}

void ipxe_image_drop(struct ipxe *x, struct ipxe_image *i)
{
	if (x->selected == i->handle)
		x->selected = 0;
	ipxe_pool_drop(&x->pool, &i->name);
	ipxe_pool_drop(&x->pool, &i->uri);
	ipxe_pool_drop(&x->pool, &i->args);
	ipxe_pool_drop(&x->pool, &i->text);
	i->handle = 0;
}

void ipxe_image_back(struct ipxe *x, struct ipxe_image *i)
{
	if (x->image_count == IPXE_IMAGES)
		ipxe_image_drop(x, i);
	else
		x->images[x->image_count++] = *i;
}

/* --- for who looks at it --------------------------------------------------------------------- */

struct view ipxe_text(const struct ipxe *x, uint16_t id)
{
	return ipxe_pool_get(&x->pool, id);
}

const struct ipxe_image *ipxe_image(const struct ipxe *x, uint32_t handle)
{
	int at = ipxe_image_at(x, handle);

	return at < 0 ? NULL : &x->images[at];
}

const struct ipxe_image *ipxe_kernel(const struct ipxe *x)
{
	return x->event == IPXE_STOP && x->end == IPXE_END_BOOT ? ipxe_image(x, x->selected) : NULL;
}

const struct ipxe_image *ipxe_initrd(const struct ipxe *x, size_t at)
{
	for (size_t i = 0; i < x->image_count; i++) {
		const struct ipxe_image *image = &x->images[i];

		if (image->handle == x->selected || image->kind == IPXE_KIND_SCRIPT || image->tree)
			continue;
		if (!at--)
			return image;
	}
	return NULL;
}
