/* SPDX-License-Identifier: MIT */
#include "pxe/url.h"
#include "tests/unit/check.h"

#include <stdio.h>
#include <string.h>

static struct pxe_target target;

static int resolve(const char *cwd, const char *name)
{
	memset(&target, 0x5a, sizeof target);
	return pxe_url_resolve(view_of(cwd), view_of(name), &target);
}

TEST(logins_are_kept_apart)
{
	static const struct {
		const char *name, *user, *password;
	} cases[] = {
		{"http://u:p@h/x", "u", "p"}, {"https://us%65r:p%40s%3As@h/x", "user", "p@s:s"},
		{"ftp://u@h/x", "u", ""},     {"http://u:a@b@h/x", "u", "a@b"},
		{"http://:p@h/x", "", "p"},   {"http://h/u:p@x", "", ""},
		{"tftp://u:p@h/x", "", ""},   {"http://h/x", "", ""},
	};
	char text[400], url[400];
	struct str s = str_of(text, sizeof text);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str shown = str_of(url, sizeof url);

		if (!CHECK_INT(resolve("", cases[i].name), 0))
			continue;
		CHECK_STR(target.host, "h");
		CHECK_STR(target.user, cases[i].user);
		CHECK_STR(target.password, cases[i].password);
		pxe_url_text(&shown, &target, 100);
		CHECK(!strstr(url, "u:p@h"));
	}
	CHECK_INT(resolve("http://u:p@h/d/", "x"), 0);
	CHECK_STR(target.password, "p");
	CHECK_INT(resolve("", "http://u%00:p@h/x"), PXE_URL_HAS_NUL);
	str_fmt(&s, "http://u:%0200d@h/x", 1);
	CHECK_INT(resolve("", text), PXE_URL_LONG_LOGIN);
}

TEST(urls_of_one_family)
{
	static const struct {
		const char *url;
		bool four, six;
	} rows[] = {
		{"tftp://10.0.0.1/x", true, false},
		{"http://user:pa@10.0.0.1:80/x", true, false},
		{"http://user:pa@[fd00::1]:80/x", false, true},
		{"tftp://[fe80::1%25eth0]/x", false, true},
		{"http://boot.lan/10.0.0.1", true, true},
		{"http://[", false, true},
		{"http://10.0.0.1", true, false},
		{"10.0.0.1", true, false},
		{"//", true, true},
		{"", true, true},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_INT(pxe_url_leads(view_of(rows[i].url), false), rows[i].four);
		CHECK_INT(pxe_url_leads(view_of(rows[i].url), true), rows[i].six);
	}
}

