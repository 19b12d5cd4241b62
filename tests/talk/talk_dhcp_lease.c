/* SPDX-License-Identifier: MIT
 * The DHCP client keeps a lease, renews it and loses it, on a virtual clock. */
#include "tests/talk/dhcp_peer.h"
#include "tests/unit/check.h"

TEST(renews_by_unicast_at_t1)
{
	uint64_t bound_at;

	us_to_bound(3600);
	bound_at = us.now;
	us_step();
	CHECK_INT(us.c.state, DHCP_RENEWING);
	CHECK(us.now - bound_at <= 1800000 && us.now - bound_at >= 1700000);
	CHECK(!us.last.broadcast && us.last.dest == SERVER && us.last.port == 67 &&
	      us.last.src == ADDR);
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(!us_sent_opt32(50) && !us_sent_opt32(54));
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(us.c.state, DHCP_IS_BOUND);
	CHECK_INT(us.renewed, 1);
	CHECK_INT(us.bound, 1);
	/* What we boot by was said once and stays. */
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "pxelinux.0");
}

TEST(rebinds_then_expires)
{
	uint64_t bound_at;

	us_to_bound(3600);
	bound_at = us.now;
	us_run_until(bound_at + 3149000);
	CHECK_INT(us.c.state, DHCP_RENEWING);
	us_run_until(bound_at + 3151000);
	CHECK_INT(us.c.state, DHCP_REBINDING);
	CHECK(us.last.broadcast && us.last.src == ADDR);
	CHECK_INT(us.lost, 0);
	us_run_until(bound_at + 3600000);
	CHECK_INT(us.lost, 1);
	CHECK(!dhcp_client_lease(&us.c));
	us_step();
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
}

TEST(renewals_repeat_at_growing_pauses_until_t2)
{
	unsigned first;

	us_to_bound(86400);
	first = us.sent;
	us_step();
	CHECK_INT(us.c.state, DHCP_RENEWING);
	while (us.c.state == DHCP_RENEWING)
		us_step();
	/* The last gap is cut off by T2. */
	CHECK(us.sent - first >= 8 && us.sent - first <= 30);
	CHECK(us.sent_at[first + 1] - us.sent_at[first] <= 5000);
	for (unsigned i = first; i + 1 < us.sent; i++)
		CHECK(us.sent_at[i + 1] - us.sent_at[i] >= 1000);
}

TEST(short_lease_is_renewed_in_time)
{
	/* One minute, as during a long download; every other reply is lost. */
	uint64_t until;

	us_to_bound(60);
	until = us.now + 600000;
	while (us.now < until) {
		unsigned before = us.sent;

		us_step();
		if (us.sent != before && us.sent % 2)
			peer_ack(SERVER, ADDR, 60, NULL);
	}
	CHECK_INT(us.lost, 0);
	CHECK(us.renewed >= 10);
}

TEST(renewed_lease_that_changed_is_reported)
{
	us_to_bound(3600);
	us_step();
	reply_begin(&us.r, DHCP_ACK, us.c.xid, ADDR, 0, SERVER);
	reply_u32(&us.r, 1, 0xffff0000);
	reply_u32(&us.r, 51, 7200);
	CHECK_INT(peer_feed(reply_end(&us.r)), 0);
	CHECK_INT(us.bound, 2);
	CHECK_INT(dhcp_client_lease(&us.c)->prefixlen, 16);
	CHECK_INT(dhcp_client_lease(&us.c)->lease_s, 7200);
}

TEST(refresh_brings_new_boot_data)
{
	us_to_bound(3600);
	dhcp_client_refresh(&us.c, us.now);
	us_drain();
	CHECK_INT(us_sent_type(), DHCP_REQUEST);
	CHECK(!us.last.broadcast && us.last.dest == SERVER && us.last.src == ADDR);
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, "right/pxelinux.0"), 0);
	CHECK(us.renewed == 1 && us.bound == 1 && us.lost == 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "right/pxelinux.0");
}

