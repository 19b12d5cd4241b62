/* SPDX-License-Identifier: MIT
 * An iPXE script and its VLANs: PID 1 makes one, DHCP runs on it as on any interface, and with its lease it
 * takes the place of the interface below, until the script asks for that one again. */
#include "pxe/session/internal.h"

#include "lib/error.h"
#include "lib/log.h"

#include <string.h>

#define MAKE_MS	 10000u /* for PID 1 to answer */
#define LEASE_MS 60000u /* unless --timeout says */
#define LOOK_MS	 100u

/* What the script calls it: net0-TAG. Return: the number; 0 = it is none */
static uint16_t tag_of(struct view name)
{
	static const char below[] = "net0-";
	uint32_t tag = 0;

	if (!view_starts(name, below))
		return 0;
	name.p += sizeof below - 1;
	name.n -= sizeof below - 1;
	text_u32(name, 1, CHAN_VLAN_MAX, &tag);
	return (uint16_t)tag;
}

static int place_of(const struct session_script_vlans *v, uint16_t tag)
{
	for (unsigned i = 0; i < v->n; i++)
		if (v->tag[i] == tag)
			return (int)i;
	return -1;
}

static const struct session_net *below(const struct session *s)
{
	return s->ipxe.vlans.away ? &s->ipxe.vlans.below : &s->net;
}

/* --- making one ------------------------------------------------------------------------------ */

static struct session_next forget(struct session *s)
{
	struct session_script_vlans *v = &s->ipxe.vlans;
	int at = place_of(v, tag_of(s->ipxe.run.need.name));

	if (at < 0)
		return session_script_answer(s, IPXE_ENOENT, "no VLAN of the script");
	session_script_vlan_leave(s);
	v->tag[at] = v->tag[--v->n];
	return session_script_answer(s, 0, NULL);
}

struct session_next session_script_vlan(struct session *s, uint64_t now)
{
	static struct chan_msg m;
	const struct ipxe_need *need = &s->ipxe.run.need;

	if (need->net == IPXE_NET_NO_VLAN)
		return forget(s);
	if (!view_is(need->name, "net0") || below(s)->parent[0])
		return session_script_answer(s, IPXE_ENOENT,
					     "a VLAN can be made on net0 alone, if that is none");
	if (s->ipxe.vlans.n == SESSION_VLANS)
		return session_script_answer(s, IPXE_ENOMEM, "there are too many VLANs");
	m = (struct chan_msg){.ifindex = below(s)->ifindex, .u.vlan = need->number};
	m.kind = CHAN_VLAN;
	if (!chan_check(&m, 0))
		return session_script_answer(s, IPXE_EINVAL, "a VLAN has a number from 1 to 4094");
	session_report_menu(&s->report, &m, CHAN_VLAN);
	session_script_wait(s, SCRIPT_WAITS_VLAN, now + MAKE_MS);
	return session_go(PHASE_SCRIPT_WAIT);
}

static void put_name(uint16_t tag, char ret[static 16])
{
	struct str s = str_of(ret, 16);

	str_fmt(&s, "net0-%u", tag);
}

struct session_next session_script_vlan_set(struct session *s, int err)
{
	struct session_script_vlans *v = &s->ipxe.vlans;
	uint16_t tag = (uint16_t)s->ipxe.run.need.number;
	static struct session_net n;
	char name[16];

	if (s->ipxe.wait != SCRIPT_WAITS_VLAN)
		return session_stay();
	if (err)
		return session_script_told(s, IPXE_ENOTSUP, error_str(-err));
	if (place_of(v, tag) < 0)
		v->tag[v->n++] = tag;
	n = *below(s);
	n.ifname[0] = n.driver[0] = '\0';
	n.bus = (struct chan_bus){.kind = CHAN_BUS_NONE};
	put_name(tag, name);
	session_ipxe_facts_of(&n, &s->ipxe.run, name, false);
	log_info("iPXE: %s: VLAN %u on %s", name, tag, below(s)->ifname);
	return session_script_told(s, 0, NULL);
}

/* --- using one ------------------------------------------------------------------------------- */

void session_script_vlan_leave(struct session *s)
{
	if (!s->ipxe.vlans.away)
		return;
	s->ipxe.vlans.away = false;
	s->net = s->ipxe.vlans.below;
	session_host_set(s);
}

/* The session goes on with the lease of @n. */
static void go_over(struct session *s, const struct session_net *n, const char *name)
{
	struct session_script_vlans *v = &s->ipxe.vlans;

	if (!v->away)
		v->below = s->net;
	v->away = true;
	s->net = *n;
	s->net.again = v->below.again;
	session_host_set(s);
	session_ipxe_facts_of(&s->net, &s->ipxe.run, name, true);
	log_info("iPXE: %s: %s is used from here on", name, s->net.ifname);
}

struct session_next session_script_vlan_step(struct session *s, uint64_t now)
{
	struct session_script_vlans *v = &s->ipxe.vlans;
	uint16_t tag = tag_of(s->ipxe.run.need.name);
	char ifname[CHAN_IFNAME_MAX], name[16];
	struct str text = str_of(ifname, sizeof ifname);
	static struct session_net n;

	if (now < v->look_at)
		return session_stay();
	v->look_at = now + LOOK_MS;
	str_fmt(&text, "%s.%u", below(s)->ifname, tag);
	if (s->report.ops->lease(s->report.ctx, ifname, &n)) {
		put_name(tag, name);
		go_over(s, &n, name);
		return session_script_told(s, 0, NULL);
	}
	if (now < s->ipxe.until)
		return session_stay();
	return session_script_told(s, IPXE_ETIMEDOUT, "no DHCP server has answered on it");
}

bool session_script_vlan_use(struct session *s, uint64_t now, struct session_next *ret)
{
	const struct ipxe_need *need = &s->ipxe.run.need;
	uint16_t tag = tag_of(need->name);
	bool in_use = s->ipxe.vlans.away && (!need->name.n || view_is(need->name, "netX"));

	if (!in_use && (!tag || place_of(&s->ipxe.vlans, tag) < 0)) {
		if (view_is(need->name, "net0") && need->net != IPXE_NET_CLOSE)
			session_script_vlan_leave(s);
		return false;
	}
	*ret = session_stay();
	if (need->net == IPXE_NET_DHCP && !in_use) {
		s->ipxe.vlans.look_at = now;
		session_script_wait(s, SCRIPT_WAITS_LEASE, now + (need->ms ? need->ms : LEASE_MS));
		*ret = session_go(PHASE_SCRIPT_WAIT);
		return true;
	}
	if (need->net == IPXE_NET_CLOSE)
		session_script_vlan_leave(s);
	ipxe_done(&s->ipxe.run, 0);
	return true;
}