TEST(names_follow_pxelinux)
{
	static const struct {
		const char *cwd, *name;
		enum pxe_scheme scheme;
		const char *host;
		unsigned port;
		const char *path;
	} cases[] = {
		{"", "k", PXE_TFTP, "", 69, "k"},
		{"dir/", "k", PXE_TFTP, "", 69, "dir/k"},
		{"dir/", "/k", PXE_TFTP, "", 69, "dir//k"},
		{"dir/", "../k", PXE_TFTP, "", 69, "dir/../k"},
		{"boot_", "k", PXE_TFTP, "", 69, "boot_k"},
		{"dir/", "::k", PXE_TFTP, "", 69, "k"},
		{"dir/", "::/k", PXE_TFTP, "", 69, "/k"},
		{"dir/", "a:b", PXE_TFTP, "", 69, "dir/a:b"},
		{"dir/", "a:b::c", PXE_TFTP, "", 69, "dir/a:b::c"},
		{"a:b/", "k", PXE_TFTP, "", 69, "a:b/k"},
		{"dir/", "srv::k", PXE_TFTP, "srv", 69, "k"},
		{"srv::d/", "k", PXE_TFTP, "srv", 69, "d/k"},
		{"::d/", "k", PXE_TFTP, "", 69, "d/k"},
		{"srv::d/", "::k", PXE_TFTP, "", 69, "k"},
		{"dir/", "10.0.0.1::a%20b;c#d", PXE_TFTP, "10.0.0.1", 69, "a%20b;c#d"},
		{"a%20b/", "c;d#e", PXE_TFTP, "", 69, "a%20b/c;d#e"},
		{"dir/", "tftp://h/x", PXE_TFTP, "h", 69, "x"},
		{"dir/", "TFTP://h//x", PXE_TFTP, "h", 69, "/x"},
		{"dir/", "tftp://h:1069/x", PXE_TFTP, "h", 1069, "x"},
		{"", "tftp://h/a%20b%2Fc", PXE_TFTP, "h", 69, "a b/c"},
		{"", "tftp://h/x;type=octet", PXE_TFTP, "h", 69, "x"},
		{"", "tftp://h/x%3by;mode=i", PXE_TFTP, "h", 69, "x;y"},
		{"", "tftp://h/100%", PXE_TFTP, "h", 69, "100%"},
		{"", "tftp://h/%4%zz%25", PXE_TFTP, "h", 69, "%4%zz%"},
		{"", "tftp://h/%2525", PXE_TFTP, "h", 69, "%25"},
		{"", "tftp://h/x#part", PXE_TFTP, "h", 69, "x"},
		{"", "tftp://h", PXE_TFTP, "h", 69, ""},
		{"", "tftp:///x", PXE_TFTP, "", 69, "x"},
		{"http://h/d/", "x", PXE_HTTP, "h", 80, "d/x"},
		{"http://h/d/", "/x", PXE_HTTP, "h", 80, "d//x"},
		{"http://h/d/", "::x", PXE_TFTP, "", 69, "x"},
		{"http://h/d;e/", "x;y", PXE_HTTP, "h", 80, "d;e/x;y"},
		{"http://h", "x/y", PXE_HTTP, "hx", 80, "y"},
		{"tftp://h/d%2", "0x", PXE_TFTP, "h", 69, "d x"},
		{"", "https://u:p@h:8443/x", PXE_HTTPS, "h", 8443, "x"},
		{"", "ftp://u@x@h/x", PXE_FTP, "h", 21, "x"},
		{"", "file:///dev/sda", PXE_UNKNOWN_SCHEME, "", 1, "dev/sda"},
		{"", "nfs://h/x", PXE_UNKNOWN_SCHEME, "h", 1, "x"},
		{"dir/", "", PXE_TFTP, "", 69, "dir/"},
		{"", "", PXE_TFTP, "", 69, ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool ok = CHECK_INT(resolve(cases[i].cwd, cases[i].name), 0);

		ok = ok && CHECK_INT(target.scheme, cases[i].scheme);
		ok = ok && CHECK_STR(target.host, cases[i].host);
		ok = ok && CHECK_INT(target.port, cases[i].port);
		ok = ok && CHECK_STR(target.path, cases[i].path);
		if (!ok)
			printf("  \"%s\" in \"%s\"\n", cases[i].name, cases[i].cwd);
	}
}

/* There is no local scheme: whatever a configuration names is asked for on a server, or nowhere. */
TEST(hazard_88_no_name_means_a_file_of_this_machine)
{
	static const char *const names[] = {
		"/proc/kcore",	 "/etc/shadow",	     "../../etc/shadow",      "//etc/shadow",
		"::/etc/shadow", "tftp:///etc/x",    "file:///dev/sda",	      "FILE:///dev/sda",
		"file://h/x",	 "memory:///0x1000", "tftp://127.0.0.1/../x",
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		CHECK_INT(resolve("", names[i]), 0);
		CHECK(target.scheme == PXE_TFTP || target.scheme == PXE_UNKNOWN_SCHEME);
		CHECK_INT(resolve("dir/", names[i]), 0);
		CHECK(target.scheme == PXE_TFTP || target.scheme == PXE_UNKNOWN_SCHEME);
	}
}

TEST(old_form_with_a_host_may_fall_back)
{
	CHECK_INT(resolve("", "srv::k"), 0);
	CHECK(target.host_optional);
	CHECK_INT(resolve("", "::k"), 0);
	CHECK(!target.host_optional);
	CHECK_INT(resolve("", "tftp://srv/k"), 0);
	CHECK(!target.host_optional);
}

TEST(only_two_forms_escape_the_directory)
{
	CHECK(pxe_url_escapes(view_of("::k")));
	CHECK(pxe_url_escapes(view_of("h::k")));
	CHECK(pxe_url_escapes(view_of("x://k")));
	CHECK(!pxe_url_escapes(view_of("x:/k")));
	CHECK(!pxe_url_escapes(view_of("x:k://y")));
	CHECK(!pxe_url_escapes(view_of("/k")));
	CHECK(!pxe_url_escapes(view_of(":")));
	CHECK(!pxe_url_escapes(view_of("")));
}

TEST(bad_names_are_refused_and_leave_the_result_alone)
{
	static const struct {
		const char *name;
		int want;
	} cases[] = {
		{"tftp://h:0/x", PXE_URL_BAD_PORT},  {"tftp://h:65536/x", PXE_URL_BAD_PORT},
		{"tftp://h:/x", PXE_URL_BAD_PORT},   {"tftp://h:6 9/x", PXE_URL_BAD_PORT},
		{"tftp://h:-1/x", PXE_URL_BAD_PORT}, {"tftp://a b/x", PXE_URL_BAD_HOST},
		{"tftp://[::1/x", PXE_URL_IPV6},     {"tftp://h\033[2J/x", PXE_URL_BAD_HOST},
		{"h\nost::x", PXE_URL_BAD_HOST},     {"tftp://h/a%00b", PXE_URL_HAS_NUL},
		{"tftp://h/%00", PXE_URL_HAS_NUL},
	};

	CHECK_INT(resolve("", "http://h:/x"), PXE_URL_BAD_PORT);
	CHECK_INT(resolve("", "tftp://m\xc3\xbcller.lan/x"), PXE_URL_IDNA_HOST);
	CHECK_INT(resolve("", "m\xc3\xbcller::x"), PXE_URL_IDNA_HOST);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (!CHECK_INT(resolve("", cases[i].name), cases[i].want))
			printf("  %s\n", cases[i].name);
		CHECK_INT(target.port, 0x5a5a);
		CHECK(strlen(pxe_url_str(cases[i].want)) > 3);
	}
	CHECK_INT(pxe_url_resolve(view_of(""), (struct view){.p = "a\0b", .n = 3}, &target),
		  PXE_URL_HAS_NUL);
	CHECK_INT(pxe_url_resolve((struct view){.p = "a\0b", .n = 3}, view_of("x"), &target),
		  PXE_URL_HAS_NUL);
	CHECK_INT(resolve("tftp://h/%0", "0"), PXE_URL_HAS_NUL);
}

