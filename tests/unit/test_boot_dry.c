/* SPDX-License-Identifier: MIT
 * `pxe boot --dry-run` with a worker that asks for all there is to ask for: the command's own table
 * of functions answers, in a process and a network namespace of its own. */
#include "tests/unit/check.h"

#include "cmd/cmd.h"
#include "init/netlink.h"
#include "pxe/chan.h"
#include "pxe/worker/worker.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Exit statuses that no sanitizer and no signal uses. */
#define SAID_NOTHING_TO_BOOT 96

#define IFACE "a0"

/* --- the worker ------------------------------------------------------------------------------- */

/* Return: the link told of; the process ends with the dry run. */
static unsigned wait_for_link(int fd)
{
	struct chan_msg m;
	int fds[CHAN_FDS_MAX], n;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		poll(&p, 1, -1);
		n = chan_recv(fd, &m, fds);
		for (int i = 0; i < n; i++)
			close(fds[i]);
		if (n < 0 && n != -EAGAIN)
			_exit(3);
		if (n >= 0 && m.kind == CHAN_LINK)
			return m.ifindex;
	}
}

static struct chan_msg message(uint32_t kind, unsigned ifindex)
{
	struct chan_msg m = {.kind = kind, .ifindex = ifindex};

	if (kind == CHAN_ADDR)
		m.u.addr = (struct chan_addr){.addr = 0x0a090005, .prefix_len = 24, .valid_s = 60};
	else if (kind == CHAN_ADDR6)
		m.u.addr6 = (struct chan_addr6){
			.addr = {0xfd, [15] = 1}, .prefix_len = 128, .valid_s = 60};
	else if (kind == CHAN_MENU)
		m.u.menu.menus = 1;
	else if (kind == CHAN_CLOCK)
		m.u.clock_ms = CHAN_CLOCK_MIN_MS;
	else if (kind == CHAN_VLAN)
		m.u.vlan = 1;
	return m;
}

/* Every kind that goes to PID 1 without a descriptor, on a link that it knows. */
int worker_main(int fd, const char *root, bool sandbox)
{
	unsigned ifindex = wait_for_link(fd);

	(void)root;
	(void)sandbox;
	for (uint32_t kind = CHAN_LOG; kind < CHAN_KIND_END; kind++) {
		struct chan_msg m = message(kind, ifindex);

		if (kind != CHAN_PART)
			chan_send(fd, &m, NULL, 0);
	}
	for (;;)
		wait_for_link(fd);
}

/* --- the command ------------------------------------------------------------------------------ */

static int add_veth(void)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	struct nl_req r;
	size_t linkinfo;
	int err = nl_request_open();

	if (err)
		return err;
	nl_start(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	nl_put(&r, IFLA_IFNAME, IFACE, sizeof IFACE);
	linkinfo = nl_open(&r, IFLA_LINKINFO);
	nl_put(&r, IFLA_INFO_KIND, "veth", 4);
	nl_close(&r, linkinfo);
	return nl_do(&r);
}

static int dry_run(void)
{
	char *args[] = {"boot", "--dry-run", "-i", IFACE, "--timeout", "2", NULL};

	return cmd_boot(6, args) == 1 ? SAID_NOTHING_TO_BOOT : 99;
}

TEST(dry_run_outlives_whatever_a_worker_asks)
{
	int err, status = 0;
	pid_t pid;

	for (uint32_t kind = CHAN_LOG; kind < CHAN_KIND_END; kind++) {
		struct chan_msg m = message(kind, 1);

		CHECK(kind == CHAN_PART || chan_check(&m, 0));
	}
	if (!check_own_network())
		return;
	err = add_veth();
	if (err == -EOPNOTSUPP) {
		check_skip("this kernel, or the emulator before it, makes no veth pairs");
		return;
	}
	CHECK_INT(err, 0);
	pid = fork();
	if (pid == 0)
		_exit(dry_run());
	if (!CHECK(pid > 0 && waitpid(pid, &status, 0) == pid))
		return;
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == SAID_NOTHING_TO_BOOT);
}
