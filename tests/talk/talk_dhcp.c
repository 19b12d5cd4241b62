/* SPDX-License-Identifier: MIT
 * The DHCP client gets a lease, on a virtual clock; talk_dhcp_lease.c is about what follows. */
#include "tests/talk/dhcp_peer.h"
#include "tests/unit/check.h"

#include <string.h>

TEST(dora)
{
	const struct dhcp_lease *l;

	us_begin();
	CHECK_INT(us.sent, 0);
	us_step();
	CHECK_INT(us.sent, 1);
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	CHECK(us.last.broadcast && us.last.port == 67 && us.last.src == 0);
	CHECK_INT(us.packet[10], 0); /* unicast replies wanted */
	CHECK_INT(peer_offer(SERVER, ADDR, "s390/boot.img"), 0);
	us_step();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(us_sent_opt32(50) == ADDR && us_sent_opt32(54) == SERVER);
	CHECK(!dhcp_client_lease(&us.c));
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, "s390/boot.img"), 0);
	CHECK_INT(us.bound, 1);
	l = dhcp_client_lease(&us.c);
	if (!CHECK(l))
		return;
	CHECK(l->addr == ADDR && l->prefixlen == 24 && l->server_id == SERVER);
	CHECK_INT(l->lease_s, 3600);
	CHECK_INT(l->t1_s, 1800);
	CHECK_INT(l->t2_s, 3150);
	CHECK_STR(l->boot.bootfile, "s390/boot.img");
	CHECK(l->boot.server_ip == SERVER && !l->boot.pending);
}

TEST(one_good_server_costs_no_wait)
{
	uint64_t before;

	us_begin();
	us_step();
	before = us.now;
	peer_offer(SERVER, ADDR, "pxelinux.0");
	us_step();
	CHECK_INT(us.now - before, 0);
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
}

TEST(state_fits_in_64_kib)
{
	CHECK(sizeof us.c < 65536);
}

TEST(silence_is_4_8_16_32_60_under_one_xid)
{
	static const unsigned gap[] = {4, 8, 16, 32, 60};
	uint32_t xid;

	us_begin();
	us_step();
	xid = us_sent_xid();
	for (unsigned i = 0; i < 5; i++) {
		uint64_t before = us.now, waited;
		unsigned packets = us.sent;

		CHECK_INT(us_sent_xid(), xid);
		CHECK_INT(us.packet[10], i < 2 ? 0 : 0x80);
		while (us.sent == packets)
			us_step();
		waited = us.now - before;
		CHECK(waited >= gap[i] * 1000 - 1000 && waited <= gap[i] * 1000 + 1000);
		CHECK((us.packet[8] << 8 | us.packet[9]) > 0);
	}
	/* The next cycle: new id, and unicast replies will do again. */
	CHECK(us_sent_xid() != xid);
	CHECK_INT(us.packet[10], 0);
	CHECK_INT(us.sent, 6);
}

/* Its answers never reach a machine without an address otherwise, or it answers nothing else. */
TEST(server_that_heeds_the_broadcast_flag_alone)
{
	uint64_t began;

	us_begin();
	us_step();
	began = us.now;
	while (!us.packet[10])
		us_step();
	CHECK(us.now - began <= 14000);
	CHECK_INT(peer_offer(SERVER, ADDR, "pxelinux.0"), 0);
	us_step();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK_INT(us.packet[10], 0x80);
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, "pxelinux.0"), 0);
	/* a renewal is unicast; whatever begins anew asks as it was answered */
	us_run_until(us.now + 4000000);
	CHECK_INT(us.lost, 1);
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	CHECK_INT(us.packet[10], 0x80);
}

TEST(hazard_40_late_offer)
{
	us_begin();
	us_step();
	us_run_until(us.now + 50000);
	CHECK_INT(peer_offer(SERVER, ADDR, "pxelinux.0"), 0);
	us_step();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
}