/* RFC 3986 section 3.2.2, RFC 6874 */
TEST(ip6_addresses_stand_in_brackets)
{
	static const struct {
		const char *name, *host, *zone;
		unsigned port;
		const char *path, *shown;
	} cases[] = {
		{"tftp://[FD00:0::1]/x", "fd00::1", "", 69, "x", "tftp://[fd00::1]/x"},
		{"http://[::1]:8080/a:b", "::1", "", 8080, "a:b", "http://[::1]:8080/a:b"},
		{"http://u:p@[fd00::1]/x", "fd00::1", "", 80, "x", "http://[fd00::1]/x"},
		{"http://[fd00::1]", "fd00::1", "", 80, "", "http://[fd00::1]/"},
		{"tftp://[fe80::1%25eth0]/x", "fe80::1", "eth0", 69, "x",
		 "tftp://[fe80::1%25eth0]/x"},
		{"tftp://[fe80::1%eth0.5]/x", "fe80::1", "eth0.5", 69, "x",
		 "tftp://[fe80::1%25eth0.5]/x"},
		{"[fd00::1]::dir/x", "fd00::1", "", 69, "dir/x", "tftp://[fd00::1]/dir/x"},
	};
	static const char *const bad[] = {"http://fd00::1/x",
					  "http://[fd00::1/x",
					  "http://[fd00::1]x/y",
					  "http://[10.0.0.1]/x",
					  "http://[]/x",
					  "http://[fd00::g]/x",
					  "http://[fe80::1%25]/x",
					  "http://[fe80::1%]/x",
					  "http://[fe80::1%25et/h0]/x",
					  "http://[fe80::1%25et%00]/",
					  "[fd00::]1]::x",
					  "tftp://[fe80::1%25abcdefghijklmnop]/x"};
	char text[100];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = str_of(text, sizeof text);

		if (!CHECK_INT(resolve("", cases[i].name), 0))
			continue;
		CHECK_STR(target.host, cases[i].host);
		CHECK_STR(target.zone, cases[i].zone);
		CHECK_INT(target.port, cases[i].port);
		CHECK_STR(target.path, cases[i].path);
		pxe_url_text(&s, &target, 40);
		CHECK_STR(text, cases[i].shown);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK_INT(resolve("", bad[i]), PXE_URL_IPV6))
			printf("  %s\n", bad[i]);
	CHECK_INT(resolve("", "http://[fd00::1]:/x"), PXE_URL_BAD_PORT);
	CHECK_INT(resolve("", "http://[fd00::1]:x/"), PXE_URL_BAD_PORT);
	CHECK_INT(resolve("http://[fd00::1]/d/", "x"), 0);
	CHECK_STR(target.path, "d/x");
	CHECK_INT(resolve("[fd00::1]::d/", "x"), 0);
	CHECK_STR(target.host, "fd00::1");
	CHECK(target.host_optional);
	CHECK_INT(resolve("", "[fd00::1]:x"), 0);
	CHECK_STR(target.host, "");
	CHECK(pxe_url_escapes(view_of("[fd00::1]::x")));
	CHECK(!pxe_url_escapes(view_of("[fd00::1]:x")));
}

