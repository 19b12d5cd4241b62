/* SPDX-License-Identifier: MIT */
#include "pxe/http/url.h"

#include "tests/unit/check.h"

#include <string.h>

static struct pxe_target from, to;
static char buf[HTTP_URL_MAX];

static const char *url(const char *text)
{
	struct str s = str_of(buf, sizeof buf);

	CHECK_INT(pxe_url_resolve(view_of(""), view_of(text), &from), 0);
	CHECK(http_url(&s, &from));
	return buf;
}

TEST(requests)
{
	CHECK_STR(url("http://h"), "http://h:80/");
	CHECK_STR(url("https://h/a/b"), "https://h:443/a/b");
	CHECK_STR(url("ftp://h:2121/a"), "ftp://h:2121/a");
	CHECK_STR(url("http://h/a?b=c&d=%2F#e"), "http://h:80/a?b=c&d=%2F");
	CHECK_STR(url("http://h/a b\"<>\x7f\xc3\xa4"), "http://h:80/a%20b%22%3c%3e%7f%c3%a4");
	CHECK_STR(url("http://h/100%"), "http://h:80/100%25");
	CHECK_STR(url("http://h/100%2"), "http://h:80/100%252");
	CHECK_STR(url("http://h/%zz"), "http://h:80/%25zz");
	CHECK_STR(url("http://h/a\r\nHost: x"), "http://h:80/a%0d%0aHost:%20x");
	CHECK_STR(url("http://h//a/../b/./c"), "http://h:80//a/../b/./c");
}

TEST(too_long)
{
	struct str s = str_of(buf, 20);

	CHECK_INT(pxe_url_resolve(view_of(""), view_of("http://host/some/path"), &from), 0);
	CHECK(!http_url(&s, &from));
}

static int redirect(const char *base, const char *location)
{
	static char scratch[HTTP_URL_MAX];
	struct str s = str_of(scratch, sizeof scratch);

	CHECK_INT(pxe_url_resolve(view_of(""), view_of(base), &from), 0);
	return http_redirect(&from, view_of(location), &s, &to);
}

static const struct {
	const char *base, *location, *want;
} good[] = {
	{"http://h/d/x", "y", "http://h:80/d/y"},
	{"http://h/d/x", "/y", "http://h:80/y"},
	{"http://h/d/x", "//g/y", "http://g:80/y"},
	{"https://h/d/x", "//g/y", "https://g:443/y"},
	{"http://h:81/d/x", "y", "http://h:81/d/y"},
	{"http://h/d/x?q=/z", "y", "http://h:80/d/y"},
	{"http://h/d/x?q=/z", "?r", "http://h:80/d/x?r"},
	{"http://h/x", "http://g:8080/y#f", "http://g:8080/y"},
	{"http://h/x", "https://g/y", "https://g:443/y"},
	{"https://h/x", "https://g/y", "https://g:443/y"},
	{"http://h/x", "http://u:p@g/y", "http://g:80/y"},
	{"http://h/d/x", "a:b", "http://h:80/d/a:b"},
};

/* A login is for the server that it was typed for. */
TEST(redirects_and_logins)
{
	static const struct {
		const char *base, *location, *password;
	} cases[] = {
		{"http://u:p@h/x", "y", "p"},
		{"http://u:p@h/x", "http://H:80/y", "p"},
		{"http://u:p@h/x", "https://h/y", "p"},
		{"https://u:p@h/x", "https://h/y", "p"},
		{"http://u:p@h/x", "http://v:q@h/y", "q"},
		{"http://u:p@h/x", "http://g/y", ""},
		{"http://u:p@h/x", "http://h:81/y", ""},
		{"https://u:p@h/x", "https://h:8443/y", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK_INT(redirect(cases[i].base, cases[i].location), 0);
		CHECK_STR(to.password, cases[i].password);
	}
}

TEST(hazard_76_redirects)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct str s = str_of(buf, sizeof buf);

		CHECK_INT(redirect(good[i].base, good[i].location), 0);
		CHECK(http_url(&s, &to));
		CHECK_STR(buf, good[i].want);
	}
}

TEST(hazard_76_redirects_refused)
{
	static char longest[PXE_PATH_MAX + 2] = "/";

	CHECK_INT(redirect("https://h/x", "http://h/y"), HTTP_REDIRECT_DOWN);
	CHECK_INT(redirect("http://h/x", "ftp://h/y"), HTTP_REDIRECT_DOWN);
	CHECK_INT(redirect("http://h/x", "tftp://h/y"), HTTP_REDIRECT_DOWN);
	CHECK_INT(redirect("http://h/x", "file://h/y"), HTTP_REDIRECT_DOWN);
	CHECK_INT(redirect("http://h/x", "h::y"), HTTP_REDIRECT_DOWN);
	CHECK_INT(redirect("http://h/x", "::y"), PXE_URL_BAD_HOST);
	CHECK_INT(redirect("http://h/x", "http:///y"), PXE_URL_BAD_HOST);
	CHECK_INT(redirect("http://h/x", "http://h:0/y"), PXE_URL_BAD_PORT);
	CHECK_INT(redirect("http://h/x", "/%00"), PXE_URL_HAS_NUL);
	memset(longest + 1, 'a', PXE_PATH_MAX);
	CHECK_INT(redirect("http://h/x", longest), 0);
	CHECK_INT(redirect("http://h/d/", longest + 1), PXE_URL_TOO_LONG);
}

TEST(hazard_76_inner_addresses)
{
	static const char *const inner[] = {
		"127.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"::1",	     "fe80::1",		"febf::1", "ff02::1",	"::127.0.0.1",
		"::"};
	static const char *const others[] = {"10.9.0.1", "169.255.0.1", "fd00::1", "2001:db8::1"};
	struct netaddr a;

	for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
		CHECK(netaddr_text(view_of(inner[i]), &a) && http_inner_address(&a));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(netaddr_text(view_of(others[i]), &a) && !http_inner_address(&a));
}

TEST(packed_names)
{
	CHECK(http_packed_name(view_of("a/initrd.gz")));
	CHECK(http_packed_name(view_of("INITRD.XZ")));
	CHECK(http_packed_name(view_of(".zst")));
	CHECK(!http_packed_name(view_of("initrd")));
	CHECK(!http_packed_name(view_of("gz")));
	CHECK(!http_packed_name(view_of("")));
}