TEST(hazard_38_nak_in_every_state)
{
	/* SELECTING: nothing was asked yet. */
	us_begin();
	us_step();
	CHECK_INT(peer_nak(SERVER), DHCP_CLIENT_UNWANTED);
	CHECK_INT(peer_nak(0), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.c.state, DHCP_SELECTING);

	us_to_requesting();
	CHECK_INT(peer_nak(SERVER2), DHCP_CLIENT_UNWANTED);
	CHECK_INT(peer_nak(0), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.c.state, DHCP_REQUESTING);
	CHECK_INT(peer_nak(SERVER), 0);
	CHECK_INT(us.c.state, DHCP_INIT);
	CHECK_INT(us.lost, 0);

	us_to_bound(3600);
	CHECK_INT(peer_nak(SERVER), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.c.state, DHCP_IS_BOUND);

	us_step();
	CHECK_INT(us.c.state, DHCP_RENEWING);
	CHECK_INT(peer_nak(SERVER2), DHCP_CLIENT_UNWANTED);
	CHECK_INT(peer_nak(SERVER), 0);
	CHECK_INT(us.c.state, DHCP_INIT);
	CHECK_INT(us.lost, 1);
	CHECK(!dhcp_client_lease(&us.c));

	us_to_bound(3600);
	us_run_until(us.now + 3200000);
	CHECK_INT(us.c.state, DHCP_REBINDING);
	CHECK_INT(peer_nak(SERVER2), DHCP_CLIENT_UNWANTED);
	CHECK_INT(peer_nak(SERVER), 0);
	CHECK_INT(us.lost, 1);
}

TEST(hazard_38_nak_storm_is_one_discover_per_10_s)
{
	unsigned discovers = 0;
	uint64_t until;

	us_begin();
	until = us.now + 300000;
	while (us.now < until) {
		us_step();
		if (us.c.state == DHCP_SELECTING) {
			if (us.c.tries == 1)
				discovers++;
			peer_offer(SERVER, ADDR, "pxelinux.0");
		}
		for (unsigned i = 0; i < 100 && us.c.state == DHCP_REQUESTING; i++)
			peer_nak(SERVER);
	}
	CHECK(discovers >= 20 && discovers <= 31);
	/* The offer and the refusal, once each; the other 99 refusals are silent. */
	CHECK(us.said <= 2 * discovers);
}

TEST(no_minute_without_a_word)
{
	uint64_t quiet = 0;

	us_begin();
	us_step();
	us.said_at = us.now;
	while (us.now < 3600000) {
		uint64_t before = us.said_at;

		us_step();
		if (us.said_at != before && us.said_at - before > quiet)
			quiet = us.said_at - before;
	}
	CHECK(quiet > 30000 && quiet <= 60000);
}

