/* SPDX-License-Identifier: MIT */
#include "cmd/lease_show.h"

#include "lib/json.h"
#include "lib/print.h"

struct ip {
	char text[20];
};

static struct ip ip_of(uint32_t addr)
{
	struct ip ip;
	struct str s = str_of(ip.text, sizeof ip.text);

	str_ip4(&s, addr);
	return ip;
}

/* --- for people ------------------------------------------------------------------------------ */

static void print_lease_line(FILE *out, const char *name, const char *value)
{
	if (!value[0])
		return;
	fprintf(out, "%-16s ", name);
	print_outside(out, view_of(value));
	fputc('\n', out);
}

static void print_addrs_line(FILE *out, const char *name, const struct dhcp_addrs *list)
{
	char text[DHCP_ADDRS_MAX * 16 + 1];
	struct str s = str_of(text, sizeof text);

	for (unsigned i = 0; i < list->n; i++) {
		str_puts(&s, i ? " " : "");
		str_ip4(&s, list->addr[i]);
	}
	print_lease_line(out, name, text);
}

static void print_routes_line(FILE *out, const struct dhcp_routes *routes)
{
	for (unsigned i = 0; i < routes->n; i++) {
		const struct dhcp_route *r = &routes->route[i];

		fprintf(out, "%-16s %s/%u ", "route:", ip_of(r->dest).text, r->prefixlen);
		if (r->gateway)
			fprintf(out, "via %s\n", ip_of(r->gateway).text);
		else
			fprintf(out, "on the link\n");
	}
}

static void text_boot(FILE *out, const struct dhcp_boot *b)
{
	print_lease_line(out,
			 "boot server:", b->server_ip ? ip_of(b->server_ip).text : b->server_name);
	print_lease_line(out, "boot file:", b->bootfile);
	print_lease_line(out, "config file:", b->conffile);
	print_lease_line(out, "path prefix:", b->prefix);
	if (b->has_reboot_time)
		fprintf(out, "%-16s %u s\n", "reboot time:", b->reboot_time);
	print_lease_line(out, "why:", b->why);
}

static void text_offers(FILE *out, const struct dhcp_offers *offers, uint32_t taken)
{
	for (unsigned i = 0; i < offers->n; i++) {
		const struct dhcp_msg *m = &offers->offer[i];

		fprintf(out, "%-16s ", "offer:");
		fprintf(out, "%s from ", ip_of(m->yiaddr).text);
		fprintf(out, "%s: %s%s\n", ip_of(m->server_id).text,
			dhcp_boot_class_str(dhcp_boot_class(m)),
			m->server_id == taken ? " (taken)" : "");
	}
	if (offers->has_proxy)
		fprintf(out, "%-16s proxyDHCP from %s: %s\n",
			"offer:", ip_of(offers->proxy.server_id).text,
			dhcp_boot_class_str(dhcp_boot_class(&offers->proxy)));
}