TEST(caps_at_the_byte)
{
	static char text[PXE_PATH_MAX + 2];
	struct view v = {.p = text, .n = PXE_PATH_MAX};

	memset(text, 'x', sizeof text);
	CHECK_INT(pxe_url_resolve(view_of(""), v, &target), 0);
	CHECK_INT(strlen(target.path), PXE_PATH_MAX);
	CHECK_INT(pxe_url_resolve(view_of("d"), v, &target), PXE_URL_TOO_LONG);
	v.n++;
	CHECK_INT(pxe_url_resolve(view_of(""), v, &target), PXE_URL_TOO_LONG);
	memcpy(text + PXE_HOST_MAX, "::", 2);
	CHECK_INT(pxe_url_resolve(view_of(""), (struct view){.p = text, .n = 300}, &target), 0);
	CHECK_INT(strlen(target.host), PXE_HOST_MAX);
	memcpy(text + PXE_HOST_MAX, "x::", 3);
	CHECK_INT(pxe_url_resolve(view_of(""), (struct view){.p = text, .n = 300}, &target),
		  PXE_URL_BAD_HOST);
}

TEST(text_for_logs_is_printable)
{
	char buf[100];
	struct str s = str_of(buf, sizeof buf);

	CHECK_INT(resolve("", "tftp://10.0.0.1:1069/a%1b%5bb"), 0);
	pxe_url_text(&s, &target, 40);
	CHECK_STR(buf, "tftp://10.0.0.1:1069/a\\x1b[b");
	s = str_of(buf, sizeof buf);
	CHECK_INT(resolve("", "::0123456789"), 0);
	pxe_url_text(&s, &target, 4);
	CHECK_STR(buf, "tftp:///0123...");
}

static void one(const uint8_t *data, size_t len)
{
	struct view v = {.p = (const char *)data, .n = len};

	if (pxe_url_resolve(view_of("tftp://h/d/"), v, &target) == 0)
		CHECK(strlen(target.path) <= PXE_PATH_MAX && target.port);
	if (pxe_url_resolve(v, view_of("x"), &target) == 0)
		CHECK(strlen(target.host) <= PXE_HOST_MAX);
}

TEST(mutations_stay_in_bounds)
{
	static const char golden[] = "tftp://u:p@host.example:1069/a%20b/c;type=octet#x";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, one);
	check_mutations((const uint8_t *)"srv::dir/x%41", 13, one);
	check_mutations((const uint8_t *)"http://[fe80::1%25eth0]:80/x", 28, one);
	check_mutations((const uint8_t *)"[fd00::1]::x", 12, one);
}
