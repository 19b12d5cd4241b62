/* SPDX-License-Identifier: MIT */
#include "lib/error.h"

#include "lib/text.h"

#include <errno.h>
#include <stddef.h>

static const struct {
	int code;
	const char *text;
} errors[] = {
	{EPERM, "Operation not permitted"},
	{ENOENT, "No such file or directory"},
	{EINTR, "Interrupted system call"},
	{EIO, "Input/output error"},
	{ENXIO, "No such device or address"},
	{E2BIG, "Argument list too long"},
	{ENOEXEC, "Exec format error"},
	{EBADF, "Bad file descriptor"},
	{EAGAIN, "Resource temporarily unavailable"},
	{ENOMEM, "Cannot allocate memory"},
	{EACCES, "Permission denied"},
	{EFAULT, "Bad address"},
	{EBUSY, "Device or resource busy"},
	{EEXIST, "File exists"},
	{EXDEV, "Invalid cross-device link"},
	{ENODEV, "No such device"},
	{EISDIR, "Is a directory"},
	{EINVAL, "Invalid argument"},
	{EMFILE, "Too many open files"},
	{ETXTBSY, "Text file busy"},
	{EFBIG, "File too large"},
	{ENOSPC, "No space left on device"},
	{EROFS, "Read-only file system"},
	{EPIPE, "Broken pipe"},
	{ERANGE, "Numerical result out of range"},
	{ENAMETOOLONG, "File name too long"},
	{ENOSYS, "Function not implemented"},
	{EPROTO, "Protocol error"},
	{EBADMSG, "Bad message"},
	{EMSGSIZE, "Message too long"},
	{EOPNOTSUPP, "Operation not supported"},
	{EAFNOSUPPORT, "Address family not supported by protocol"},
	{EADDRINUSE, "Address already in use"},
	{EADDRNOTAVAIL, "Cannot assign requested address"},
	{ENETDOWN, "Network is down"},
	{ENETUNREACH, "Network is unreachable"},
	{ECONNRESET, "Connection reset by peer"},
	{ENOBUFS, "No buffer space available"},
	{ETIMEDOUT, "Connection timed out"},
	{ECONNREFUSED, "Connection refused"},
	{EHOSTUNREACH, "No route to host"},
	{ENOKEY, "Required key not available"},
	{EKEYREJECTED, "Key was rejected by service"},
};

const char *error_str(int err)
{
	static char other[24];
	struct str s;

	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		if (errors[i].code == err)
			return errors[i].text;
	s = str_of(other, sizeof other);
	str_fmt(&s, "error %d", err);
	return other;
}
