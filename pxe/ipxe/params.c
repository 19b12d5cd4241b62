/* SPDX-License-Identifier: MIT */
#include "pxe/ipxe/params.h"

int ipxe_params_find(const struct ipxe *x, struct view name)
{
	for (int i = 0; i < (int)IPXE_LISTS; i++)
		if (x->list[i].used && view_eq(ipxe_pool_get(&x->pool, x->list[i].name), name))
			return i;
	return -1;
}

void ipxe_params_drop(struct ipxe *x, int list)
{
	for (unsigned i = 0; i < IPXE_PARAMS; i++) {
		struct ipxe_param *p = &x->params[i];

		if (!p->used || p->list != list)
			continue;
		ipxe_pool_drop(&x->pool, &p->key);
		ipxe_pool_drop(&x->pool, &p->value);
		p->used = false;
	}
	ipxe_pool_drop(&x->pool, &x->list[list].name);
	ipxe_pool_drop(&x->pool, &x->list[list].method);
	x->list[list].used = false;
}

/* A line end in a value would begin another header. */
static void put_header(struct view v, struct str *out)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] >= 0x20 && v.p[i] != 0x7f)
			str_putc(out, v.p[i]);
}

/* It goes into the head of a request as it is. The answer to a HEAD has no file. */
static bool take_method(struct ipxe *x, struct view method)
{
	for (size_t i = 0; i < method.n; i++)
		if (method.p[i] < 'A' || method.p[i] > 'Z')
			return false;
	return method.n && !view_is(method, "HEAD") && !view_is(method, "CONNECT") &&
	       text_copy(x->method, sizeof x->method, method);
}

bool ipxe_params_use(struct ipxe *x, struct view name)
{
	struct str body = str_of(x->body, sizeof x->body);
	struct str headers = str_of(x->headers, sizeof x->headers);
	int list = name.p ? ipxe_params_find(x, name) : -1;
	bool post = false, ok;

	x->need.method = "GET";
	x->need.body = x->need.headers = (struct view){0};
	if (list < 0)
		return true;
	for (unsigned i = 0; i < IPXE_PARAMS; i++) {
		const struct ipxe_param *p = &x->params[i];
		struct view key = ipxe_pool_get(&x->pool, p->key);
		struct view value = ipxe_pool_get(&x->pool, p->value);

		if (!p->used || p->list != list)
			continue;
		if (p->header) {
			put_header(key, &headers);
			str_puts(&headers, ": ");
			put_header(value, &headers);
			str_putc(&headers, '\n');
			continue;
		}
		if (post)
			str_putc(&body, '&');
		post = true;
		ipxe_uristring(key, &body);
		str_putc(&body, '=');
		ipxe_uristring(value, &body);
	}
	if (post) {
		x->need.method = "POST";
		x->need.body = (struct view){.p = x->body, .n = body.n};
	}
	if (x->list[list].method) {
		x->need.method = x->method;
		x->need.body = (struct view){.p = x->body, .n = body.n};
	}
	ok = !x->list[list].method || take_method(x, ipxe_pool_get(&x->pool, x->list[list].method));
	x->need.headers = (struct view){.p = x->headers, .n = headers.n};
	ipxe_params_drop(x, list);
	return ok && !body.cut && !headers.cut;
}