TEST(start_jitter_spreads_and_is_bounded)
{
	struct dhcp_conf conf = us_conf();
	uint64_t least = UINT64_MAX, most = 0;

	conf.start_jitter_ms = 1000;
	for (unsigned i = 0; i < 200; i++) {
		uint64_t wait;

		conf.seed = i;
		us_begin_with(&conf);
		us_step();
		CHECK_INT(us.sent, 1);
		wait = us.now - 1000;
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	CHECK(least < 100 && most > 900 && most <= 1000);
}

/* Machines that start together and ask at once: a server that missed them hears them apart. */
TEST(unanswered_discover_is_repeated_at_another_time_by_each_machine)
{
	struct dhcp_conf conf = us_conf();
	uint64_t least = UINT64_MAX, most = 0;

	conf.start_jitter_ms = 0;
	for (unsigned i = 0; i < 200; i++) {
		conf.seed = i;
		us_begin_with(&conf);
		us_step();
		CHECK(us.sent == 1 && us.now == 1000);
		us_step();
		CHECK_INT(us.sent, 2);
		least = us.now < least ? us.now : least;
		most = us.now > most ? us.now : most;
	}
	CHECK(least >= 4000 && most <= 6000 && most - least > 1800);
}

TEST(same_seed_same_packets)
{
	uint32_t xid;

	us_begin();
	us_step();
	us_run_until(300000);
	xid = us_sent_xid();
	us_begin();
	us_step();
	us_run_until(300000);
	CHECK_INT(us_sent_xid(), xid);
}

TEST(request_lost_is_sent_again_then_all_anew)
{
	uint32_t xid;
	uint64_t began;

	us_to_requesting();
	xid = us_sent_xid();
	began = us.now;
	for (unsigned i = 0; i < 3; i++) {
		us_step();
		CHECK_INT(us_sent_type(), DHCP_REQUEST);
		CHECK_INT(us_sent_xid(), xid);
	}
	us_step();
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	CHECK(us_sent_xid() != xid);
	CHECK(us.now - began >= 56000 && us.now - began <= 64000);
}

TEST(server_that_died_after_its_offer)
{
	uint64_t before;

	us_begin();
	us_step();
	peer_offer(SERVER, ADDR, "pxelinux.0");
	peer_offer(SERVER2, ADDR + 1, NULL);
	us_step();
	CHECK(us_sent_opt32(54) == SERVER);
	before = us.now;
	us_step();
	us_step();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(us_sent_opt32(54) == SERVER2 && us_sent_opt32(50) == ADDR + 1);
	CHECK(us.now - before <= 14000);
	CHECK_INT(peer_ack(SERVER2, ADDR + 1, 3600, NULL), 0);
	CHECK_INT(us.bound, 1);
}

TEST(two_servers_the_better_offer_wins_whoever_is_faster)
{
	for (unsigned first = 0; first < 2; first++) {
		us_begin();
		us_step();
		if (first == 0)
			peer_offer(SERVER2, ADDR + 1, NULL);
		peer_offer(SERVER, ADDR, "pxelinux.0");
		if (first == 1)
			peer_offer(SERVER2, ADDR + 1, NULL);
		us_step();
		CHECK(us_sent_opt32(54) == SERVER);
	}
}

/* iPXE's own option rules a proxyDHCP server out. */
TEST(bare_offer_that_rules_out_a_proxy_is_taken_at_once)
{
	uint64_t before;

	us_begin();
	us_step();
	before = us.now;
	reply_begin(&us.r, DHCP_OFFER, us.c.xid, ADDR, 0, SERVER);
	reply_u32(&us.r, 51, 3600);
	reply_opt(&us.r, 175, "\xb0\1\1", 3);
	CHECK_INT(peer_feed(reply_end(&us.r)), 0);
	us_step();
	CHECK_INT(us.now - before, 0);
	CHECK(us_sent_opt32(54) == SERVER);
}

TEST(bare_offer_waits_two_seconds_for_a_better_one)
{
	uint64_t before;

	us_begin();
	us_step();
	before = us.now;
	peer_offer(SERVER2, ADDR + 1, NULL);
	us.now += 1500;
	peer_offer(SERVER, ADDR, "pxelinux.0");
	us_step();
	CHECK_INT(us.now - before, 1500 + DHCP_GATHER_MS);
	CHECK(us_sent_opt32(54) == SERVER);
	us_begin();
	us_step();
	before = us.now;
	peer_offer(SERVER2, ADDR + 1, NULL);
	us_step();
	CHECK_INT(us.now - before, DHCP_GRACE_MS);
	CHECK(us_sent_opt32(54) == SERVER2);
}

TEST(duplicates_change_nothing)
{
	us_begin();
	us_step();
	for (unsigned i = 0; i < 5; i++)
		peer_offer(SERVER, ADDR, "pxelinux.0");
	us_step();
	CHECK_INT(us.sent, 2);
	CHECK_INT(us.c.offers.n, 1);
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, "pxelinux.0"), 0);
	for (unsigned i = 0; i < 5; i++)
		CHECK_INT(peer_ack(SERVER, ADDR, 3600, "pxelinux.0"), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.bound, 1);
	CHECK_INT(us.sent, 2);
}

TEST(hazard_07_replies_to_an_old_question)
{
	us_begin();
	us_step();
	reply_begin(&us.r, DHCP_OFFER, us.c.xid ^ 1, ADDR, SERVER, SERVER);
	CHECK_INT(peer_feed(reply_end(&us.r)), DHCP_MSG_NOT_FOR_US);
	CHECK_INT(us.c.offers.n, 0);
}