TEST(renewal_without_boot_data_keeps_the_old)
{
	us_to_bound(3600);
	dhcp_client_refresh(&us.c, us.now);
	us_drain();
	CHECK_INT(peer_ack(SERVER, ADDR, 3600, NULL), 0);
	CHECK_INT(us.renewed, 1);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "pxelinux.0");
	CHECK(dhcp_client_lease(&us.c)->boot.server_ip == SERVER);
}

TEST(refresh_without_an_answer_costs_nothing)
{
	uint64_t end;

	us_to_bound(3600);
	end = us.c.end_at;
	dhcp_client_refresh(&us.c, us.now);
	dhcp_client_refresh(&us.c, us.now); /* one is under way */
	us_drain();
	CHECK_INT(us.sent, 3);
	while (us.now < end - 600000)
		us_step();
	CHECK(dhcp_client_lease(&us.c) && us.lost == 0);
	CHECK_STR(dhcp_client_lease(&us.c)->boot.bootfile, "pxelinux.0");
}

TEST(refresh_without_a_lease_does_nothing)
{
	us_begin();
	dhcp_client_refresh(&us.c, us.now);
	us_drain();
	CHECK_INT(us.sent, 0);
	us_to_requesting();
	dhcp_client_refresh(&us.c, us.now);
	CHECK_INT(us.c.state, DHCP_REQUESTING);
}

TEST(rebinding_takes_any_server)
{
	us_to_bound(3600);
	us_run_until(us.now + 3200000);
	CHECK_INT(us.c.state, DHCP_REBINDING);
	CHECK_INT(peer_ack(SERVER2, ADDR, 3600, NULL), 0);
	CHECK_INT(us.c.state, DHCP_IS_BOUND);
	CHECK(dhcp_client_lease(&us.c)->server_id == SERVER2);
	us_step();
	CHECK(!us.last.broadcast && us.last.dest == SERVER2);
}

TEST(lease_without_end_still_has_a_timer)
{
	us_to_bound(DHCP_FOREVER);
	CHECK_INT(dhcp_client_lease(&us.c)->lease_s, DHCP_FOREVER);
	us_run_until(us.now + 10ull * 86400 * 1000);
	CHECK_INT(us.c.state, DHCP_IS_BOUND);
	CHECK_INT(us.sent, 2);
	CHECK(dhcp_client_deadline(&us.c) > us.now);
}

TEST(longest_lease_does_not_overflow)
{
	us_to_bound(DHCP_FOREVER - 1);
	CHECK(dhcp_client_deadline(&us.c) > us.now + 1000000000ull);
	us_run_until(us.now + 4294967293ull * 1000);
	CHECK_INT(us.lost, 0);
	us_run_until(us.now + 2000);
	CHECK_INT(us.lost, 1);
}

TEST(lease_counts_from_the_request)
{
	uint64_t asked;

	us_to_requesting();
	asked = us.now;
	us.now += 3000;
	CHECK_INT(peer_ack(SERVER, ADDR, 30, "pxelinux.0"), 0);
	us_run_until(asked + 29999);
	CHECK_INT(us.lost, 0);
	us_run_until(asked + 30000);
	CHECK_INT(us.lost, 1);
}

TEST(clock_that_slept_through_the_lease)
{
	us_to_bound(3600);
	us.now += 100000000;
	dhcp_client_tick(&us.c, us.now);
	us_drain();
	CHECK_INT(us.lost, 1);
	CHECK(!dhcp_client_lease(&us.c));
}

TEST(address_conflict_is_declined)
{
	uint64_t before;

	us_to_bound(3600);
	before = us.now;
	dhcp_client_conflict(&us.c, us.now);
	us_drain();
	CHECK_INT(us.lost, 1);
	CHECK_INT(us_sent_type(), DHCP_DECLINE);
	CHECK(us_sent_opt32(50) == ADDR && us_sent_opt32(54) == SERVER);
	CHECK(us.last.broadcast && us.last.src == 0);
	us_step();
	CHECK_INT(us_sent_type(), DHCP_DISCOVER);
	CHECK(us.now - before >= 10000 && us.now - before <= 11000);
	/* Without a lease there is nothing to decline. */
	us_begin();
	dhcp_client_conflict(&us.c, us.now);
	us_drain();
	CHECK_INT(us.sent, 0);
}
