/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include "dhcp/client.h"
#include "cmd/lease_show.h"
#include "dhcp/sock.h"
#include "lib/cli.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/random.h"
#include "lib/text.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_S	60
#define CARRIER_MS	5000 /* how long a link that was just set up may take */
#define CARRIER_LOOK_MS 50
#define FLOOD_MAX	64 /* packets per turn, so that a flood cannot hold up the clock */

static struct options {
	const char *ifname;
	bool json;
	uint32_t level; /* enum log_level */
	uint32_t timeout_s, arch;
	struct dhcp_conf conf;
} given = {.timeout_s = TIMEOUT_S, .level = LOG_INFO, .arch = DHCP_ARCH_DEFAULT};

static struct dhcp_client client;
static struct dhcp_port port;

static const char help[] =
	"usage: dhcp -i IFACE [options]\n"
	"Ask for a DHCP lease as the boot loader does and print it with its boot options.\n"
	"Sets the interface up if it is down; configures no address.\n"
	"\n"
	"  -i, --interface IFACE  the network interface\n"
	"  -j, --json             print JSON\n"
	"  -t, --timeout SECONDS  give up after this time (60)\n"
	"  -a, --arch N           client architecture, option 93; 31 = s390x, the default\n"
	"                         on a workstation\n"
	"  -u, --uuid UUID        machine id, option 97\n"
	"  -c, --class TEXT       vendor class, option 60 (PXEClient:Arch:...)\n"
	"  -x, --ipxe             say what iPXE says: user class, option 77, and features, 175\n"
	"      --http             say what UEFI's HTTP boot says: class HTTPClient:Arch:...\n"
	"      --user-class TEXT  user class, option 77\n"
	"  -b, --broadcast        ask for broadcast replies\n"
	"  -l, --lease-only       take the first lease, wait for no boot options\n"
	"  -p, --pxe              ask PXE servers on port 4011 too; the interface must have\n"
	"                         the leased address already\n"
	"  -q, --quiet            no progress on standard error\n"
	"  -v, --verbose          say which packets are dropped, and why\n"
	"  -h, --help             this text\n"
	"\n"
	"Exit status: 0 a lease was printed, 1 there was none, 2 wrong usage.\n";

static const struct cli_option options[] = {
	{'i', "interface", CLI_TEXT, .text = &given.ifname, .needed = true},
	{'j', "json", CLI_ON, .flag = &given.json},
	{'t', "timeout", CLI_NUMBER, .number = &given.timeout_s, .min = 1, .max = 86400},
	{'a', "arch", CLI_NUMBER, .number = &given.arch, .max = UINT16_MAX},
	{'u', "uuid", CLI_HEX, .hex = given.conf.uuid, .size = sizeof given.conf.uuid,
	 .given = &given.conf.has_uuid},
	{'c', "class", CLI_COPY, .copy = given.conf.vendor_class,
	 .size = sizeof given.conf.vendor_class},
	{'x', "ipxe", CLI_ON, .flag = &given.conf.ipxe},
	{0, "http", CLI_ON, .flag = &given.conf.http},
	{0, "user-class", CLI_COPY, .copy = given.conf.user_class,
	 .size = sizeof given.conf.user_class},
	{'b', "broadcast", CLI_ON, .flag = &given.conf.broadcast},
	{'l', "lease-only", CLI_ON, .flag = &given.conf.bare_ok},
	{'p', "pxe", CLI_ON, .flag = &given.conf.proxy_ask},
	{'q', "quiet", CLI_SET, .number = &given.level, .min = LOG_ERR},
	{'v', "verbose", CLI_SET, .number = &given.level, .min = LOG_DEBUG},
	{0},
};

/* --- the interface --------------------------------------------------------------------------- */

static int log_failure(const char *object, const char *what, int error)
{
	log_err("%s: %s: %s", object, what, error_str(error));
	return -1;
}

static struct ifreq ifreq_of(const char *ifname)
{
	struct ifreq ifr;
	struct str name;

	memset(&ifr, 0, sizeof ifr);
	name = str_of(ifr.ifr_name, sizeof ifr.ifr_name);
	str_puts(&name, ifname);
	return ifr;
}

static bool has_carrier(int fd, const char *ifname)
{
	struct ifreq ifr = ifreq_of(ifname);

	return ioctl(fd, SIOCGIFFLAGS, &ifr) == 0 && ifr.ifr_flags & IFF_RUNNING;
}