TEST(hazard_24_ack_of_another_server)
{
	us_to_requesting();
	CHECK_INT(peer_ack(SERVER2, ADDR, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.bound, 0);
	/* One that forgets its identifier is still the one that was asked. */
	CHECK_INT(peer_ack(0, ADDR, 3600, NULL), 0);
	CHECK_INT(us.bound, 1);
	CHECK(dhcp_client_lease(&us.c)->server_id == SERVER);
}

TEST(hazard_41_ack_for_another_address)
{
	us_to_requesting();
	CHECK_INT(peer_ack(SERVER, ADDR + 1, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(peer_ack(SERVER, 0, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.bound, 0);
	us_to_bound(3600);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR + 1, 3600, NULL), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.c.state, DHCP_RENEWING);
}

TEST(hazard_42_messages_that_no_server_sends)
{
	static const uint8_t types[] = {DHCP_DISCOVER, DHCP_REQUEST, DHCP_DECLINE,
					DHCP_RELEASE,  DHCP_INFORM,  9 /* FORCERENEW */};

	for (unsigned bound_first = 0; bound_first < 2; bound_first++) {
		if (bound_first)
			us_to_bound(3600);
		else
			us_to_requesting();
		for (size_t i = 0; i < sizeof types; i++) {
			enum dhcp_state before = us.c.state;

			reply_begin(&us.r, (enum dhcp_type)types[i], us.c.xid, ADDR, 0, SERVER);
			CHECK(peer_feed(reply_end(&us.r)) != 0);
			CHECK_INT(us.c.state, before);
		}
	}
}

TEST(replies_come_from_server_ports_only)
{
	struct dhcp_from from = {.addr = SERVER, .port = 1067};

	us_begin();
	us_step();
	reply_begin(&us.r, DHCP_OFFER, us.c.xid, ADDR, SERVER, SERVER);
	CHECK_INT(dhcp_client_input(&us.c, us.now, reply_end(&us.r), &from), DHCP_CLIENT_UNWANTED);
	CHECK_INT(us.c.offers.n, 0);
}

TEST(boot_file_named_in_the_offer_only)
{
	us_begin();
	us_step();
	peer_offer(SERVER, ADDR, "pxelinux.0");
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "pxelinux.0");
}

TEST(boot_file_named_in_the_ack_only)
{
	us_begin();
	us_step();
	peer_offer(SERVER, ADDR, NULL);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, "pxelinux.0"), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "pxelinux.0");
}

TEST(failed_server_is_avoided_but_not_refused)
{
	us_to_bound(3600);
	dhcp_client_search(&us.c, true, us.now);
	CHECK(!dhcp_client_lease(&us.c));
	us_step();
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	peer_offer(SERVER, ADDR, "pxelinux.0");
	peer_offer(SERVER2, ADDR + 1, NULL);
	us_step();
	CHECK(us_sent_opt32(54) == SERVER2);
	us_to_bound(3600);
	dhcp_client_search(&us.c, true, us.now);
	us_step();
	peer_offer(SERVER, ADDR, "pxelinux.0");
	us_step();
	CHECK(us_sent_opt32(54) == SERVER);
}

/* Bound to a router that knows nothing of booting. */
static void to_bare(void)
{
	struct dhcp_conf conf = us_conf();

	conf.proxy_ask = true;
	us_begin_with(&conf);
	us_step();
	CHECK_INT(peer_offer(SERVER, ADDR, NULL), 0);
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(us.bound, 1);
}

/* A server that answers 2.2 to 10 s late: its offer counts as soon as it comes. */
TEST(late_offer_with_boot_data_is_taken_when_it_comes)
{
	static const unsigned late_ms[] = {2200, 3000, 5000, 10000};

	for (unsigned i = 0; i < sizeof late_ms / sizeof *late_ms; i++) {
		uint64_t began;

		to_bare();
		began = us.c.discovered_at;
		us_run_until(began + late_ms[i]);
		CHECK_INT(peer_offer(SERVER2, ADDR + 1, "pxelinux.0"), 0);
		CHECK_INT(us.better, 1);
		dhcp_client_take(&us.c, us.now);
		us_drain();
		CHECK_INT(us_sent_type(), DHCP_REQUEST);
		CHECK(us_sent_opt32(54) == SERVER2 && us_sent_opt32(50) == ADDR + 1);
		CHECK_INT(peer_ack(SERVER2, ADDR + 1, 3600, "pxelinux.0"), 0);
		CHECK_INT(us.bound, 2);
		CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "pxelinux.0");
		CHECK(us.now == began + late_ms[i]);
	}
}

/* It answers a search that is over: its offer is for the next one, and needs no 2 s of waiting. */
TEST(late_offer_counts_in_the_next_search)
{
	uint32_t xid;

	to_bare();
	xid = us.c.xid;
	dhcp_client_search(&us.c, true, us.now + 1000);
	us_step();
	CHECK(us.c.xid != xid);
	CHECK_INT(peer_offer(SERVER, ADDR, NULL), 0);
	us.now += 500;
	reply_begin(&us.r, DHCP_OFFER, xid, ADDR + 1, SERVER2, SERVER2);
	reply_u32(&us.r, 51, 3600);
	reply_text(&us.r, 67, "pxelinux.0");
	CHECK_INT(peer_feed(reply_end(&us.r)), 0);
	us_run_until(us.now + DHCP_GATHER_MS);
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(us_sent_opt32(54) == SERVER2);
	/* An ACK of the old search is none of this one. */
	reply_begin(&us.r, DHCP_ACK, xid, ADDR + 1, SERVER2, SERVER2);
	CHECK_INT(peer_feed(reply_end(&us.r)), DHCP_CLIENT_UNWANTED);
}

