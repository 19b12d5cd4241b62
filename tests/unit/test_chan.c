/* SPDX-License-Identifier: MIT
 * PID 1's only gate: whatever a taken-over worker sends, nothing out of range gets past. */
#include "tests/unit/check.h"

#include "lib/log.h"
#include "lib/random.h"
#include "pxe/chan.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct chan_msg addr_msg(void)
{
	struct chan_msg m = {.kind = CHAN_ADDR, .ifindex = 2};

	m.u.addr = (struct chan_addr){.addr = 0x0a00020f, .prefix_len = 24, .valid_s = 60};
	return m;
}

TEST(only_the_workers_kinds_pass)
{
	for (uint32_t kind = 0; kind <= CHAN_KIND_END; kind++) {
		struct chan_msg m = addr_msg();

		m.kind = kind;
		if (kind <= CHAN_FKEY || kind == CHAN_KIND_END)
			CHECK(!chan_check(&m, 0));
	}
}

/* What no machine can have, and what the kernel makes itself, is not set. */
TEST(addresses_of_ip6_that_may_be_set)
{
	static const struct {
		uint8_t addr[16];
		bool ok;
	} cases[] = {
		{{0xfd, [15] = 1}, true},
		{{0x20, 1, 0xd, 0xb8, [15] = 1}, true},
		{{0}, false},
		{{[15] = 1}, false},
		{{0xfe, 0x80, [15] = 1}, false},
		{{0xff, 2, [15] = 1}, false},
		{{[10] = 0xff, 0xff, 10, 0, 0, 1}, false},
		{{[12] = 10, 0, 0, 1}, false},
	};
	struct chan_msg m = {.kind = CHAN_ADDR6, .ifindex = 2};

	m.u.addr6.valid_s = 60;
	m.u.addr6.prefix_len = 128;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memcpy(m.u.addr6.addr, cases[i].addr, 16);
		CHECK_INT(chan_check(&m, 0), cases[i].ok);
	}
	memcpy(m.u.addr6.addr, cases[0].addr, 16);
	for (unsigned len = 0; len < 256; len++) {
		m.u.addr6.prefix_len = (uint8_t)len;
		CHECK_INT(chan_check(&m, 0), len >= 1 && len <= 128);
	}
	m.u.addr6.prefix_len = 64;
	memcpy(m.u.addr6.gateway, (const uint8_t[16]){0xfe, 0x80, [15] = 1}, 16);
	CHECK(chan_check(&m, 0));
	memcpy(m.u.addr6.gateway, (const uint8_t[16]){0xff, 2, [15] = 1}, 16);
	CHECK(!chan_check(&m, 0));
	memcpy(m.u.addr6.gateway, (const uint8_t[16]){[10] = 0xff, 0xff, 10, 0, 0, 1}, 16);
	CHECK(!chan_check(&m, 0));
	memset(m.u.addr6.gateway, 0, 16);
	CHECK(!chan_check(&m, 1));
	m.u.addr6.valid_s = 0;
	CHECK(!chan_check(&m, 0));
	m.u.addr6.valid_s = 1;
	m.ifindex = 0;
	CHECK(!chan_check(&m, 0));
}

TEST(text_must_be_printable_and_end)
{
	struct chan_msg m = {.kind = CHAN_LOG};

	m.u.log.level = LOG_INFO;
	strcpy(m.u.log.text, "eth0: lease 10.0.2.15");
	CHECK(chan_check(&m, 0));
	m.u.log.text[3] = '\x1b';
	CHECK(!chan_check(&m, 0));
	m.u.log.text[3] = '\n';
	CHECK(!chan_check(&m, 0));
	strcpy(m.u.log.text, "B\xc3\xbcro \xe4\xb8\xad");
	CHECK(chan_check(&m, 0));
	strcpy(m.u.log.text, "B\xc3");
	CHECK(!chan_check(&m, 0));
	strcpy(m.u.log.text, "x\xe2\x80\xaey"); /* from right to left */
	CHECK(!chan_check(&m, 0));
	m.kind = CHAN_CMDLINE_IS; /* what is edited is ASCII */
	m.u.choice = (struct chan_choice){.line = "k caf\xc3\xa9"};
	CHECK(!chan_check(&m, 0));
	m.kind = CHAN_LOG;
	memset(m.u.log.text, 'a', CHAN_TEXT_MAX);
	CHECK(!chan_check(&m, 0));
	m.u.log.text[CHAN_TEXT_MAX - 1] = 0;
	CHECK(chan_check(&m, 0));
	m.u.log.level = LOG_DEBUG + 1;
	CHECK(!chan_check(&m, 0));
}

