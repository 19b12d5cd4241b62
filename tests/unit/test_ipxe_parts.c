/* SPDX-License-Identifier: MIT
 * iPXE scripts: lines, types, URIs, and damaged scripts. */
#include "tests/unit/check.h"
#include "tests/unit/ipxe_aid.h"

#include "pxe/ipxe/cpio.h"
#include "pxe/ipxe/uri.h"

#include <stdio.h>
#include <string.h>

TEST(scripts_are_told_by_their_first_bytes)
{
	static const struct {
		const char *text;
		bool is;
	} r[] = {
		{"#!ipxe\n", true},   {"#!gpxe\r\n", true}, {"#!ipxe ", true},
		{"#!ipxe\vx", true},  {"#!ipxe", false},    {"#!ipxe2\n", false},
		{" #!ipxe\n", false}, {"", false},	    {"\xef\xbb\xbf#!ipxe\n", false},
		{"#!IPXE\n", false},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++)
		CHECK_INT(ipxe_is_script(view_of(r[i].text)), r[i].is);
}

TEST(keys)
{
	uint32_t key = 0;

	CHECK(ipxe_lex_key(view_of("x"), &key));
	CHECK_INT(key, 'x');
	CHECK(ipxe_lex_key(view_of("5"), &key));
	CHECK_INT(key, '5');
	CHECK(ipxe_lex_key(view_of("0x197e"), &key));
	CHECK_INT(key, 0x197e);
	CHECK(ipxe_lex_key(view_of("13"), &key));
	CHECK_INT(key, 13);
	CHECK(!ipxe_lex_key(view_of("F1"), &key));
	CHECK(!ipxe_lex_key(view_of(""), &key));
}

TEST(keys_of_terminals)
{
	static const struct {
		const char *bytes;
		int64_t key; /* -1 = it may go on */
	} r[] = {
		{"", -1},
		{"x", 'x'},
		{"xy", 'x'},
		{"\n", 13},
		{"\x02", 2},
		{"\x1b", -1},
		{"\x1b[", -1},
		{"\x1b[24", -1},
		{"\x1b[24~", 0x197e},
		{"\x1b[15~", 0x107e},
		{"\x1b[A", 0x141},
		{"\x1bx", 27},
		{"\x1b[99999999999~", 0x3e87e},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		uint32_t key = 0;
		bool whole = ipxe_lex_pressed(view_of(r[i].bytes), &key);

		CHECK_INT(whole ? (int64_t)key : -1, r[i].key);
	}
}

TEST(lines_at_the_cap)
{
	static char text[IPXE_LINE_MAX + 2], buf[IPXE_LINE_MAX];
	struct view rest, line;

	memset(text, 'a', sizeof text);
	rest = (struct view){.p = text, .n = IPXE_LINE_MAX};
	CHECK_INT(ipxe_lex_line(&rest, buf, &line), IPXE_LINE_OK);
	CHECK_INT(line.n, IPXE_LINE_MAX);
	rest = (struct view){.p = text, .n = IPXE_LINE_MAX + 1};
	CHECK_INT(ipxe_lex_line(&rest, buf, &line), IPXE_LINE_TOO_LONG);
	text[100] = '\\';
	text[101] = '\n';
	rest = (struct view){.p = text, .n = IPXE_LINE_MAX + 2};
	CHECK_INT(ipxe_lex_line(&rest, buf, &line), IPXE_LINE_OK);
	CHECK_INT(line.n, IPXE_LINE_MAX);
	text[50] = '\0';
	rest = (struct view){.p = text, .n = 200};
	CHECK_INT(ipxe_lex_line(&rest, buf, &line), IPXE_LINE_OK);
	CHECK_INT(line.n, 50);
}

/* --- types ----------------------------------------------------------------------------------- */

static const char *format(enum ipxe_type type, const char *raw, size_t n)
{
	static char buf[256];
	struct str s = str_of(buf, sizeof buf);

	ipxe_type_format(type, (struct view){.p = raw, .n = n}, &s);
	return s.cut ? "cut" : buf;
}

