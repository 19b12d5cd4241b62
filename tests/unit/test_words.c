/* SPDX-License-Identifier: MIT
 * Lists of words, and the one of error texts: each word under its own number, none beyond the end.
 */
#include "tests/unit/check.h"

#include "lib/error.h"
#include "lib/words.h"

#include <errno.h>
#include <string.h>

#define LIST     \
	"dhcp\0" \
	"on\0"   \
	"any\0"

TEST(words_by_number)
{
	CHECK_STR(words_nth(LIST, 0), "dhcp");
	CHECK_STR(words_nth(LIST, 1), "on");
	CHECK_STR(words_nth(LIST, 2), "any");
	CHECK_STR(words_nth(LIST, 3), "unknown");
	CHECK_STR(words_nth(LIST, -1u), "unknown");
	CHECK_STR(words_nth("", 0), "unknown");
}

TEST(words_are_found_whole)
{
	CHECK_INT(words_find(LIST, view_of("dhcp")), 0);
	CHECK_INT(words_find(LIST, view_of("any")), 2);
	CHECK_INT(words_find(LIST, view_of("an")), -1);
	CHECK_INT(words_find(LIST, view_of("anyone")), -1);
	CHECK_INT(words_find(LIST, view_of("ON")), -1);
	CHECK_INT(words_find(LIST, view_of("")), -1);
	CHECK_INT(words_find("", view_of("on")), -1);
}

/* The words are those of the host's libc; musl has some of its own. */
TEST(errors_in_the_usual_words)
{
	static const int known[] = {EPERM,  ENOENT, EIO,     ENOMEM,	  EACCES,    EBUSY,
				    ENODEV, EINVAL, ENOSPC,  EPIPE,	  ENOSYS,    ENOBUFS,
				    ENOKEY, EBADF,  ENOEXEC, ENETUNREACH, ETIMEDOUT, EADDRINUSE};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		CHECK(strncmp(error_str(known[i]), "error ", 6) != 0);
	CHECK_STR(error_str(EPERM), "Operation not permitted");
	CHECK_STR(error_str(EMSGSIZE), "Message too long");
	CHECK_STR(error_str(EKEYREJECTED), "Key was rejected by service");
#ifdef __GLIBC__
	for (int err = 1; err < 256; err++)
		if (strncmp(error_str(err), "error ", 6) != 0)
			CHECK_STR(error_str(err), strerror(err));
#endif
}

TEST(errors_not_in_the_list_keep_their_number)
{
	CHECK_STR(error_str(EDOM), "error 33");
	CHECK_STR(error_str(0), "error 0");
	CHECK_STR(error_str(-22), "error -22");
	CHECK_STR(error_str(2147483647), "error 2147483647");
	CHECK_STR(error_str(256 + ENOENT), "error 258");
}