TEST(menus_keep_their_ranges)
{
	struct chan_msg m = {.kind = CHAN_MENU};

	CHECK(!chan_check(&m, 0)); /* not even a root menu */
	m.u.menu.menus = CHAN_MENUS;
	m.u.menu.entries = CHAN_ENTRIES;
	m.u.menu.start = CHAN_MENUS - 1;
	m.u.menu.flags = CHAN_M_ALL;
	CHECK(chan_check(&m, 0));
	m.u.menu.start++;
	CHECK(!chan_check(&m, 0));
	m.u.menu.start = 0;
	m.u.menu.flags++;
	CHECK(!chan_check(&m, 0));
	m.u.menu.flags = 0;
	m.u.menu.entries++;
	CHECK(!chan_check(&m, 0));
	m.u.menu.entries = 0;
	m.u.menu.autoboot[0] = '\x1b';
	CHECK(!chan_check(&m, 0));
}

TEST(entries_keep_their_ranges)
{
	struct chan_msg m = {.kind = CHAN_ENTRY};

	m.u.entry.entry = CHAN_ENTRIES - 1;
	m.u.entry.menu = m.u.entry.target = CHAN_MENUS - 1;
	m.u.entry.kind = CHAN_E_KINDS - 1;
	m.u.entry.hotkey = '~';
	m.u.entry.locked = 1;
	CHECK(chan_check(&m, 0));
	m.u.entry.entry++;
	CHECK(!chan_check(&m, 0));
	m.u.entry.entry = 0;
	m.u.entry.target++;
	CHECK(!chan_check(&m, 0));
	m.u.entry.target = 0;
	m.u.entry.hotkey = '\x1b';
	CHECK(!chan_check(&m, 0));
	m.u.entry.hotkey = 0;
	m.u.entry.locked = 2;
	CHECK(!chan_check(&m, 0));
	m.u.entry.locked = 0;
	memset(m.u.entry.text, 'a', sizeof m.u.entry.text);
	CHECK(!chan_check(&m, 0));
}

TEST(addresses_are_those_of_a_host)
{
	static const uint32_t bad[] = {0,	   0x00000001, 0x7f000001,
				       0xe0000001, 0xffffffff, 0xf0000001};
	struct chan_msg m = addr_msg();

	CHECK(chan_check(&m, 0));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		m = addr_msg();
		m.u.addr.addr = bad[i];
		CHECK(!chan_check(&m, 0));
	}
	m = addr_msg();
	m.u.addr.prefix_len = 33;
	CHECK(!chan_check(&m, 0));
	m.u.addr.prefix_len = 0;
	CHECK(!chan_check(&m, 0));
	m = addr_msg();
	m.u.addr.routes = CHAN_ROUTES_MAX;
	CHECK(chan_check(&m, 0));
	m.u.addr.routes = CHAN_ROUTES_MAX + 1;
	CHECK(!chan_check(&m, 0));
	m = addr_msg();
	m.u.addr.routes = 1;
	m.u.addr.route[0].gateway = 0xe0000001;
	CHECK(!chan_check(&m, 0));
	m = addr_msg();
	m.u.addr.mtu = 67;
	CHECK(!chan_check(&m, 0));
	m = addr_msg();
	m.ifindex = 0;
	CHECK(!chan_check(&m, 0));
	m.kind = CHAN_AWAIT;
	CHECK(!chan_check(&m, 0));
	m.ifindex = 2;
	CHECK(chan_check(&m, 0) && !chan_check(&m, 1));
}