/* A DISCOVER on a link without carrier goes nowhere, and the next one follows after 4 s. */
static void wait_carrier(int fd, const char *ifname)
{
	for (unsigned t = 0; t < CARRIER_MS && !has_carrier(fd, ifname); t += CARRIER_LOOK_MS)
		poll(NULL, 0, CARRIER_LOOK_MS);
	if (!has_carrier(fd, ifname))
		log_warn("%s: no carrier yet, asking anyway", ifname);
}

static int set_link_up(int fd, const char *ifname)
{
	struct ifreq ifr = ifreq_of(ifname);

	if (ioctl(fd, SIOCGIFFLAGS, &ifr))
		return log_failure(ifname, "no such interface", errno);
	if (!(ifr.ifr_flags & IFF_UP)) {
		ifr.ifr_flags = (short)(ifr.ifr_flags | IFF_UP);
		if (ioctl(fd, SIOCSIFFLAGS, &ifr))
			return log_failure(ifname, "cannot be set up", errno);
	}
	wait_carrier(fd, ifname);
	return 0;
}

static int read_identity(int fd, const char *ifname, struct dhcp_conf *conf)
{
	uint64_t salt = 0;
	struct ifreq ifr = ifreq_of(ifname);

	if (ioctl(fd, SIOCGIFMTU, &ifr))
		return log_failure(ifname, "MTU unknown", errno);
	conf->mtu = ifr.ifr_mtu > UINT16_MAX ? UINT16_MAX : (uint16_t)ifr.ifr_mtu;
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		return log_failure(ifname, "hardware address unknown", errno);
	if (ifr.ifr_hwaddr.sa_family != 1) {
		log_err("%s: not an Ethernet interface", ifname);
		return -1;
	}
	conf->htype = 1;
	conf->hlen = 6;
	memcpy(conf->mac, ifr.ifr_hwaddr.sa_data, conf->hlen);
	for (size_t i = 0; i < conf->hlen; i++)
		salt = salt << 8 | conf->mac[i];
	conf->seed = random_seed(salt);
	return 0;
}

static int open_dhcp_sockets(struct options *o, struct dhcp_sock *sock)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), ret;

	if (fd < 0)
		return log_failure("socket", "cannot be opened", errno);
	ret = set_link_up(fd, o->ifname);
	if (!ret)
		ret = read_identity(fd, o->ifname, &o->conf);
	close(fd);
	if (ret)
		return ret;
	*sock = (struct dhcp_sock){.arp = -1,
				   .udp = -1,
				   .ifindex = (int)if_nametoindex(o->ifname),
				   .hlen = o->conf.hlen};
	sock->raw = dhcp_sock_raw(sock->ifindex);
	if (sock->raw < 0)
		return log_failure(o->ifname, "packet socket", -sock->raw);
	sock->llc = dhcp_sock_llc(sock->ifindex);
	sock->slow = dhcp_sock_slow(sock->ifindex);
	/* Nothing is renewed here. The UDP socket would contend for port 68 with a DHCP client that
	 * runs already, so it is opened for port 4011 only. */
	if (o->conf.proxy_ask)
		sock->udp = dhcp_sock_udp(sock->ifindex);
	return o->conf.proxy_ask && sock->udp < 0
		       ? log_failure(o->ifname, "UDP port 68", -sock->udp)
		       : 0;
}

/* --- the exchange ---------------------------------------------------------------------------- */

/* Nobody is asked: the first item of the menu that is on the network. */
static void choose_item(const char *ifname)
{
	const struct dhcp_pxe *menu = dhcp_client_menu(&client);

	for (unsigned i = 0; menu && i < menu->n_items; i++) {
		char text[200];
		struct str s = str_of(text, sizeof text);

		if (menu->item_type[i] == DHCP_PXE_LOCAL)
			continue;
		str_printable(&s, view_of(dhcp_pxe_text(menu, i)), sizeof text - 1);
		log_info("%s: a PXE boot menu, asking for \"%s\" of it", ifname, text);
		dhcp_client_pick(&client, i, clock_ms());
		return;
	}
}

/* Return: true once there is a lease and no PXE server is left to be asked about booting. */
static bool act_on_client(const struct dhcp_sock *sock, const char *ifname)
{
	struct dhcp_action a;
	bool bound = false;
	int ret;

	while (dhcp_client_next(&client, &a)) {
		switch (a.kind) {
		case DHCP_SEND:
			ret = dhcp_sock_send(sock, &a);
			if (ret)
				log_warn("%s: cannot send: %s, trying again", ifname,
					 error_str(-ret));
			break;
		case DHCP_BOUND:
			if (dhcp_client_lease(&client)->boot.menu)
				choose_item(ifname);
			bound = !dhcp_client_lease(&client)->boot.pending;
			break;
		case DHCP_BETTER:
		case DHCP_RENEWED: break;
		case DHCP_LOST:
		case DHCP_LOG: log_info("%s: %s", ifname, a.text); break;
		}
	}
	return bound;
}