static const char *parse(enum ipxe_type type, const char *text)
{
	static char raw[256], hex[512];
	struct str s = str_of(raw, sizeof raw), h = str_of(hex, sizeof hex);

	if (!ipxe_type_parse(type, view_of(text), &s))
		return "refused";
	str_hex(&h, (const uint8_t *)raw, s.n, '\0');
	return hex;
}

TEST(types_show_bytes)
{
	static const struct {
		enum ipxe_type type;
		const char *raw;
		size_t n;
		const char *text;
	} r[] = {
		{IPXE_STRING, "a\0b", 3, "a"},
		{IPXE_URISTRING, "\x88 a", 3, "%88%20a"},
		{IPXE_URISTRING, "\0\2", 2, "%00%02"},
		{IPXE_INT8, "\xff\xff\xff\x80", 4, "-128"},
		{IPXE_INT32, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05", 10, "5"},
		{IPXE_INT32, "\x01\x00\x00\x00\x00\x00\x00\x00\x00", 9, ""},
		{IPXE_UINT32, "\x00\x01\x00", 3, "0x100"},
		{IPXE_UINT8, "\x80", 1, "0x80"},
		{IPXE_UINT8, "", 0, ""},
		{IPXE_BASE64, "a", 1, "YQ=="},
		{IPXE_BASE64, "ab", 2, "YWI="},
		{IPXE_IPV4, "\x0a\x00\x00\x01\x0a\x00\x00\x02", 8, "10.0.0.1"},
		{IPXE_IPV4, "\x0a\x00\x00", 3, ""},
		{IPXE_IPV6, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16, "::1"},
		{IPXE_IPV6, "\0\1\0\0\0\0\0\1\0\0\0\0\0\0\0\0", 16, "1:0:0:1::"},
		{IPXE_IPV6, "\0\1\0\0\0\1\0\1\0\1\0\1\0\1\0\1", 16, "1:0:1:1:1:1:1:1"},
		{IPXE_UUID, "short", 5, ""},
		{IPXE_BUSDEVFN, "\x00\x00\x03\x19", 4, "0000:03:03.1"},
		{IPXE_DNSSL, "\1a\0\1b\xc0\x00", 7, "a b.a"},
		{IPXE_DNSSL, "\x40", 1, ""},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++)
		if (!CHECK_STR(format(r[i].type, r[i].raw, r[i].n), r[i].text))
			printf("  row %zu\n", i);
}

TEST(types_read_texts)
{
	static const struct {
		enum ipxe_type type;
		const char *text, *hex;
	} r[] = {
		{IPXE_INT16, "-2", "fffe"},
		{IPXE_INT16, "0x", "refused"},
		{IPXE_INT16, "", "refused"},
		{IPXE_UINT32, "4294967296", "00000000"},
		{IPXE_HEX, "0A:b1", "0ab1"},
		{IPXE_HEX, "0a:", "refused"},
		{IPXE_HEX, "a:b", "refused"},
		{IPXE_HEX, "0a-0b", "refused"},
		{IPXE_HEXHYP, "0a-0b", "0a0b"},
		{IPXE_HEXRAW, "0a0b", "0a0b"},
		{IPXE_HEXRAW, "0a0", "refused"},
		{IPXE_BASE64, "YQ==", "61"},
		{IPXE_BASE64, "YQ", "refused"},
		{IPXE_BASE64, "Y?==", "refused"},
		{IPXE_IPV4, "1.2.3", "refused"},
		{IPXE_IPV4, "1.2.3.4", "01020304"},
		{IPXE_IPV6, "1::", "00010000000000000000000000000000"},
		{IPXE_IPV6, "1:2:3:4:5:6:7:8", "00010002000300040005000600070008"},
		{IPXE_IPV6, "1:2:3:4:5:6:7:8:9", "refused"},
		{IPXE_IPV6, "1::2::3", "refused"},
		{IPXE_IPV6, "1:2", "refused"},
		{IPXE_IPV6, ":1::", "refused"},
		{IPXE_IPV6, "12345::", "refused"},
		{IPXE_URISTRING, "a%20%4",
		 "6120"
		 "2534"},
		{IPXE_UUID, "00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff"},
		{IPXE_UUID, "0011223344", "refused"},
		{IPXE_BUSDEVFN, "0000:03:03.1", "refused"},
	};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++)
		if (!CHECK_STR(parse(r[i].type, r[i].text), r[i].hex))
			printf("  row %zu: %s\n", i, r[i].text);
}