TEST(stages_keep_their_ranges)
{
	struct chan_msg m = {.kind = CHAN_STAGE};

	m.u.stage.kind = CHAN_STAGES - 1;
	m.u.stage.to_ms = m.u.stage.bytes = INT64_MAX;
	strcpy(m.u.stage.text, "eth0 10.0.2.15");
	CHECK(chan_check(&m, 0));
	m.u.stage.from_ms = (uint64_t)INT64_MAX + 1;
	CHECK(!chan_check(&m, 0)); /* it ends before it began */
	m.u.stage.from_ms = 0;
	m.u.stage.to_ms++;
	CHECK(!chan_check(&m, 0));
	m.u.stage.to_ms = 0;
	m.u.stage.bytes++;
	CHECK(!chan_check(&m, 0));
	m.u.stage.bytes = 0;
	m.u.stage.kind++;
	CHECK(!chan_check(&m, 0));
	m.u.stage.kind = 0;
	m.u.stage.text[2] = '\n';
	CHECK(!chan_check(&m, 0));
	CHECK_STR(chan_stage_str(CHAN_STAGE_JUMP), "jump");
	CHECK_STR(chan_stage_str(CHAN_STAGES), "unknown");
}

TEST(clocks_keep_their_range)
{
	static const struct {
		uint64_t ms;
		bool ok;
	} r[] = {{CHAN_CLOCK_MIN_MS, true}, {CHAN_CLOCK_MIN_MS - 1, false}, {0, false},
		 {CHAN_CLOCK_MAX_MS, true}, {CHAN_CLOCK_MAX_MS + 1, false}, {UINT64_MAX, false}};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct chan_msg m = {.kind = CHAN_CLOCK, .u.clock_ms = r[i].ms};

		CHECK_INT(chan_check(&m, 0), r[i].ok);
		CHECK(!chan_check(&m, 1));
	}
}

TEST(vlans_keep_their_range)
{
	static const struct {
		uint32_t ifindex, vlan;
		bool ok;
	} r[] = {{2, 1, true}, {2, 4094, true}, {2, 0, false}, {2, 4095, false}, {0, 1, false}};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct chan_msg m = {
			.kind = CHAN_VLAN, .ifindex = r[i].ifindex, .u.vlan = r[i].vlan};

		CHECK_INT(chan_check(&m, 0), r[i].ok);
	}
}

TEST(descriptors_come_with_parts_only)
{
	struct chan_msg m = {.kind = CHAN_PART};

	m.u.part.which = CHAN_KERNEL;
	CHECK(chan_check(&m, 1));
	CHECK(!chan_check(&m, 0));
	CHECK(!chan_check(&m, 2));
	m.u.part.which = CHAN_PARTS;
	CHECK(!chan_check(&m, 1));
	m = addr_msg();
	CHECK(!chan_check(&m, 1));
}

TEST(random_messages_never_crash_the_gate)
{
	struct random r = {.state = 42};

	for (int round = 0; round < 20000; round++) {
		struct chan_msg m;
		uint8_t *p = (uint8_t *)&m;

		for (size_t i = 0; i < sizeof m; i++)
			p[i] = (uint8_t)random_u32(&r);
		m.kind = random_below(&r, CHAN_KIND_END + 1);
		(void)chan_check(&m, random_below(&r, 3));
	}
}

TEST(messages_and_descriptors_arrive_whole)
{
	struct chan_msg m = addr_msg(), got;
	int pair[2], fds[CHAN_FDS_MAX], pipes[2];

	if (!CHECK_INT(chan_pair(pair), 0) || !CHECK_INT(pipe(pipes), 0))
		return;
	CHECK_INT(chan_recv(pair[0], &got, fds), -EAGAIN);
	CHECK_INT(chan_send(pair[1], &m, pipes, 2), 0);
	CHECK_INT(chan_recv(pair[0], &got, fds), 2);
	CHECK_INT(write(fds[1], "x", 1), 1);
	CHECK_INT(got.u.addr.prefix_len, 24);
	close(fds[0]);
	close(fds[1]);
	CHECK_INT(send(pair[1], "short", 5, 0), 5);
	CHECK_INT(chan_recv(pair[0], &got, fds), -EPROTO);
	close(pair[1]);
	CHECK_INT(chan_recv(pair[0], &got, fds), -EPIPE);
	close(pair[0]);
	close(pipes[0]);
	close(pipes[1]);
}
