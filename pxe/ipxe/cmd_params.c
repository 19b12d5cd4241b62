/* SPDX-License-Identifier: MIT
 * Commands about the parameters of requests. */
#include "pxe/ipxe/command.h"

#include "pxe/ipxe/params.h"

int ipxe_do_params(struct ipxe *x)
{
	struct view name = ipxe_option(x, 0);
	int at = ipxe_params_find(x, name);

	if (at >= 0)
		ipxe_params_drop(x, at);
	if (ipxe_given(x, 2))
		return 0;
	for (at = 0; at < (int)IPXE_LISTS && x->list[at].used;)
		at++;
	if (at == (int)IPXE_LISTS)
		return IPXE_ENOMEM;
	x->list[at].used = true;
	x->list[at].name = ipxe_pool_put(&x->pool, name);
	if (ipxe_given(x, 1))
		x->list[at].method = ipxe_pool_put(&x->pool, ipxe_option(x, 1));
	if (x->list[at].name && (!ipxe_given(x, 1) || x->list[at].method))
		return 0;
	ipxe_params_drop(x, at);
	return IPXE_ENOMEM;
}

int ipxe_do_param(struct ipxe *x)
{
	int list = ipxe_params_find(x, ipxe_option(x, 0));
	struct view value;
	unsigned at = 0;

	if (list < 0) {
		ipxe_puts(x, "param: there is no such list\n");
		return IPXE_ENOENT;
	}
	while (at < IPXE_PARAMS && x->params[at].used)
		at++;
	if (at == IPXE_PARAMS || !ipxe_join(x, 1, &value))
		return IPXE_ENOMEM;
	x->params[at] = (struct ipxe_param){
		.list = (uint8_t)list, .used = true, .header = ipxe_given(x, 1)};
	x->params[at].key = ipxe_pool_put(&x->pool, ipxe_arg(x, 0));
	x->params[at].value = ipxe_pool_put(&x->pool, value);
	if (x->params[at].key && x->params[at].value)
		return 0;
	ipxe_pool_drop(&x->pool, &x->params[at].key);
	ipxe_pool_drop(&x->pool, &x->params[at].value);
	x->params[at].used = false;
	return IPXE_ENOMEM;
}