void lease_show_text(FILE *out, const char *ifname, const struct dhcp_client *c)
{
	const struct dhcp_lease *l = dhcp_client_lease(c);

	print_lease_line(out, "interface:", ifname);
	fprintf(out, "%-16s %s/%u\n", "address:", ip_of(l->addr).text, l->prefixlen);
	print_lease_line(out, "DHCP server:", ip_of(l->server_id).text);
	if (l->lease_s == DHCP_FOREVER)
		print_lease_line(out, "lease:", "for ever");
	else
		fprintf(out, "%-16s %u s, renew after %u s, rebind after %u s\n",
			"lease:", l->lease_s, l->t1_s, l->t2_s);
	print_routes_line(out, &l->routes);
	print_addrs_line(out, "DNS:", &l->dns);
	print_addrs_line(out, "NTP:", &l->ntp);
	print_lease_line(out, "host name:", l->hostname);
	print_lease_line(out, "domain:", l->domain);
	print_lease_line(out, "search:", l->search);
	if (l->mtu)
		fprintf(out, "%-16s %u\n", "MTU:", l->mtu);
	text_boot(out, &l->boot);
	text_offers(out, &c->offers, l->server_id);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void member_u64(struct json *j, const char *name, bool has, uint64_t n)
{
	json_key(j, name);
	if (has)
		json_u64(j, n);
	else
		json_null(j);
}

static void member_addrs(struct json *j, const char *name, const struct dhcp_addrs *list)
{
	json_key(j, name);
	json_array(j);
	for (unsigned i = 0; i < list->n; i++)
		json_ip4(j, list->addr[i]);
	json_array_end(j);
}

static void member_routes(struct json *j, const struct dhcp_routes *routes)
{
	json_array(json_key(j, "routes"));
	for (unsigned i = 0; i < routes->n; i++) {
		json_object(j);
		json_str(json_key(j, "destination"), ip_of(routes->route[i].dest).text);
		json_u64(json_key(j, "prefix_length"), routes->route[i].prefixlen);
		json_ip4(json_key(j, "gateway"), routes->route[i].gateway);
		json_object_end(j);
	}
	json_array_end(j);
}

static void member_boot(struct json *j, const struct dhcp_boot *b)
{
	json_object(json_key(j, "boot"));
	json_ip4(json_key(j, "server_ip"), b->server_ip);
	json_text_or_null(json_key(j, "server_name"), b->server_name);
	json_text_or_null(json_key(j, "bootfile"), b->bootfile);
	json_text_or_null(json_key(j, "conffile"), b->conffile);
	json_text_or_null(json_key(j, "prefix"), b->prefix);
	member_u64(j, "reboot_seconds", b->has_reboot_time, b->reboot_time);
	json_bool(json_key(j, "from_proxy"), b->from_proxy);
	json_ip4(json_key(j, "source"), b->source);
	json_text_or_null(json_key(j, "why"), b->why);
	json_object_end(j);
}

static void one_offer(struct json *j, const struct dhcp_msg *m, bool taken)
{
	json_object(j);
	json_ip4(json_key(j, "server"), m->server_id);
	json_ip4(json_key(j, "address"), m->yiaddr);
	json_text_or_null(json_key(j, "names"), dhcp_boot_class_str(dhcp_boot_class(m)));
	json_bool(json_key(j, "proxy"), m->yiaddr == 0);
	json_bool(json_key(j, "taken"), taken);
	json_object_end(j);
}

static void member_offers(struct json *j, const struct dhcp_client *c)
{
	const struct dhcp_lease *l = dhcp_client_lease(c);

	json_array(json_key(j, "offers"));
	for (unsigned i = 0; i < c->offers.n; i++)
		one_offer(j, &c->offers.offer[i], c->offers.offer[i].server_id == l->server_id);
	if (c->offers.has_proxy)
		one_offer(j, &c->offers.proxy, l->boot.from_proxy);
	json_array_end(j);
}

void lease_show_json(FILE *out, const char *ifname, const struct dhcp_client *c)
{
	const struct dhcp_lease *l = dhcp_client_lease(c);
	bool ends = l->lease_s != DHCP_FOREVER;
	struct json j = json_open(out);

	json_object(&j);
	json_text_or_null(json_key(&j, "interface"), ifname);
	json_ip4(json_key(&j, "address"), l->addr);
	json_u64(json_key(&j, "prefix_length"), l->prefixlen);
	json_ip4(json_key(&j, "server"), l->server_id);
	member_u64(&j, "lease_seconds", ends, l->lease_s);
	member_u64(&j, "renew_seconds", ends, l->t1_s);
	member_u64(&j, "rebind_seconds", ends, l->t2_s);
	member_addrs(&j, "routers", &l->routers);
	member_routes(&j, &l->routes);
	member_addrs(&j, "dns", &l->dns);
	member_addrs(&j, "ntp", &l->ntp);
	json_text_or_null(json_key(&j, "hostname"), l->hostname);
	json_text_or_null(json_key(&j, "domain"), l->domain);
	json_words(json_key(&j, "search"), view_of(l->search));
	member_u64(&j, "mtu", l->mtu != 0, l->mtu);
	member_boot(&j, &l->boot);
	member_offers(&j, c);
	json_object_end(&j);
}
