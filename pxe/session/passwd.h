/* SPDX-License-Identifier: MIT
 * pxe/session/passwd.h - MENU PASSWD and MENU MASTER PASSWD: is it the right one? Layer: pure.
 * Caller: pxe/session/menu.c.
 *
 * As syslinux writes them (com32/menu/passwd.c): plain text, or $N$ with N
 *   1  MD5 as of FreeBSD's crypt(3): $1$salt$hash
 *   4  SHA-1, its own: $4$salt$base64 of SHA-1(salt, password); the salt and its $ may be missing
 *   5  SHA-256, 6  SHA-512 as of "Unix crypt using SHA-256 and SHA-512" 0.6:
 * $5$[rounds=N$]salt$hash Thousands of rounds take time on a slow machine, so the check goes on in
 * steps.
 */
#ifndef PXE_SESSION_PASSWD_H
#define PXE_SESSION_PASSWD_H

#include "lib/hash.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define PASSWD_TYPED_MAX 128 /* bytes of a password that are looked at */
/* More would keep a slow machine busy for a minute. */
#define PASSWD_ROUNDS_MAX 1000000u

enum passwd_state {
	PASSWD_RUNNING,
	PASSWD_RIGHT,
	PASSWD_WRONG,
	PASSWD_UNKNOWN,	 /* $2$ and others that nobody can be let in by */
	PASSWD_TOO_SLOW, /* more than PASSWD_ROUNDS_MAX rounds */
};

/** struct passwd - a check; private */
struct passwd {
	enum passwd_state state;
	enum hash_kind kind;
	uint32_t round, rounds;
	size_t salt_n, typed_n;
	uint8_t salt[16], typed[PASSWD_TYPED_MAX]; /* what the rounds mix in, and how long */
	uint8_t digest[HASH_MAX];
	struct view want; /* the caller's */
};

/** passwd_start() - begin to compare @typed with @want, the configuration's value, which must stay.
 *  Return: the state; all but PASSWD_RUNNING are the end. Equal and unequal take the same time. */
enum passwd_state passwd_start(struct passwd *p, struct view want, struct view typed);

/** passwd_step() - at most @rounds more rounds */
enum passwd_state passwd_step(struct passwd *p, uint32_t rounds);

/** passwd_str() - why nobody is let in: of PASSWD_WRONG, PASSWD_UNKNOWN, PASSWD_TOO_SLOW */
const char *passwd_str(enum passwd_state state);

#endif
