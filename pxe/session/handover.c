/* SPDX-License-Identifier: MIT */
#include "pxe/session/handover.h"

#include "lib/image/newc.h"
#include "lib/json.h"
#include "pxe/plan/host.h"

#define JSON_MAX     32768u
#define CONTRACT     1 /* the version in both files; it changes when a member changes its meaning */
#define MODE_DIR     (NEWC_DIR | 0755u)
#define MODE_FILE    (NEWC_FILE | 0444u)
#define UUID_TEXT    37
#define HARDWARE_MAX (3 * CHAN_MAC_MAX + 1)

/* --- members --------------------------------------------------------------------------------- */

/* @value may be a URL: the password in it is the loader's, and no business of the next system. */
static void put_name(struct json *j, const char *name, const char *value)
{
	char text[CHAN_URL_MAX];
	struct str s = str_of(text, sizeof text);

	str_public(&s, view_of(value));
	json_text_or_null(json_key(j, name), text);
}

static void put_hardware(struct json *j, const struct session_net *n)
{
	char text[HARDWARE_MAX];
	struct str s = str_of(text, sizeof text);

	str_hex(&s, n->mac, n->mac_len < CHAN_MAC_MAX ? n->mac_len : CHAN_MAC_MAX, ':');
	json_text_or_null(json_key(j, "mac"), text);
}

static void put_uuid(struct json *j, const struct session_net *n)
{
	char text[UUID_TEXT];
	struct str s = str_of(text, sizeof text);

	if (n->has_uuid)
		plan_host_put_uuid(&s, n->uuid);
	json_text_or_null(json_key(j, "uuid"), text);
}

static unsigned prefix_length(uint32_t netmask)
{
	unsigned n = 0;

	for (; netmask & 0x80000000u; netmask <<= 1)
		n++;
	return n;
}

/* --- the files ------------------------------------------------------------------------------- */

static void put_ip6(struct json *j, const struct chan_static6 *six)
{
	static const char *const hows[] = {NULL, "auto", "dhcp6", "auto6", "link6", "static"};

	json_netaddr(json_key(j, "address6"), &six->addr);
	json_key(j, "prefix_length6");
	if (six->prefix_len)
		json_u64(j, six->prefix_len);
	else
		json_null(j);
	json_netaddr(json_key(j, "gateway6"), &six->gateway);
	json_text_or_null(json_key(j, "method6"), six->how ? hows[six->how] : "");
}

/* The names of members are those of `dhcp --json`. */
static void put_lease(struct json *j, const struct handover *h)
{
	const struct session_net *n = h->net;

	json_object(j);
	json_u64(json_key(j, "version"), CONTRACT);
	json_text_or_null(json_key(j, "interface"), n->ifname);
	put_hardware(j, n);
	put_uuid(j, n);
	json_ip4(json_key(j, "address"), n->addr);
	json_u64(json_key(j, "prefix_length"), prefix_length(n->netmask));
	json_ip4(json_key(j, "gateway"), n->gateway);
	put_ip6(j, &n->six);
	json_array(json_key(j, "dns"));
	for (unsigned i = 0; i < CHAN_DNS_MAX && netaddr_is_set(&n->dns[i]); i++)
		json_netaddr(j, &n->dns[i]);
	json_array_end(j);
	json_text_or_null(json_key(j, "domain"), n->domain);
	json_u64(json_key(j, "mtu"), n->mtu);
	json_object(json_key(j, "boot"));
	json_netaddr(json_key(j, "server_ip"), &n->server);
	json_text_or_null(json_key(j, "server_name"), n->server_name);
	put_name(j, "bootfile", n->bootfile);
	put_name(j, "bootfile_params", n->params);
	put_name(j, "conffile", n->conffile);
	put_name(j, "prefix", n->prefix);
	json_object_end(j);
	json_object_end(j);
}

static void put_stage(struct json *j, const struct chan_stage *st)
{
	json_object(j);
	json_text_or_null(json_key(j, "stage"), chan_stage_str(st->kind));
	json_u64(json_key(j, "from_ms"), st->from_ms);
	json_u64(json_key(j, "to_ms"), st->to_ms);
	json_key(j, "bytes");
	if (st->kind == CHAN_STAGE_FILE)
		json_u64(j, st->bytes);
	else
		json_null(j);
	json_text_or_null(json_key(j, "what"), st->text);
	json_object_end(j);
}

static void put_boot(struct json *j, const struct handover *h)
{
	json_object(j);
	json_u64(json_key(j, "version"), CONTRACT);
	json_text_or_null(json_key(j, "loader"), "pxehop " PXEHOP_VERSION);
	json_text_or_null(json_key(j, "interface"), h->net->ifname);
	json_text_or_null(json_key(j, "configuration"), h->conf);
	json_view(json_key(j, "label"), h->label);
	json_array(json_key(j, "stages"));
	for (unsigned i = 0; i < h->n_stages; i++)
		put_stage(j, &h->stages[i]);
	json_array_end(j);
	json_object_end(j);
}

/* Return: bytes of @text; 0 = it did not fit */
static size_t write_json(void (*put)(struct json *j, const struct handover *h),
			 const struct handover *h, char text[static JSON_MAX])
{
	struct str s = str_of(text, JSON_MAX);
	struct json j = json_into(&s);

	put(&j, h);
	return s.cut ? 0 : s.n;
}

/* --- the archive ----------------------------------------------------------------------------- */

static void put_entry(struct wr *w, const char *name, uint32_t mode, struct rd data, uint32_t ino)
{
	struct newc e = {.name = view_of(name), .data = data, .ino = ino, .mode = mode, .nlink = 1};

	newc_put(w, &e);
}

/* Most initrds mount an empty /run over the one here; /.extra is where systemd's loaders leave what
 * an initrd is to find. */
size_t handover_make(const struct handover *h, uint8_t *out, size_t room)
{
	static char boot_text[JSON_MAX], lease_text[JSON_MAX];
	struct rd boot = rd_of(boot_text, write_json(put_boot, h, boot_text));
	struct rd lease = rd_of(lease_text, write_json(put_lease, h, lease_text));
	struct newc end = newc_trailer();
	struct rd none = rd_of(NULL, 0);
	struct wr w = wr_of(out, room);

	if (!rd_left(&boot) || !rd_left(&lease))
		return 0;
	put_entry(&w, ".extra", MODE_DIR, none, 1);
	put_entry(&w, ".extra/pxehop", MODE_DIR, none, 2);
	put_entry(&w, ".extra/pxehop/boot.json", MODE_FILE, boot, 3);
	put_entry(&w, ".extra/pxehop/lease.json", MODE_FILE, lease, 4);
	put_entry(&w, "run", MODE_DIR, none, 5);
	put_entry(&w, "run/pxehop", MODE_DIR, none, 6);
	put_entry(&w, "run/pxehop/boot.json", MODE_FILE, boot, 7);
	put_entry(&w, "run/pxehop/lease.json", MODE_FILE, lease, 8);
	newc_put(&w, &end);
	return w.full ? 0 : wr_len(&w);
}
