/* SPDX-License-Identifier: MIT
 * The order in which servers are asked, over several attempts to boot. */
#include "pxe/fetch/servers.h"

#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

enum { A = 0x0a000001, B, C };

static struct fetch_servers s;
static struct fetch_job job;

static void take(unsigned n)
{
	const struct netaddr all[] = {netaddr_ip4(A), netaddr_ip4(B), netaddr_ip4(C)};

	job.fail = FETCH_FINE;
	job.conf.mirrors = NULL;
	fetch_servers_first(&s, &job);
	fetch_servers_take(&s, &job, all, n, NULL);
}

/* Return: the server that is asked now, 0 = none */
static uint32_t asked(void)
{
	return netaddr_to_ip4(&job.server);
}

/* The end of what job.server was asked. Return: the server that is asked next, 0 = none */
static uint32_t silent(void)
{
	job.fail = FETCH_TIMEOUT;
	snprintf(job.why, sizeof job.why, "%x: no answer", asked());
	return fetch_servers_next(&s, &job) ? asked() : 0;
}

TEST(first_of_several_is_asked_first)
{
	take(3);
	CHECK_INT(asked(), A);
	CHECK(job.elsewhere);
	CHECK(!fetch_servers_reconsider());
}

TEST(whoever_is_silent_is_the_last_choice_of_an_attempt)
{
	take(3);
	CHECK_INT(silent(), B);
	take(3);
	CHECK_INT(asked(), B);
	CHECK(!fetch_servers_reconsider()); /* nor is A asked a second time */
	take(3);
	CHECK_INT(silent(), C);
	CHECK_INT(silent(), A);
	CHECK(!job.elsewhere);
	CHECK_INT(silent(), 0);
	CHECK_INT(job.fail, FETCH_TIMEOUT);
}

/* Its silence is not paid for again where another server has the file. */
TEST(whoever_was_silent_in_the_last_attempt_comes_last)
{
	take(3);
	CHECK_INT(silent(), B);
	fetch_servers_forgive();
	take(3);
	CHECK_INT(asked(), B);
	CHECK_INT(silent(), C);
	CHECK_INT(silent(), A);
	CHECK_INT(silent(), 0);
	fetch_servers_forgive(); /* all three were */
	take(3);
	CHECK_INT(asked(), A);
	fetch_servers_forgive(); /* and nobody is, by now */
	take(3);
	CHECK_INT(asked(), A);
}

/* It may be back, and have what the others lack. */
TEST(whoever_was_silent_is_asked_for_what_the_others_lack)
{
	take(2);
	CHECK_INT(silent(), B);
	fetch_servers_forgive();
	CHECK(!fetch_servers_reconsider()); /* it was passed over for nobody yet */
	take(2);
	CHECK_INT(silent(), B);
	fetch_servers_forgive();
	take(2);
	CHECK_INT(asked(), B);
	CHECK(fetch_servers_reconsider());
	CHECK(!fetch_servers_reconsider()); /* once in an attempt is enough */
	take(2);
	CHECK_INT(asked(), A);
}

/* There is nobody else who could have been asked first. */
TEST(whoever_is_the_only_one_is_not_asked_twice)
{
	take(1);
	CHECK_INT(silent(), 0);
	fetch_servers_forgive();
	take(1);
	CHECK_INT(asked(), A);
	CHECK(!fetch_servers_reconsider());
}

/* It comes behind the other anyway, whose word counts. */
TEST(whoever_comes_last_anyway_is_not_asked)
{
	const struct netaddr turned[] = {netaddr_ip4(B), netaddr_ip4(A)};

	take(2);
	CHECK_INT(silent(), B);
	fetch_servers_forgive();
	fetch_servers_take(&s, &job, turned, 2, NULL);
	CHECK_INT(asked(), B);
	CHECK(!fetch_servers_reconsider());
}

TEST(several_that_were_silent)
{
	take(3);
	CHECK_INT(silent(), B);
	CHECK_INT(silent(), C);
	fetch_servers_forgive();
	take(3);
	CHECK_INT(asked(), C);
	CHECK(fetch_servers_reconsider());
	take(3);
	CHECK_INT(asked(), A);
}

/* A name that DNS did not know, or nobody answered for, costs its lookup once where the other servers have
 * what is wanted; by then it may have an address, and its server what they lack. */
TEST(name_without_an_address_is_left_as_silent_servers_are)
{
	CHECK(!fetch_servers_leave_name());
	fetch_servers_lose_name();
	CHECK(fetch_servers_leave_name());
	CHECK(!fetch_servers_reconsider()); /* this attempt has just asked for it */
	CHECK(fetch_servers_leave_name());
	fetch_servers_forgive();
	CHECK(fetch_servers_leave_name());
	CHECK(fetch_servers_reconsider());
	CHECK(!fetch_servers_leave_name());
	fetch_servers_lose_name();
	CHECK(!fetch_servers_reconsider()); /* once in an attempt is enough */
	fetch_servers_forgive();
	CHECK(fetch_servers_leave_name());
	fetch_servers_forgive(); /* it was not asked for in the one before */
	CHECK(!fetch_servers_leave_name());
}