static void log_dropped(const char *ifname, uint32_t from, const char *why)
{
	char text[sizeof "255.255.255.255"];
	struct str s = str_of(text, sizeof text);

	str_ip4(&s, from);
	log_debug("%s: a reply of %s dropped: %s", ifname, text, why);
}

static void feed_client(struct rd payload, const struct dhcp_from *from, const char *ifname)
{
	int ret = dhcp_client_input(&client, clock_ms(), payload, from);

	if (!ret)
		dhcp_port_answered(&port);
	else if (ret == DHCP_CLIENT_UNWANTED)
		log_dropped(ifname, from->addr, "nothing that is waited for now");
	else
		log_dropped(ifname, from->addr, dhcp_msg_error_str(ret));
}

static bool receive_replies(const struct dhcp_sock *sock, const char *ifname)
{
	uint8_t buf[DHCP_FRAME_MAX];
	struct dhcp_from from;
	struct rd payload;
	bool bound = false;

	for (unsigned i = 0; i < FLOOD_MAX && !bound; i++) {
		int ret = dhcp_sock_recv(sock, buf, &payload, &from);

		if (ret < 0)
			break;
		if (ret > 0) {
			log_debug("%s: a packet dropped: %s", ifname, dhcp_frame_error_str(ret));
			continue;
		}
		feed_client(payload, &from, ifname);
		bound = act_on_client(sock, ifname);
	}
	return bound;
}

/* Who is asked but cannot hear it answers no sooner for being asked less often. */
static void watch_port(const struct dhcp_sock *sock, const char *ifname, uint64_t now)
{
	static enum dhcp_port_state said;
	struct dhcp_port_frame frame;
	char text[DHCP_LOG_MAX];
	struct str s = str_of(text, sizeof text);
	int err = 0;

	for (unsigned i = 0; i < FLOOD_MAX && err >= 0; i++) {
		err = dhcp_sock_port(sock, &frame);
		if (!err)
			dhcp_port_heard(&port, &frame, now);
	}
	if (dhcp_port_state(&port, now) == said)
		return;
	said = dhcp_port_state(&port, now);
	dhcp_port_text(&port, now, &s);
	str_puts(&s, said == DHCP_PORT_UNKNOWN ? ", still asking" : "; asking every 2 s");
	if (!port.passes)
		log_warn("%s: %s", ifname, text);
	dhcp_client_hurry(&client, said != DHCP_PORT_UNKNOWN, now);
}

static bool run_exchange(const struct options *o, const struct dhcp_sock *sock)
{
	uint64_t now = clock_ms(), end = now + (uint64_t)o->timeout_s * 1000;
	bool bound = false;

	dhcp_client_start(&client, &o->conf, now);
	dhcp_port_carrier(&port, now);
	while (!bound && now < end) {
		uint64_t at = clock_min(end, clock_min(dhcp_port_deadline(&port, now),
						       dhcp_client_deadline(&client)));
		struct pollfd p[] = {{.fd = sock->raw, .events = POLLIN},
				     {.fd = sock->llc, .events = POLLIN},
				     {.fd = sock->slow, .events = POLLIN}};

		if (poll(p, 3, clock_wait(now, at)) > 0)
			bound = receive_replies(sock, o->ifname);
		now = clock_ms();
		if (bound)
			break;
		watch_port(sock, o->ifname, now);
		dhcp_client_tick(&client, now);
		bound = act_on_client(sock, o->ifname);
	}
	return bound;
}

int cmd_dhcp(int argc, char **argv)
{
	static const struct cli cli = {.usage = help, .options = options};
	struct options *o = &given;
	struct dhcp_sock sock;
	int status;
	bool bound;

	if (!cli_parse(&cli, argc, argv, &status))
		return status;
	o->conf.arch = (uint16_t)o->arch;
	o->conf.ipxe_https = o->conf.ipxe;
	log_set(NULL, (enum log_level)o->level);
	if (open_dhcp_sockets(o, &sock))
		return 1;
	bound = run_exchange(o, &sock);
	close(sock.raw);
	close(sock.llc);
	close(sock.slow);
	if (!bound) {
		log_err("%s: no DHCP lease within %u s", o->ifname, o->timeout_s);
		return 1;
	}
	if (o->json)
		lease_show_json(stdout, o->ifname, &client);
	else
		lease_show_text(stdout, o->ifname, &client);
	return 0;
}
