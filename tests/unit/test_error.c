/* SPDX-License-Identifier: MIT
 * The texts of errno values: each under its own number, and those without a text by number.
 */
#include "tests/unit/check.h"

#include "lib/error.h"

#include <errno.h>
#include <string.h>

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
