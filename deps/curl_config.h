/* SPDX-License-Identifier: MIT
 * What libcurl is built with, in place of its configure script: the same on every architecture,
 * for Linux with musl or glibc. What the loader does not use is off, for size and so that no name
 * from a configuration reaches it; names are resolved by pxe/dns, never by libcurl. */
#ifndef PXEHOP_CURL_CONFIG_H
#define PXEHOP_CURL_CONFIG_H

#define OS	"Linux"
#define PACKAGE "curl"

/* http, https and passive ftp */
#define CURL_DISABLE_ALTSVC	     1
#define CURL_DISABLE_COOKIES	     1
#define CURL_DISABLE_CRYPTO_AUTH     1
#define CURL_DISABLE_DICT	     1
#define CURL_DISABLE_DOH	     1
#define CURL_DISABLE_FILE	     1
#define CURL_DISABLE_GETOPTIONS	     1
#define CURL_DISABLE_GOPHER	     1
#define CURL_DISABLE_HEADERS_API     1
#define CURL_DISABLE_HSTS	     1
#define CURL_DISABLE_IMAP	     1
#define CURL_DISABLE_LDAP	     1
#define CURL_DISABLE_LDAPS	     1
#define CURL_DISABLE_LIBCURL_OPTION  1
#define CURL_DISABLE_MIME	     1
#define CURL_DISABLE_MQTT	     1
#define CURL_DISABLE_NETRC	     1
#define CURL_DISABLE_NTLM	     1
#define CURL_DISABLE_PARSEDATE	     1
#define CURL_DISABLE_POP3	     1
#define CURL_DISABLE_PROGRESS_METER  1
#define CURL_DISABLE_RTSP	     1
#define CURL_DISABLE_SHUFFLE_DNS     1
#define CURL_DISABLE_SMB	     1
#define CURL_DISABLE_SMTP	     1
#define CURL_DISABLE_SOCKETPAIR	     1
#define CURL_DISABLE_TELNET	     1
#define CURL_DISABLE_TFTP	     1
#define CURL_DISABLE_VERBOSE_STRINGS 1

#define CURL_EXTERN_SYMBOL
#define CURL_SA_FAMILY_T sa_family_t

#define SIZEOF_INT	  __SIZEOF_INT__
#define SIZEOF_LONG	  __SIZEOF_LONG__
#define SIZEOF_LONG_LONG  __SIZEOF_LONG_LONG__
#define SIZEOF_SIZE_T	  __SIZEOF_SIZE_T__
#define SIZEOF_CURL_OFF_T 8
#define SIZEOF_OFF_T	  8
#define SIZEOF_TIME_T	  8 /* musl always, glibc with _TIME_BITS=64 */
#define STDC_HEADERS	  1

#define HAVE_ARPA_INET_H	     1
#define HAVE_CLOCK_GETTIME_MONOTONIC 1
#define HAVE_ERRNO_H		     1
#define HAVE_FCNTL		     1
#define HAVE_FCNTL_H		     1
#define HAVE_FCNTL_O_NONBLOCK	     1
#define HAVE_GETPEERNAME	     1
#define HAVE_GETSOCKNAME	     1
#define HAVE_GETTIMEOFDAY	     1
#define HAVE_GMTIME_R		     1
#define HAVE_INET_NTOP		     1
#define HAVE_INET_PTON		     1
#define HAVE_INTTYPES_H		     1
#define HAVE_LONGLONG		     1
#define HAVE_MEMRCHR		     1
#define HAVE_MSG_NOSIGNAL	     1
#define HAVE_NETDB_H		     1
#define HAVE_NETINET_IN_H	     1
#define HAVE_NETINET_TCP_H	     1
#define HAVE_NET_IF_H		     1
#define HAVE_POLL_FINE		     1
#define HAVE_POLL_H		     1
#define HAVE_POSIX_STRERROR_R	     1
#define HAVE_RECV		     1
#define HAVE_SELECT		     1
#define HAVE_SEND		     1
#define HAVE_SOCKET		     1
#define HAVE_STDBOOL_H		     1
#define HAVE_BOOL_T		     1
#define HAVE_STDINT_H		     1
#define HAVE_STDLIB_H		     1
#define HAVE_STRCASECMP		     1
#define HAVE_STRDUP		     1
#define HAVE_STRERROR_R		     1
#define HAVE_STRINGS_H		     1
#define HAVE_STRING_H		     1
#define HAVE_STRTOK_R		     1
#define HAVE_STRTOLL		     1
#define HAVE_STRUCT_SOCKADDR_STORAGE 1
#define HAVE_STRUCT_TIMEVAL	     1
#define HAVE_SUSECONDS_T	     1
#define HAVE_SYS_IOCTL_H	     1
#define HAVE_SYS_PARAM_H	     1
#define HAVE_SYS_SELECT_H	     1
#define HAVE_SYS_SOCKET_H	     1
#define HAVE_SYS_STAT_H		     1
#define HAVE_SYS_TIME_H		     1
#define HAVE_SYS_TYPES_H	     1
#define HAVE_SYS_UN_H		     1
#define HAVE_UNISTD_H		     1
#define HAVE_VARIADIC_MACROS_C99     1

/* libcurl is given addresses only, and prints no fraction: libc's resolver and its floating point
 * have no place in the loader. */
#include <netdb.h>
#include <stdio.h>
#define gethostbyname(name) ((struct hostent *)0)

static inline int curl_config_no_fraction(char *buf, const char *format, ...)
{
	(void)format;
	buf[0] = '?';
	buf[1] = '\0';
	return 1;
}
#define sprintf curl_config_no_fraction

#ifdef PXEHOP_TLS
#define USE_MBEDTLS 1
#endif

#endif