/* ISC's min-secs: whoever began a moment ago is left to others. Each search would begin anew. */
TEST(server_that_leaves_the_first_seconds_to_others)
{
	uint64_t began;

	to_bare();
	began = us.c.discovered_at;
	for (unsigned i = 0; i < 3; i++) {
		us_run_until(us.now + 10000);
		dhcp_client_search(&us.c, true, us.now);
		us_step();
		CHECK_INT(us_sent_type(), DHCP_DISCOVER);
		CHECK_INT(us.packet[8] << 8 | us.packet[9], (us.now - began) / 1000);
		us_step();
		CHECK_INT(peer_offer(SERVER, ADDR, NULL), 0);
		us_step();
		CHECK_INT(us_sent_type(), DHCP_REQUEST);
		CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	}
	CHECK(us.now - began >= 30000);
	/* another lease, another beginning */
	dhcp_client_conflict(&us.c, us.now);
	us_drain();
	while (us_sent_type() != DHCP_DISCOVER)
		us_step();
	CHECK_INT(us.packet[8] << 8 | us.packet[9], 0);
}

TEST(late_offer_is_kept_while_the_lease_is_booted_from)
{
	to_bare();
	us_run_until(us.now + 3000);
	CHECK_INT(peer_offer(SERVER2, ADDR + 1, "pxelinux.0"), 0);
	us_run_until(us.now + 60000);
	dhcp_client_search(&us.c, true, us.now);
	us_step();
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	us_run_until(us.now + DHCP_GATHER_MS);
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(us_sent_opt32(54) == SERVER2);
	/* After two minutes its server may have given the address to another. */
	to_bare();
	CHECK_INT(peer_offer(SERVER2, ADDR + 1, "pxelinux.0"), 0);
	us_run_until(us.now + 120000);
	dhcp_client_search(&us.c, true, us.now);
	us_step();
	us_run_until(us.now + 3000);
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
}

TEST(late_offer_without_boot_data_changes_nothing)
{
	to_bare();
	CHECK_INT(peer_offer(SERVER2, ADDR + 1, NULL), 0);
	CHECK_INT(us.better, 0);
	us_to_bound(3600);
	CHECK_INT(peer_offer(SERVER2, ADDR + 1, "other.0"), 0);
	CHECK_INT(us.better, 0);
	dhcp_client_take(&us.c, us.now);
	us_drain();
	CHECK_INT(us.c.state, DHCP_IS_BOUND);
}

/* One that tests an address before it offers it comes a second late. */
TEST(other_servers_are_known_however_late)
{
	us_to_bound(3600);
	CHECK(!dhcp_client_others(&us.c));
	us.now += 1000;
	CHECK_INT(peer_offer(SERVER, ADDR, "pxelinux.0"), 0);
	CHECK(!dhcp_client_others(&us.c));
	CHECK_INT(peer_offer(SERVER2, ADDR + 1, "pxelinux.0"), 0);
	CHECK(dhcp_client_others(&us.c));
	CHECK(us.c.state == DHCP_IS_BOUND && us.sent == 2 && us.bound == 1);
	us_begin();
	us_step();
	peer_offer(SERVER, ADDR, "pxelinux.0");
	peer_offer(SERVER2, ADDR + 1, "pxelinux.0");
	us_step();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK(dhcp_client_others(&us.c));
}

TEST(no_other_server_is_wanted_without_boot_data)
{
	struct dhcp_conf conf = us_conf();

	conf.bare_ok = true;
	us_begin_with(&conf);
	us_step();
	peer_offer(SERVER, ADDR, NULL);
	peer_offer(SERVER2, ADDR + 1, NULL);
	CHECK(!dhcp_client_others(&us.c));
}

TEST(ack_counts_before_the_offer)
{
	us_to_requesting();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, "other.0"), 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "other.0");
}

/* --- loss ------------------------------------------------------------------------------------ */