/* --- URIs ------------------------------------------------------------------------------------ */

TEST(uris_are_resolved)
{
	static const struct {
		const char *base, *server, *name, *uri; /* uri NULL = refused */
	} r[] = {
		{"http://h/d/s.ipxe", "", "x", "http://h/d/x"},
		{"http://h/d/s.ipxe?q=1", "", "x?y=a b", "http://h/d/x?y=a%20b"},
		{"http://h/d/s", "", "/x#f", "http://h/x"},
		{"http://h/d/s", "", "//g/x##params=p", "http://h//g/x"},
		{"http://h/d/s?a", "", "?b", "http://h/d/s?b"},
		{"http://h/d/s?a", "", "", "http://h/d/s?a"},
		{"http://h/a/b/c", "", "../x", "http://h/a/x"},
		{"http://h/a/b/c", "", ".././x", "http://h/a/x"},
		{"http://h/a", "", "../../x", "http://h/x"},
		{"http://h/a/b", "", "sub/../x", "http://h/a/sub/../x"},
		{"http://h", "", "x", "http://h/x"},
		{"http://u:p@h:8080/a/b", "", "x", "http://u:p@h:8080/a/x"},
		{"http://h/a", "", "https://[2001:db8::1]:99/x", "https://[2001:db8::1]:99/x"},
		{"", "", "x", NULL},
		{"", "10.0.0.1", "x", "tftp://10.0.0.1/x"},
		{"", "10.0.0.1", "/x", "tftp://10.0.0.1/x"},
		{"tftp://h/x", "", "y", "tftp://h/y"},
		{"tftp://h//abs/x", "", "y", "tftp://h//abs/y"},
		{"http:opaque", "", "y", NULL},
		{"http://h/", "", "net0:1", "http://h/net0:1"},
		{"http://h/a", "", "C:\\x", "C:\\x"},
		{"http://h/a%20b/c", "", "d%2fe", "http://h/a%20b/d%2fe"},
	};
	char buf[256];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct str s = str_of(buf, sizeof buf);
		bool ok = ipxe_uri_resolve(view_of(r[i].base), view_of(r[i].server),
					   view_of(r[i].name), &s);

		if (!CHECK_INT(ok, r[i].uri != NULL) || (ok && !CHECK_STR(buf, r[i].uri)))
			printf("  row %zu: %s\n", i, r[i].name);
	}
}

TEST(uris_that_can_be_fetched)
{
	CHECK(ipxe_uri_fetchable(view_of("http://h/x")) &&
	      ipxe_uri_fetchable(view_of("HTTPS://h")));
	CHECK(ipxe_uri_fetchable(view_of("tftp://h/x")) &&
	      ipxe_uri_fetchable(view_of("ftp://h/x")));
	CHECK(!ipxe_uri_fetchable(view_of("http:foo")) && !ipxe_uri_fetchable(view_of("C:\\x")));
	CHECK(!ipxe_uri_fetchable(view_of("nfs://h/x")) && !ipxe_uri_fetchable(view_of("file:/x")));
	CHECK(!ipxe_uri_fetchable(view_of("http:///x")) && !ipxe_uri_fetchable(view_of("")));
}

TEST(images_are_called_after_their_uri)
{
	static const char *const r[][2] = {
		{"http://h/d/vm%20linuz?v=1", "vm linuz"},
		{"http://h/d/", ""},
		{"http://h", ""},
		{"foo:bar", "bar"},
		{"tftp://h/x#f", "x"},
	};
	char buf[64];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct str s = str_of(buf, sizeof buf);

		ipxe_uri_name(view_of(r[i][0]), &s);
		CHECK_STR(buf, r[i][1]);
	}
}

