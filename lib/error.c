/* SPDX-License-Identifier: MIT */
#include "lib/error.h"

#include "lib/text.h"
#include "lib/words.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

/* Code and words side by side here, apart in memory. */
#define ERRORS(X)                                                   \
	X(EPERM, "Operation not permitted")                         \
	X(ENOENT, "No such file or directory")                      \
	X(EINTR, "Interrupted system call")                         \
	X(EIO, "Input/output error")                                \
	X(ENXIO, "No such device or address")                       \
	X(E2BIG, "Argument list too long")                          \
	X(ENOEXEC, "Exec format error")                             \
	X(EBADF, "Bad file descriptor")                             \
	X(EAGAIN, "Resource temporarily unavailable")               \
	X(ENOMEM, "Cannot allocate memory")                         \
	X(EACCES, "Permission denied")                              \
	X(EFAULT, "Bad address")                                    \
	X(EBUSY, "Device or resource busy")                         \
	X(EEXIST, "File exists")                                    \
	X(EXDEV, "Invalid cross-device link")                       \
	X(ENODEV, "No such device")                                 \
	X(EISDIR, "Is a directory")                                 \
	X(EINVAL, "Invalid argument")                               \
	X(EMFILE, "Too many open files")                            \
	X(ETXTBSY, "Text file busy")                                \
	X(EFBIG, "File too large")                                  \
	X(ENOSPC, "No space left on device")                        \
	X(EROFS, "Read-only file system")                           \
	X(EPIPE, "Broken pipe")                                     \
	X(ERANGE, "Numerical result out of range")                  \
	X(ENAMETOOLONG, "File name too long")                       \
	X(ENOSYS, "Function not implemented")                       \
	X(EPROTO, "Protocol error")                                 \
	X(EBADMSG, "Bad message")                                   \
	X(EMSGSIZE, "Message too long")                             \
	X(EOPNOTSUPP, "Operation not supported")                    \
	X(EAFNOSUPPORT, "Address family not supported by protocol") \
	X(EADDRINUSE, "Address already in use")                     \
	X(EADDRNOTAVAIL, "Cannot assign requested address")         \
	X(ENETDOWN, "Network is down")                              \
	X(ENETUNREACH, "Network is unreachable")                    \
	X(ECONNRESET, "Connection reset by peer")                   \
	X(ENOBUFS, "No buffer space available")                     \
	X(ETIMEDOUT, "Connection timed out")                        \
	X(ECONNREFUSED, "Connection refused")                       \
	X(EHOSTUNREACH, "No route to host")                         \
	X(ENOKEY, "Required key not available")                     \
	X(EKEYREJECTED, "Key was rejected by service")

#define CODE(code, words)  code,
#define WORDS(code, words) words "\0"

static const uint8_t codes[] = {ERRORS(CODE)};

const char *error_str(int err)
{
	static char other[24];
	struct str s;

	for (unsigned i = 0; i < sizeof codes; i++)
		if (codes[i] == err)
			return words_nth(ERRORS(WORDS), i);
	s = str_of(other, sizeof other);
	str_fmt(&s, "error %d", err);
	return other;
}