/* A server behind a link that loses half of all packets, both ways. */
TEST(half_of_all_packets_lost)
{
	uint32_t dice = 1;
	unsigned slow = 0;

	for (unsigned run = 0; run < 100; run++) {
		struct dhcp_conf conf = us_conf();

		conf.seed = run;
		us_begin_with(&conf);
		while (!us.bound && CHECK(us.now < 3600000)) {
			unsigned before = us.sent;

			us_step();
			if (us.sent == before)
				continue;
			dice = dice * 1664525 + 1013904223;
			if ((dice >> 24 & 3) != 0) /* a quarter makes it there and back */
				continue;
			if (us_sent_type() == DHCP_DISCOVER)
				peer_offer(SERVER, ADDR, "pxelinux.0");
			else
				peer_ack(SERVER, ADDR, 3600, "pxelinux.0");
		}
		slow += us.now > 900000;
	}
	/* A quarter hour is enough but for a few unlucky ones. */
	CHECK(slow <= 5);
}

TEST(caller_that_never_drains)
{
	struct dhcp_conf conf = us_conf();
	struct dhcp_from from = {.addr = SERVER, .port = 67};

	us_begin_with(&conf);
	for (unsigned i = 0; i < 100; i++) {
		us.now = dhcp_client_deadline(&us.c);
		dhcp_client_tick(&us.c, us.now);
		reply_begin(&us.r, DHCP_OFFER, us.c.xid, ADDR, SERVER, SERVER);
		dhcp_client_input(&us.c, us.now, reply_end(&us.r), &from);
	}
	CHECK_INT(us.c.queue_n, DHCP_ACTIONS_MAX);
}

TEST(flood_of_offers_is_bounded_and_said_few_times)
{
	us_begin();
	us_step();
	for (unsigned i = 0; i < 1000; i++)
		peer_offer(IP(10, 0, 3, 1) + i, ADDR + i, NULL);
	CHECK_INT(us.c.offers.n, DHCP_OFFERS_MAX);
	us_step();
	CHECK(us_sent_opt32(54) == IP(10, 0, 3, 1));
}

/* What is known of one client, its seed even, says nothing of its next xid. */
TEST(real_22_xids_do_not_follow_from_the_seed)
{
	struct dhcp_conf conf = us_conf();
	static struct dhcp_client one, other;

	dhcp_client_start(&one, &conf, 1000);
	dhcp_client_start(&other, &conf, 1000);
	CHECK(one.xid != other.xid);
	random_secret_seed(7);
	dhcp_client_start(&one, &conf, 1000);
	random_secret_seed(7);
	dhcp_client_start(&other, &conf, 1000);
	CHECK(one.xid == other.xid);
}

/* --- BOOTP ----------------------------------------------------------------------------------- */

static int peer_bootp(uint32_t server, uint32_t addr, const char *file)
{
	reply_bare(&us.r, us.c.xid, addr, 0);
	reply_u32(&us.r, 1, 0xffffff00);
	reply_file(&us.r, file, strlen(file));
	return peer_feed_from(reply_end(&us.r), server);
}

/* A BOOTP server has no second step, and its address has no end (RFC 1534). */
TEST(bootp_server_grants_at_once)
{
	us_begin();
	us_step();
	CHECK_INT(peer_bootp(SERVER, ADDR, "boot.0"), 0);
	us_run_until(us.now + 2500); /* a better offer may come */
	CHECK_INT(us.bound, 1);
	CHECK_INT(us.sent, 1);
	CHECK_INT(dhcp_client_lease(&us.c)->addr, ADDR);
	CHECK_INT(dhcp_client_lease(&us.c)->prefixlen, 24);
	CHECK_INT(dhcp_client_lease(&us.c)->server_id, SERVER);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "boot.0");
	CHECK_INT(dhcp_client_lease(&us.c)->boot.server_ip, SERVER);
	us_run_until(us.now + 100u * 86400 * 1000);
	CHECK(us.sent == 1 && us.lost == 0 && us.renewed == 0);
}

TEST(dhcp_comes_before_bootp)
{
	us_begin();
	us_step();
	CHECK_INT(peer_bootp(SERVER, ADDR, ""), 0);
	CHECK_INT(peer_offer(SERVER2, ADDR + 1, NULL), 0);
	us_run_until(us.now + 2500);
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK_INT(us_sent_opt32(54), SERVER2);
	/* but who says nothing more serves if the other does not confirm */
	us_run_until(us.now + 15000);
	CHECK_INT(us.bound, 1);
	CHECK_INT(dhcp_client_lease(&us.c)->addr, ADDR);
}
