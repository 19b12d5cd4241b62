/* SPDX-License-Identifier: MIT
 * pxe/session/passwd.h - a typed password against MENU PASSWD or MENU MASTER PASSWD. Layer: pure.
 * Caller: pxe/session/menu.c.
 *
 * The configuration's value is plain text or one of syslinux's hashes (com32/menu/passwd.c):
 *   $1$salt$hash             MD5, FreeBSD's crypt(3)
 *   $4$[salt$]base64         SHA-1 of salt and password, syslinux's own
 *   $5$[rounds=N$]salt$hash  SHA-256, "Unix crypt using SHA-256 and SHA-512" 0.6
 *   $6$[rounds=N$]salt$hash  SHA-512, likewise
 * Thousands of rounds take seconds on a slow machine, so a check goes on in steps.
 */
#ifndef PXE_SESSION_PASSWD_H
#define PXE_SESSION_PASSWD_H

#include "lib/hash.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_PASSWD_TYPED_MAX 128 /* bytes of the longest password typed */
/* A slow machine takes a minute for so many. */
#define SESSION_PASSWD_ROUNDS_MAX 1000000u

enum session_passwd_state {
	SESSION_PASSWD_RUNNING,
	SESSION_PASSWD_RIGHT,
	SESSION_PASSWD_WRONG,
	SESSION_PASSWD_UNKNOWN,	 /* $2$ and other forms that are not known here */
	SESSION_PASSWD_TOO_SLOW, /* more than SESSION_PASSWD_ROUNDS_MAX rounds */
};

/** struct session_passwd - a check; private */
struct session_passwd {
	enum session_passwd_state state;
	enum hash_kind kind;
	uint32_t round, rounds;
	size_t salt_n, typed_n;
	uint8_t salt[16], typed[SESSION_PASSWD_TYPED_MAX]; /* what each round mixes in */
	uint8_t digest[HASH_MAX];
	struct view want; /* the caller's */
};

/** session_passwd_start() - begin to compare @typed with @want, the configuration's value, which
 *  must stay valid. A wrong password takes as long as the right one.
 *  Return: the state; all but SESSION_PASSWD_RUNNING are the end */
enum session_passwd_state session_passwd_start(struct session_passwd *p, struct view want,
					       struct view typed);

/** session_passwd_step() - at most @rounds more rounds; the state */
enum session_passwd_state session_passwd_step(struct session_passwd *p, uint32_t rounds);

/** session_passwd_str() - SESSION_PASSWD_WRONG, _UNKNOWN or _TOO_SLOW in words */
const char *session_passwd_str(enum session_passwd_state state);

#endif
