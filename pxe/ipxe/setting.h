/* SPDX-License-Identifier: MIT
 * pxe/ipxe/setting.h - the store of settings: scopes, types, the order of looking up. Layer: pure.
 * Callers: pxe/ipxe/.
 */
#ifndef PXE_IPXE_SETTING_H
#define PXE_IPXE_SETTING_H

#include "pxe/ipxe/ipxe.h"

#define IPXE_ROOT    0u
#define IPXE_BUILTIN 1u

/** struct ipxe_found - a setting that was looked up; may not be copied */
struct ipxe_found {
	struct view raw; /* points into the pool, or to @number */
	enum ipxe_type type;
	uint8_t scope;
	uint8_t number[4];
};

/** ipxe_settings_init() - the scopes that are always there */
void ipxe_settings_init(struct ipxe *x);

/** ipxe_find() - look up @name, "[scope/]name[:type]". Return: false = it has no value */
bool ipxe_find(const struct ipxe *x, struct view name, struct ipxe_found *ret);

/** ipxe_value() - append the value of @name as text; nothing when it has none */
void ipxe_value(const struct ipxe *x, struct view name, struct str *out);

/** ipxe_set_raw() - set @name to the bytes @raw; @type unless @name has one. Return: 0 or enum
 *  ipxe_error */
int ipxe_set_raw(struct ipxe *x, struct view name, enum ipxe_type type, struct view raw);

/** ipxe_clear() - @name has no value any longer. Return: 0, or enum ipxe_error of a fact */
int ipxe_clear(struct ipxe *x, struct view name);

/** ipxe_inc() - add @by to @name. Return: 0 or enum ipxe_error */
int ipxe_inc(struct ipxe *x, struct view name, int64_t by);

/** ipxe_put_scope() - append the path of @scope, "net0.dhcp"; nothing for the root */
void ipxe_put_scope(const struct ipxe *x, uint8_t scope, struct str *out);

/** ipxe_net_opened(), ipxe_net_closed() - the interface @name was opened, as ipxe_use_net() says, or
 *  closed; an empty @name closes all. One that is not known is passed over */
void ipxe_net_opened(struct ipxe *x, struct view name);
void ipxe_net_closed(struct ipxe *x, struct view name);

/** ipxe_setting_known() - whether scripts may expect @name, "[scope/]name[:type]", to have a value
 *  though no script sets it. Callers: this folder, cmd/ */
bool ipxe_setting_known(struct view name);

#endif
