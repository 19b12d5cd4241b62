/* SPDX-License-Identifier: MIT */
#include "cmd/dhcp.h"

#include "dhcp/client.h"
#include "cmd/lease_show.h"
#include "dhcp/sock.h"
#include "lib/clock.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/random.h"
#include "lib/text.h"

#include <errno.h>
#include <getopt.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXIT_DONE   0
#define EXIT_FAILED 1
#define EXIT_USAGE  2

#define TIMEOUT_S	60
#define CARRIER_MS	5000 /* how long a link that was just set up may take */
#define CARRIER_LOOK_MS 50
#define FLOOD_MAX	64 /* packets per turn, so that a flood cannot hold up the clock */

struct options {
	const char *ifname;
	bool json;
	enum log_level level;
	uint32_t timeout_s;
	struct dhcp_conf conf;
};

static struct dhcp_client client;

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
	"  -b, --broadcast        ask for broadcast replies\n"
	"  -l, --lease-only       take the first lease, wait for no boot options\n"
	"  -p, --pxe              ask PXE servers on port 4011 too; the interface must have\n"
	"                         the leased address already\n"
	"  -q, --quiet            no progress on standard error\n"
	"  -v, --verbose          say which packets are dropped, and why\n"
	"  -h, --help             this text\n"
	"\n"
	"Exit status: 0 a lease was printed, 1 there was none, 2 wrong usage.\n";

static const struct option long_options[] = {
	{"interface", required_argument, NULL, 'i'},
	{"json", no_argument, NULL, 'j'},
	{"timeout", required_argument, NULL, 't'},
	{"arch", required_argument, NULL, 'a'},
	{"uuid", required_argument, NULL, 'u'},
	{"class", required_argument, NULL, 'c'},
	{"broadcast", no_argument, NULL, 'b'},
	{"lease-only", no_argument, NULL, 'l'},
	{"pxe", no_argument, NULL, 'p'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static int dhcp_usage(const char *object, const char *what)
{
	log_err("%s: %s, see dhcp --help", object, what);
	return EXIT_USAGE;
}

static bool take_dhcp_arch(struct options *o, const char *text)
{
	uint32_t n;

	if (!text_u32(view_of(text), 0, UINT16_MAX, &n))
		return false;
	o->conf.arch = (uint16_t)n;
	return true;
}

/* False when the value is none for this option. */
static bool take_dhcp_option(struct options *o, int letter, const char *value)
{
	switch (letter) {
	case 'i': o->ifname = value; return true;
	case 'j': return o->json = true;
	case 't': return text_u32(view_of(value), 1, 86400, &o->timeout_s);
	case 'a': return take_dhcp_arch(o, value);
	case 'u':
		return o->conf.has_uuid =
			       text_hex(view_of(value), o->conf.uuid, sizeof o->conf.uuid);
	case 'c':
		return text_copy(o->conf.vendor_class, sizeof o->conf.vendor_class, view_of(value));
	case 'b': return o->conf.broadcast = true;
	case 'l': return o->conf.bare_ok = true;
	case 'p': return o->conf.proxy_ask = true;
	case 'q': o->level = LOG_ERR; return true;
	case 'v': o->level = LOG_DEBUG; return true;
	default: return false;
	}
}

/* Return: an exit status, or -1 to go on. */
static int parse_dhcp_options(int argc, char **argv, struct options *o)
{
	int letter;

	opterr = 0;
	optind = 1;
	while ((letter = getopt_long(argc, argv, ":i:jt:a:u:c:blpqvh", long_options, NULL)) != -1) {
		if (letter == 'h') {
			fputs(help, stdout);
			return EXIT_DONE;
		}
		if (letter == '?' || letter == ':')
			return dhcp_usage(argv[optind - 1],
					  letter == '?' ? "unknown option" : "needs a value");
		if (!take_dhcp_option(o, letter, optarg))
			return dhcp_usage(optarg, "not a value for this option");
	}
	if (optind < argc)
		return dhcp_usage(argv[optind], "unexpected argument");
	if (!o->ifname)
		return dhcp_usage("-i IFACE", "missing");
	return -1;
}

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
	*sock = (struct dhcp_sock){
		.udp = -1, .ifindex = (int)if_nametoindex(o->ifname), .hlen = o->conf.hlen};
	sock->raw = dhcp_sock_raw(sock->ifindex);
	if (sock->raw < 0)
		return log_failure(o->ifname, "packet socket", -sock->raw);
	/* Nothing is renewed here. The UDP socket would contend for port 68 with a DHCP client that
	 * runs already, so it is opened for port 4011 only. */
	if (o->conf.proxy_ask)
		sock->udp = dhcp_sock_udp(sock->ifindex);
	return o->conf.proxy_ask && sock->udp < 0
		       ? log_failure(o->ifname, "UDP port 68", -sock->udp)
		       : 0;
}

/* --- the exchange ---------------------------------------------------------------------------- */

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
		case DHCP_BOUND: bound = !dhcp_client_lease(&client)->boot.pending; break;
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

	if (ret == DHCP_CLIENT_UNWANTED)
		log_dropped(ifname, from->addr, "nothing that is waited for now");
	else if (ret)
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

static bool run_exchange(const struct options *o, const struct dhcp_sock *sock)
{
	uint64_t now = clock_ms(), end = now + (uint64_t)o->timeout_s * 1000;
	bool bound = false;

	dhcp_client_start(&client, &o->conf, now);
	while (!bound && now < end) {
		uint64_t at = clock_min(end, dhcp_client_deadline(&client));
		struct pollfd p = {.fd = sock->raw, .events = POLLIN};

		if (poll(&p, 1, clock_wait(now, at)) > 0)
			bound = receive_replies(sock, o->ifname);
		now = clock_ms();
		if (bound)
			break;
		dhcp_client_tick(&client, now);
		bound = act_on_client(sock, o->ifname);
	}
	return bound;
}

int cmd_dhcp(int argc, char **argv)
{
	struct options o = {
		.timeout_s = TIMEOUT_S, .level = LOG_INFO, .conf.arch = DHCP_ARCH_DEFAULT};
	struct dhcp_sock sock;
	int ret = parse_dhcp_options(argc, argv, &o);
	bool bound;

	if (ret >= 0)
		return ret;
	log_set(NULL, o.level);
	if (open_dhcp_sockets(&o, &sock))
		return EXIT_FAILED;
	bound = run_exchange(&o, &sock);
	close(sock.raw);
	if (!bound) {
		log_err("%s: no DHCP lease within %u s", o.ifname, o.timeout_s);
		return EXIT_FAILED;
	}
	if (o.json)
		lease_show_json(stdout, o.ifname, &client);
	else
		lease_show_text(stdout, o.ifname, &client);
	if (fflush(stdout) || ferror(stdout)) {
		log_err("standard output: cannot be written");
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}
