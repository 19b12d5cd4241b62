/* SPDX-License-Identifier: MIT
 * PID 1 and workers that lie. */
#include "tests/unit/check.h"
#include "tests/unit/supervise_rig.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct chan_msg forged;

static void forger(int fd)
{
	script_send(fd, &forged);
	script_sleep_on();
}

TEST(kinds_that_no_worker_sends)
{
	static const uint32_t kinds[] = {0,
					 CHAN_SETUP,
					 CHAN_LINK,
					 CHAN_LINK_GONE,
					 CHAN_ADDR_RESULT,
					 CHAN_BOOT_FAILED,
					 CHAN_KIND_END,
					 UINT32_MAX};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		forged = (struct chan_msg){.kind = kinds[i], .ifindex = 1};
		boss_must_kill(forger, "impossible message");
	}
}

TEST(numbers_and_text_out_of_range)
{
	forged = (struct chan_msg){.kind = CHAN_LOG};
	memset(forged.u.log.text, 'x', sizeof forged.u.log.text);
	boss_must_kill(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_LOG, .u.log.text = "\x1b[2J"};
	boss_must_kill(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_LOG, .u.log.level = LOG_DEBUG + 1};
	boss_must_kill(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_ADDR, .ifindex = 1};
	boss_must_kill(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_FILE, .u.file.which = CHAN_PARTS};
	boss_must_kill(forger, "impossible message");
	forged = (struct chan_msg){.kind = CHAN_PART}; /* without its descriptor */
	boss_must_kill(forger, "impossible message");
}

/* Each message alone is in order; together they are no menu. */
TEST(menus_that_contradict_themselves)
{
	memset(&boss.menu, 0, sizeof boss.menu);
	forged = (struct chan_msg){.kind = CHAN_SHOW};
	boss_must_kill(forger, "not complete");
	forged = (struct chan_msg){.kind = CHAN_ENTRY};
	boss_must_kill(forger, "out of order");
	forged = (struct chan_msg){.kind = CHAN_HELP};
	boss_must_kill(forger, "out of order");
	CHECK(!menu_shown(&boss.menu));
}

static void sends_descriptors(int fd)
{
	struct chan_msg m = {.kind = CHAN_ALIVE};
	int two[2] = {0, 1};

	chan_send(fd, &m, two, 2);
	script_sleep_on();
}

static void sends_half(int fd)
{
	struct chan_msg m = {.kind = CHAN_ALIVE};

	send(fd, &m, sizeof m / 2, 0);
	script_sleep_on();
}

static void sends_more(int fd)
{
	static char m[sizeof(struct chan_msg) + 1];

	send(fd, m, sizeof m, 0);
	script_sleep_on();
}

static void hangs_up(int fd)
{
	close(fd);
	script_sleep_on();
}

TEST(messages_of_another_shape)
{
	boss_must_kill(sends_descriptors, "impossible message");
	boss_must_kill(sends_half, "another size");
	boss_must_kill(sends_more, "another size");
	boss_must_kill(hangs_up, "");
}

static void unsealed(int fd)
{
	script_part(fd, CHAN_KERNEL, script_memfd("kernel", 0), 6);
	script_sleep_on();
}

static void half_sealed(int fd)
{
	script_part(fd, CHAN_KERNEL,
		    script_memfd("kernel", F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK), 6);
	script_sleep_on();
}

static void wrong_size(int fd)
{
	script_part(fd, CHAN_KERNEL, script_memfd("kernel", CHAN_SEALS), 7);
	script_sleep_on();
}

static void no_file(int fd)
{
	int p[2];

	if (pipe(p) == 0)
		script_part(fd, CHAN_KERNEL, p[0], 0);
	script_sleep_on();
}

TEST(parts_that_could_still_change)
{
	boss_must_kill(unsealed, "not sealed");
	boss_must_kill(half_sealed, "not sealed");
	boss_must_kill(wrong_size, "not as announced");
	boss_must_kill(no_file, "not sealed");
}

static void impatient(int fd)
{
	struct chan_msg m = {.kind = CHAN_BOOT};

	script_part(fd, CHAN_KERNEL, script_memfd("kernel", CHAN_SEALS), 6);
	script_part(fd, CHAN_CMDLINE, script_memfd("", CHAN_SEALS), 0);
	script_send(fd, &m);
	script_send(fd, &m);
	script_sleep_on();
}

