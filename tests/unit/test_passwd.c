/* SPDX-License-Identifier: MIT
 * MENU PASSWD in all its forms. The values come from openssl passwd and glibc's crypt(3). */
#include "tests/unit/check.h"

#include "pxe/session/passwd.h"

#include <string.h>

#define LONG "a long pass phrase with more than sixty-four bytes in it, so that blocks are crossed"

static enum session_passwd_state check(const char *want, const char *typed)
{
	struct session_passwd p;
	enum session_passwd_state state = session_passwd_start(&p, view_of(want), view_of(typed));

	for (int i = 0; state == SESSION_PASSWD_RUNNING && i < 2000; i++)
		state = session_passwd_step(&p, 777);
	CHECK_INT(session_passwd_step(&p, 1), state); /* over is over */
	return state;
}

struct row {
	const char *want, *typed;
};

static const struct row right[] = {
	{"secret", "secret"},
	{"$", "$"},
	{"$x", "$x"},
	{"$$", "$$"},
	{"$ab$", "$ab$"},
	{"with blanks ", "with blanks "},
	{"$1$sa1tSALT$cbfOZvzO8/jGQ7eWidFf./", "a"},
	{"$1$sa1tSALT$7utq6xK18WxxobSOzySKu0", "secret"},
	{"$1$sa1tSALT$7utq6xK18WxxobSOzySKu0$ behind", "secret"},
	{"$1$sa1tSALT$7utq6xK18WxxobSOzySKu0  ", "secret"},
	{"$1$sa1tSALT$6W9JQ4DyGwcB78uQNLJJa.", LONG},
	{"$4$ab$aTQGNUHbiQWn5LjagQKdYaGu0rs=", "secret"},
	{"$4$ab$aTQGNUHbiQWn5LjagQKdYaGu0rs$", "secret"},
	{"$4$5en6G6MezRroT3XKqkdPOmY/BfQ=", "secret"},
	{"$4$5en6G6MezRroT3XKqkdPOmY_BfQ", "secret"},
	{"$5$sa1tSALT$oewQ6ZxuvgItmf8wmp25RkiNxz8Zii3r1EYRIgQgx6/", "a"},
	{"$5$sa1tSALT$N.UuuEm4.ObuohNIJ6PGmkPLJ.ITeQEVbePmom1ZyMD", "secret"},
	{"$5$sa1tSALT$KVbaP.u.4OVNEhFnl8onPPXyK3r8yqVzLmsvF9yu4n5", LONG},
	{"$5$rounds=1400$anotherlongsalts$njY8e8Oazdt6LVB1IFQuzVqvw.kEeITfw0rzKvFXP9/",
	 "we have a short salt string but not a short password"},
	{"$6$sa1tSALT$pybSYHwyLuWFq4ZEAJJbragVESDT6LaJO8xFJttLMff4QXCnjZlSdvejnJQwR3/"
	 "gG1EbD0Tdur4gBSmidBd9y.",
	 "secret"},
	{"$6$sa1tSALT$ZnTZn.NHJ4B1Kguciu7CpyUfMdpbrqO.WX31y9M1wQInTqOAmpX9uoIwRS/E/3d97zcDPhmW8i"
	 "hbYBrBJaR1g.",
	 LONG},
	{"$6$rounds=1000$abc$zaWpAwySRl8PX4W2aEMJwxpN82bCKtDZP0RBdOD6W7BQlilBqAsWnAZuS10iUyJZneS8"
	 "Ob1gxs1BZkqJi1nTi.",
	 "x"},
	{"$6$rounds=1$abc$zaWpAwySRl8PX4W2aEMJwxpN82bCKtDZP0RBdOD6W7BQlilBqAsWnAZuS10iUyJZneS8"
	 "Ob1gxs1BZkqJi1nTi.",
	 "x"},
};

TEST(right_passwords)
{
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		if (!CHECK_INT(check(right[i].want, right[i].typed), SESSION_PASSWD_RIGHT))
			CHECK_STR(right[i].want, "");
}

/* The same with one byte more, one less, and another case. */
TEST(wrong_passwords)
{
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		char typed[SESSION_PASSWD_TYPED_MAX];
		size_t n = strlen(right[i].typed);

		memcpy(typed, right[i].typed, n + 1);
		typed[n] = 'x';
		typed[n + 1] = 0;
		CHECK_INT(check(right[i].want, typed), SESSION_PASSWD_WRONG);
		typed[n - 1] = 0;
		CHECK_INT(check(right[i].want, typed), SESSION_PASSWD_WRONG);
		typed[n - 1] = right[i].typed[n - 1] ^ 0x20;
		typed[n] = 0;
		CHECK_INT(check(right[i].want, typed), SESSION_PASSWD_WRONG);
	}
}

TEST(values_that_let_nobody_in)
{
	CHECK_INT(check("$2$abc$def", "x"), SESSION_PASSWD_UNKNOWN);
	CHECK_INT(check("$y$j9T$abc", "x"), SESSION_PASSWD_UNKNOWN);
	CHECK_INT(check("$1$", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("$4$", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("$4$$", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("$5$", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("$6$rounds=", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("$6$rounds=1000", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("$5$salt", "x"), SESSION_PASSWD_WRONG);
	CHECK_INT(check("", "x"), SESSION_PASSWD_WRONG);
}

TEST(rounds_are_bounded)
{
	CHECK_INT(check("$6$rounds=1000001$a$b", "x"), SESSION_PASSWD_TOO_SLOW);
	CHECK_INT(check("$5$rounds=18446744073709551615$a$b", "x"), SESSION_PASSWD_TOO_SLOW);
	CHECK_INT(check("$5$rounds=18446744073709551616$a$b", "x"),
		  SESSION_PASSWD_WRONG); /* no number */
	CHECK_INT(check("$5$rounds=20000$a$b", "x"), SESSION_PASSWD_WRONG);
}

TEST(a_step_does_what_it_may)
{
	struct session_passwd p;

	CHECK_INT(session_passwd_start(&p, view_of("$5$a$b"), view_of("x")),
		  SESSION_PASSWD_RUNNING);
	CHECK_INT(session_passwd_step(&p, 4999), SESSION_PASSWD_RUNNING);
	CHECK_INT(session_passwd_step(&p, 1), SESSION_PASSWD_WRONG);
}

TEST(long_input_is_wrong_and_no_more)
{
	char typed[400];

	memset(typed, 'a', sizeof typed);
	typed[SESSION_PASSWD_TYPED_MAX] = 0;
	CHECK_INT(check("$5$a$b", typed), SESSION_PASSWD_WRONG);
	typed[SESSION_PASSWD_TYPED_MAX] = 'a';
	typed[399] = 0;
	CHECK_INT(check("$5$a$b", typed), SESSION_PASSWD_WRONG);
	CHECK_INT(check(typed, typed), SESSION_PASSWD_WRONG);
}