TEST(boot_files_of_a_lease)
{
	static const char *const r[][2] = {
		{"x", "tftp://10.0.0.1/x"},
		{"/x", "tftp://10.0.0.1//x"},
		{"http://h/x", "http://h/x"},
		{"http:x", "tftp://10.0.0.1/http:x"},
	};
	char buf[64];
	struct str none = str_of(buf, sizeof buf);

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct str s = str_of(buf, sizeof buf);

		CHECK(ipxe_uri_boot_file(view_of("10.0.0.1"), view_of(r[i][0]), &s));
		CHECK_STR(buf, r[i][1]);
	}
	CHECK(!ipxe_uri_boot_file(view_of(""), view_of("x"), &none));
}

/* --- damage ---------------------------------------------------------------------------------- */

static const char golden[] =
	":top\nset a:hex 01:02 && inc n || echo ${a:int8}${net${n}/mac}\\\n x\n"
	"params -m PUT\nparam k v\nmenu T\nitem -k x a A\nitem --gap g\nchoose -d a -t 9 s\n"
	"chain --autofree s##params || imgstat ; goto e\n:e\nkernel k a=${s}\ninitrd i /f mode=1\n"
	"form\nitem p\npresent\nshow net0/ip\nsha1sum k\nimgargs k q\nset d:dnssl a.b\nboot\n";

static const struct aid_ipxe_file damaged_files[] = {
	{"http://h/s", "#!ipxe\nexit 1\n", NULL},
	{"http://h/k", "", NULL},
	{"http://h/i", "other", NULL},
	{NULL, NULL, NULL},
};

static void run_damaged(const uint8_t *data, size_t len)
{
	static const struct aid_ipxe_world w = {
		.files = damaged_files, .uri = "http://h/m", .key = true, .typed = "t"};
	char text[sizeof golden];

	memcpy(text, data, len);
	text[len] = '\0';
	aid_ipxe_begin();
	aid_run.steps_max = 2000;
	aid_ipxe_go(text, &w);
}

TEST(damaged_scripts_end)
{
	check_mutations((const uint8_t *)golden, sizeof golden - 1, run_damaged);
	run_damaged((const uint8_t *)golden, sizeof golden - 1);
	CHECK_INT(aid_run.end, IPXE_END_BOOT);
}

/* --- files of the initramfs ------------------------------------------------------------------ */

#define HEAD(mode, size, name)                   \
	"07070100000000" mode "0000000000000000" \
	"00000001"                               \
	"00000000" size "00000000000000000000000000000000" name "00000000"

TEST(images_become_files)
{
	static const struct {
		const char *args, *head;
		size_t n;
	} r[] = {
		/* The zero bytes behind each name are at least one, up to a multiple of four. */
		{"/etc/x.conf mode=0600",
		 HEAD("00008180", "00001234", "0000000c") "/etc/x.conf\0\0\0", 124},
		{"ab", HEAD("000081a4", "00001234", "00000003") "ab\0\0\0\0", 116},
		{"abcd", HEAD("000081a4", "00001234", "00000005") "abcd\0\0", 116},
		{"abc", HEAD("000081a4", "00001234", "00000004") "abc\0\0\0", 116},
		{"a/b/c mkdir=1",
		 HEAD("000041ed", "00000000", "00000004") "a/b\0\0\0" HEAD("000081a4", "00001234",
									   "00000006") "a/b/c\0",
		 232},
		{"/a/b mkdir=-1",
		 HEAD("000041ed", "00000000", "00000003") "/a\0\0\0\0" HEAD("000081a4", "00001234",
									    "00000005") "/a/b\0\0",
		 232},
	};
	uint8_t head[512];

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		struct wr w = wr_of(head, sizeof head);

		CHECK(ipxe_cpio_head(view_of(r[i].args), 0x1234, &w));
		if (CHECK_INT(wr_len(&w), r[i].n))
			CHECK_MEM(head, r[i].head, r[i].n);
	}
}

TEST(files_at_the_cap)
{
	uint8_t head[116];
	struct wr w = wr_of(head, sizeof head), small = wr_of(head, sizeof head - 1);

	CHECK(ipxe_cpio_head(view_of("ab"), UINT32_MAX, &w));
	CHECK(!ipxe_cpio_head(view_of("ab"), 1, &small));
	w = wr_of(head, sizeof head);
	CHECK(!ipxe_cpio_head(view_of("ab"), (uint64_t)UINT32_MAX + 1, &w));
}