static void swapper(int fd)
{
	struct chan_msg m = {.kind = CHAN_BOOT};

	script_part(fd, CHAN_KERNEL, script_memfd("kernel", CHAN_SEALS), 6);
	script_part(fd, CHAN_CMDLINE, script_memfd("", CHAN_SEALS), 0);
	script_send(fd, &m);
	script_part(fd, CHAN_KERNEL, script_memfd("other", CHAN_SEALS), 5);
	script_sleep_on();
}

/* What is being loaded is neither loaded twice nor exchanged. */
TEST(second_boot_during_the_first)
{
	boss_begin(impatient);
	CHECK(boss_logged("second boot") && boss_logged("killed by signal 9"));
	CHECK_INT(boss.boots, 1);
	boss_end();
	boss_begin(swapper);
	CHECK(boss_logged("not sealed") && boss_logged("killed by signal 9"));
	CHECK_INT(boss.boots, 1);
	boss_end();
}

static void boots_nothing(int fd)
{
	struct chan_msg m = {.kind = CHAN_BOOT};

	script_send(fd, &m);
	script_wait(fd, CHAN_BOOT_FAILED, &m);
	script_say(fd, m.u.log.text);
	script_sleep_on();
}

TEST(boot_without_parts)
{
	boss_begin(boots_nothing);
	CHECK(boss_logged("no kernel or no command line"));
	CHECK(boss.boots == 0 && boss.reaped == 0);
	boss_end();
}

static void asks_for_an_address(int fd)
{
	struct chan_msg m = {.kind = CHAN_ADDR, .ifindex = 77};

	m.u.addr = (struct chan_addr){.addr = 0x0a090005, .prefix_len = 24, .valid_s = 60};
	script_send(fd, &m);
	script_wait(fd, CHAN_ADDR_RESULT, &m);
	script_say(fd, m.u.result.err == -ENODEV && m.u.result.addr == 0x0a090005 ? "as it should"
										  : "no");
	m = (struct chan_msg){.kind = CHAN_ADDR_GONE, .ifindex = 77};
	script_send(fd, &m);
	script_say(fd, "done");
	script_sleep_on();
}

/* The worker knows the links it was told of; others are none of its business. */
TEST(addresses_on_foreign_links)
{
	boss_begin(asks_for_an_address);
	CHECK(boss_logged("as it should") && boss_logged("done"));
	CHECK(boss.addrs == 0 && boss.gone == 0 && boss.reaped == 0);
	boss_end();
}

static int asks_for_vlan(int fd, unsigned ifindex, uint32_t tag)
{
	struct chan_msg m = {.kind = CHAN_VLAN, .ifindex = ifindex, .u.vlan = tag};

	script_send(fd, &m);
	script_wait(fd, CHAN_VLAN_SET, &m);
	return m.u.result.err;
}

static void makes_vlans(int fd)
{
	script_say(fd, "ready");
	script_wait(fd, CHAN_BOOT_FAILED, &(struct chan_msg){0});
	script_say(fd, asks_for_vlan(fd, 77, 5) == -ENODEV && asks_for_vlan(fd, 4, 5) == -ENODEV &&
				       asks_for_vlan(fd, 3, 6) == -ENOSPC &&
				       !asks_for_vlan(fd, 3, 5)
			       ? "as it should"
			       : "no");
	for (;;)
		asks_for_vlan(fd, 3, 5);
}

/* On links that are known and no VLANs themselves, and not at will. */
TEST(vlans_are_made_at_a_rate)
{
	boss_begin(makes_vlans);
	CHECK(boss_logged("ready"));
	boss.sup.links[0] = (struct supervise_link){.ifindex = 3, .link = {.name = "eth3"}};
	boss.sup.links[1] =
		(struct supervise_link){.ifindex = 4, .link = {.name = "eth3.7", .below = 3}};
	supervise_boot_failed(&boss.sup, "");
	CHECK(boss_logged("as it should"));
	CHECK_INT(boss.vlan, 5);
	CHECK(boss_logged("makes VLANs too often, killed"));
	boss.sup.links[0].ifindex = boss.sup.links[1].ifindex = 0;
	boss_end();
}

static void sets_the_clock(int fd)
{
	struct chan_msg m = {.kind = CHAN_CLOCK, .u.clock_ms = CHAN_CLOCK_MIN_MS + 5};

	script_send(fd, &m);
	script_wait(fd, CHAN_CLOCK_SET, &m);
	script_say(fd, m.u.result.err == -EPERM ? "told" : "no");
	m = (struct chan_msg){.kind = CHAN_CLOCK, .u.clock_ms = CHAN_CLOCK_MIN_MS};
	for (;;) {
		script_send(fd, &m);
		script_wait(fd, CHAN_CLOCK_SET, &(struct chan_msg){0});
	}
}

