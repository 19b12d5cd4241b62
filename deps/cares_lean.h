/* SPDX-License-Identifier: MIT
 * In front of each source of c-ares: the loader says which servers and domains are asked, and there are
 * no files, no environment and no name of the machine to find others in. */
#ifndef PXEHOP_CARES_LEAN_H
#define PXEHOP_CARES_LEAN_H

/* Some of its versions are C90, and say only in their own headers what else they want of libc. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* What c-ares takes for certain is still checked, but the end needs no printf(). */
#define __assert_fail(what, file, line, where) abort()

static __inline__ FILE *cares_lean_no_file(void)
{
	errno = ENOENT;
	return NULL;
}
#define fopen(path, mode)    cares_lean_no_file()
#define getenv(name)	     ((char *)0)
#define gethostname(name, n) (-1)

/* Its generator of query ids is seeded from a file, or from this. */
static __inline__ int cares_lean_rand(void)
{
	unsigned char byte;

	while (getrandom(&byte, 1, 0) != 1)
		;
	return byte;
}
#define rand() cares_lean_rand()

/* The worker's sandbox knows no writev(), and a server that hangs up must not end the process. */
static __inline__ ssize_t cares_lean_send(int fd, const struct iovec *parts, int n)
{
	struct msghdr m = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)n};

	return sendmsg(fd, &m, MSG_NOSIGNAL);
}
#define writev(fd, parts, n) cares_lean_send(fd, parts, n)

#endif