/* Within its range, and not at will. */
TEST(clocks_are_set_at_a_rate)
{
	boss_begin(sets_the_clock);
	CHECK(boss_logged("told"));
	CHECK(boss_logged("sets the clock too often, killed"));
	CHECK(boss.clocks > 1 && boss.clocks <= 100 && boss.clock_ms >= CHAN_CLOCK_MIN_MS);
	boss_end();
}

static void awaits_forever(int fd)
{
	struct chan_msg m = {.kind = CHAN_AWAIT, .ifindex = 77};

	for (;;) {
		script_send(fd, &m);
		m.ifindex = 3;
		for (int i = 0; i < 10; i++)
			script_send(fd, &m);
		script_say(fd, "asked");
		script_wait(fd, CHAN_BOOT_FAILED, &(struct chan_msg){0});
	}
}

/* Ten messages at once, every second for @seconds; @comes = how many packets come in meanwhile. */
static void await_for(unsigned seconds, unsigned comes)
{
	for (unsigned i = 0; i < seconds; i++) {
		boss.lines[0] = '\0';
		CHECK(boss_logged("asked"));
		boss.now += 1000;
		boss.received += comes;
		supervise_boot_failed(&boss.sup, "");
	}
}

static void begin_awaiting(bool may_go_deaf)
{
	boss_begin(awaits_forever);
	boss.sup.links[0] = (struct supervise_link){
		.ifindex = 3, .link = {.name = "eth3", .may_go_deaf = may_go_deaf}};
}

/* A worker in strange hands must not keep the machine off its network. */
TEST(links_are_switched_off_and_on_rarely)
{
	begin_awaiting(true);
	await_for(3, 0);
	CHECK_INT(boss.relinks, 0);
	await_for(1, 0);
	CHECK_INT(boss.relinks, 1);
	await_for(600, 0);
	CHECK(boss.relinks > 5 && boss.relinks < 60);
	CHECK_INT(boss.reaped, 0);
	boss_end();
}

TEST(links_that_hear_anything_are_never_switched)
{
	begin_awaiting(true);
	await_for(30, 1);
	CHECK_INT(boss.relinks, 0);
	boss_end();
}

TEST(links_that_do_not_go_deaf_are_never_switched)
{
	begin_awaiting(false);
	await_for(30, 0);
	CHECK_INT(boss.relinks, 0);
	boss_end();
}

/* The link below a VLAN may be on a port that gives it nothing, for ever: it must not take the VLAN
 * down with it. A VLAN that hears nothing has the link below it switched. */
TEST(links_below_vlans_are_switched_for_the_vlans_only)
{
	begin_awaiting(true);
	boss.sup.links[1] = (struct supervise_link){
		.ifindex = 4, .link = {.name = "eth3.5", .may_go_deaf = true, .below = 3}};
	await_for(30, 0);
	CHECK_INT(boss.relinks, 0);
	boss_end();
}

TEST(deaf_vlans_have_the_link_below_switched)
{
	begin_awaiting(true);
	boss.sup.links[0].link.below = boss.below = 2;
	await_for(3, 0);
	CHECK_INT(boss.relinks, 0);
	await_for(1, 0);
	CHECK_INT(boss.relinks, 1);
	boss_end();
}

/* --- issue items ------------------------------------------------------------------------------ */

/* What PID 1 sent it stays unread, so the channel is reset. */
static void dies_early(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	poll(&p, 1, -1);
	_exit(7);
}

TEST(real_21_dead_worker_is_called_dead)
{
	boss_begin(dies_early);
	CHECK(boss_logged("worker: ended with status 7"));
	CHECK(!strstr(boss.lines, "another size") && !strstr(boss.lines, "cannot be received"));
	boss_end();
}

static void sets_and_sets(int fd)
{
	struct chan_msg m = {.kind = CHAN_ADDR_GONE, .ifindex = 1}; /* the other one is answered */

	for (int i = 0; i < 1000; i++)
		script_send(fd, &m);
	script_sleep_on();
}

TEST(real_21_addresses_are_set_at_a_limited_rate)
{
	boss_must_kill(sets_and_sets, "addresses too often");
	CHECK(boss.gone <= 100);
}
