/* SPDX-License-Identifier: MIT
 * Which files are asked for and what a name means: PXELINUX to the letter, then the two passes that
 * help trees laid out for other loaders. */
#include "tests/unit/check.h"

#include "pxe/plan/names.h"
#include "pxe/url.h"

#include <string.h>

static const struct plan_host host = {
	.htype = 1,
	.mac = {0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd},
	.mac_len = 6,
	.has_uuid = true,
	.uuid = {0xb8, 0x94, 0x5d, 0x50, 0x81, 0x19, 0x41, 0x1d, 0xb8, 0x80, 0x58, 0xfb, 0x8c, 0xcd,
		 0x07, 0x2a},
	.ip = 0xc000025b,
	.bootfile = {.p = "mybootdir/pxelinux.0", .n = 20},
};

static void put_prefix(const char *bootfile, const char *want)
{
	struct plan_host h = {.bootfile = view_of(bootfile)};
	char got[64];

	text_copy(got, sizeof got, plan_names_prefix(&h));
	CHECK_STR(got, want);
}

TEST(prefix_ends_at_the_last_byte_that_is_no_name_byte)
{
	put_prefix("/tftp/foo/pxelinux.0", "/tftp/foo/");
	put_prefix("pxelinux.0", "");
	put_prefix("boot_x86.0", "boot_");
	/* a configuration in the place of the boot file */
	put_prefix("pxelinux.cfg/x", "");
	put_prefix("/srv/pxelinux.cfg/01-02", "/srv/");
	put_prefix("http://h/d/pxelinux.cfg/default", "http://h/d/");
	put_prefix("mypxelinux.cfg/x", "mypxelinux.cfg/");
	put_prefix("a\\b.0", "a\\");
	put_prefix("http://h/d/x.0", "http://h/d/");
	put_prefix("s390/boot.img", "s390/");
	put_prefix("dir/", "dir/");
	put_prefix("a:B-c.0", "a:");
	put_prefix("a,b", "a,");
	put_prefix("x y.0", "x ");
	put_prefix("", "");
}

TEST(option_210_is_the_prefix_verbatim)
{
	struct plan_host h = host;

	h.has_prefix = true;
	h.prefix = view_of("no-slash");
	CHECK(view_is(plan_names_prefix(&h), "no-slash"));
	h.prefix = view_of("");
	CHECK_INT(plan_names_prefix(&h).n, 0);
}

static void check_order(const struct plan_host *h, const char *const *want, size_t n, size_t second)
{
	static struct plan_names_candidate got;
	struct plan_names_iter it;

	plan_names_start(&it, h);
	for (size_t i = 0; i < n; i++) {
		if (!CHECK(plan_names_next(&it, &got)))
			return;
		CHECK_STR(got.name, want[i]);
		CHECK_INT(got.second_pass, i >= second);
	}
	CHECK(!plan_names_next(&it, &got));
	CHECK(!plan_names_next(&it, &got));
}

#define ORDER(h, want, second) check_order((h), (want), sizeof(want) / sizeof *(want), (second))

TEST(a_url_of_the_configuration_is_the_prefix)
{
	static const struct {
		const char *url, *want;
	} cases[] = {
		{"http://h/boot.cfg", "http://h/"},
		{"http://h/d/boot.cfg", "http://h/d/"},
		{"http://h/d/boot.cfg?x=/a/b#/c", "http://h/d/"},
		{"http://h/pxelinux.cfg/default", "http://h/"},
		{"tftp://h/d/pxelinux.cfg/01-02", "tftp://h/d/"},
		{"tftp://h/dpxelinux.cfg/x", "tftp://h/dpxelinux.cfg/"},
		{"http://pxelinux.cfg/x", "http://pxelinux.cfg/"},
		{"http://h", "http://h/"},
		{"http://u:p@h:81/d/", "http://u:p@h:81/d/"},
	};
	char text[60];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = str_of(text, sizeof text);

		plan_names_url_prefix(view_of(cases[i].url), &s);
		CHECK_STR(text, cases[i].want);
	}
}

TEST(search_order_is_the_documented_one)
{
	static const char *const want[] = {
		"pxelinux.cfg/b8945d50-8119-411d-b880-58fb8ccd072a",
		"pxelinux.cfg/01-88-99-aa-bb-cc-dd",
		"pxelinux.cfg/C000025B",
		"pxelinux.cfg/C000025",
		"pxelinux.cfg/C00002",
		"pxelinux.cfg/C0000",
		"pxelinux.cfg/C000",
		"pxelinux.cfg/C00",
		"pxelinux.cfg/C0",
		"pxelinux.cfg/C",
		"pxelinux.cfg/default",
	};

	ORDER(&host, want, 99);
}

/* QEMU's firmware and s390-tools put names right behind option 210: a tree made for them is found
 * in the second pass, and never before the tree made for PXELINUX. */
TEST(second_pass_follows_210_only)
{
	struct plan_host h = {.mac = {1, 2, 3, 4, 5, 6},
			      .mac_len = 6,
			      .htype = 6,
			      .has_prefix = true,
			      .prefix = view_of("p/"),
			      .has_conffile = true,
			      .conffile = view_of("my.cfg")};
	static const char *const want[] = {"my.cfg", "pxelinux.cfg/06-01-02-03-04-05-06",
					   "pxelinux.cfg/default", "06-01-02-03-04-05-06",
					   "default"};

	ORDER(&h, want, 3);
}

/* Foreman has GRUB in grub2/ and PXELINUX's configurations at the root. */
TEST(second_pass_at_the_root_behind_grub)
{
	static const char *const grubs[] = {"grub2/grubx64.efi", "/boot/grub/grubnetx64.efi",
					    "d/shimx64.efi", "d/shim.efi"};
	static const char *const others[] = {
		"grubx64.efi",	"grub2/pxelinux.0", "shim/x.efi", "", "http://h/grub/grub.efi",
		"h::g/grub.efi"};
	static const char *const want[] = {
		"pxelinux.cfg/01-01-02-03-04-05-06", "pxelinux.cfg/default",
		"::pxelinux.cfg/01-01-02-03-04-05-06", "::pxelinux.cfg/default"};
	struct plan_host h = {.mac = {1, 2, 3, 4, 5, 6}, .mac_len = 6, .htype = 1};
	static struct plan_names_candidate got;
	struct plan_names_iter it;

	for (size_t i = 0; i < sizeof grubs / sizeof *grubs; i++) {
		h.bootfile = view_of(grubs[i]);
		ORDER(&h, want, 2);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		h.bootfile = view_of(others[i]);
		plan_names_start(&it, &h);
		while (plan_names_next(&it, &got))
			CHECK(!got.second_pass);
	}
	h.bootfile = view_of(grubs[0]);
	h.has_prefix = true; /* option 210 says where to look */
	plan_names_start(&it, &h);
	while (plan_names_next(&it, &got))
		CHECK(!view_starts(view_of(got.name), "::"));
}

TEST(conffile_is_first_and_the_others_follow)
{
	struct plan_host h = {.has_conffile = true, .conffile = view_of("http://h/x")};
	static const char *const want[] = {"http://h/x", "pxelinux.cfg/default"};

	ORDER(&h, want, 99);
}

TEST(ip_digits_are_upper_case_with_leading_zeroes)
{
	struct plan_host h = {.ip = 0x0a00020f};
	static struct plan_names_candidate got;
	struct plan_names_iter it;

	plan_names_start(&it, &h);
	CHECK(plan_names_next(&it, &got));
	CHECK_STR(got.name, "pxelinux.cfg/0A00020F");
}

/* Hazard 93: UUIDs that no two machines would differ in are not asked for. */
TEST(hazard_93_placeholder_uuids_are_skipped)
{
	static const uint8_t bad[] = {0x00, 0x0f, 0xf0, 0xff};
	struct plan_host h = host;
	static struct plan_names_candidate got;
	struct plan_names_iter it;

	for (size_t i = 0; i < sizeof bad; i++) {
		h.uuid[6] = bad[i];
		plan_names_start(&it, &h);
		CHECK(plan_names_next(&it, &got));
		CHECK_STR(got.name, "pxelinux.cfg/01-88-99-aa-bb-cc-dd");
	}
	h.uuid[6] = 0xef;
	plan_names_start(&it, &h);
	CHECK(plan_names_next(&it, &got) && strchr(got.name, 'b') != NULL);
	h = (struct plan_host){.htype = 0x20, .mac_len = 16};
	plan_names_start(&it, &h);
	CHECK(plan_names_next(&it, &got));
	CHECK_STR(got.name, "pxelinux.cfg/20-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00");
}

TEST(conffile_at_its_cap_and_one_above)
{
	static char name[PLAN_NAMES_MAX + 1];
	static struct plan_names_candidate got;
	struct plan_host h = {.has_conffile = true, .conffile = {.p = name, .n = PLAN_NAMES_MAX}};
	struct plan_names_iter it;

	memset(name, 'a', sizeof name);
	plan_names_start(&it, &h);
	CHECK(plan_names_next(&it, &got));
	CHECK_INT(strlen(got.name), PLAN_NAMES_MAX);
	h.conffile.n++;
	plan_names_start(&it, &h);
	CHECK(plan_names_next(&it, &got));
	CHECK_STR(got.name, "pxelinux.cfg/default");
	h.conffile = (struct view){.p = "a\0b", .n = 3};
	plan_names_start(&it, &h);
	CHECK(plan_names_next(&it, &got));
	CHECK_STR(got.name, "pxelinux.cfg/default");
}

/* --- names in a configuration ---------------------------------------------------------------- */

struct resolve_row {
	const char *prefix, *name;
	const char *host, *path, *retry; /* retry NULL = none */
};

/* The boot file is s390/boot.img unless the row says otherwise. What the peers ask for instead:
 *   KERNEL k:  QEMU k; petitboot, U-Boot s390/k; s390-tools k
 *   KERNEL /k: QEMU, u-root, s390-tools /k; U-Boot s390//k; petitboot s390/k
 *   KERNEL ::k: petitboot k; QEMU, U-Boot, s390-tools take the colons literally; u-root fails
 *   KERNEL tftp://h/k: petitboot and u-root as here; QEMU and U-Boot literally */
static const struct resolve_row rows[] = {
	{"s390/", "k", "", "s390/k", "k"},
	{"s390/", "/k", "", "s390//k", "/k"},
	{"s390/", "//k//l", "", "s390///k//l", "/k/l"},
	{"s390/", "::k", "", "k", NULL},
	{"s390/", "::/k", "", "/k", NULL},
	{"s390/", "tftp://h/k", "h", "k", NULL},
	{"s390/", "10.0.0.1::a/k", "10.0.0.1", "a/k", NULL},
	{"s390/", "a:b", "", "s390/a:b", "a:b"},
	{"s390/", "a:b::c", "", "s390/a:b::c", "a:b::c"},
	{"s390/", "a:/b", "", "s390/a:/b", "a:/b"},
	{"", "k", "", "k", NULL},
	{"boot_", "k", "", "boot_k", "k"},
	{"http://h/d/", "k", "h", "d/k", "http://h/k"},
	{"http://h/d/", "/k", "h", "d//k", "http://h/k"},
	{"http://h/", "k", "h", "k", NULL},
	{"h::d/", "k", "h", "d/k", "h::k"},
	{"::d/", "k", "", "d/k", "::k"},
	{"::", "k", "", "k", NULL},
};

TEST(names_take_the_prefix_unless_they_escape)
{
	static struct pxe_target target;
	static char buf[PLAN_NAMES_BUF];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct view prefix = view_of(rows[i].prefix), name = view_of(rows[i].name);
		struct str s = str_of(buf, sizeof buf);

		if (!CHECK_INT(pxe_url_resolve(prefix, name, &target), 0))
			continue;
		CHECK_STR(target.host, rows[i].host);
		CHECK_STR(target.path, rows[i].path);
		if (!CHECK_INT(plan_names_retry(prefix, name, &s), rows[i].retry != NULL))
			continue;
		if (rows[i].retry)
			CHECK_STR(buf, rows[i].retry);
	}
}

TEST(a_retry_at_its_cap_and_one_above)
{
	static char buf[PLAN_NAMES_BUF], name[PLAN_NAMES_MAX + 1];
	struct str s = str_of(buf, sizeof buf);

	memset(name, 'a', sizeof name);
	CHECK(plan_names_retry(view_of("p/"), (struct view){.p = name, .n = PLAN_NAMES_MAX}, &s));
	CHECK_INT(s.n, PLAN_NAMES_MAX);
	s = str_of(buf, sizeof buf);
	CHECK(!plan_names_retry(view_of("p/"), (struct view){.p = name, .n = PLAN_NAMES_MAX + 1},
				&s));
	s = str_of(buf, sizeof buf);
	CHECK(!plan_names_retry(view_of("p/"), view_of(""), &s));
}

TEST(names_that_some_machine_asks_for)
{
	static const char *const asked[] = {
		"default",
		"0",
		"0A00020F",
		"01-52-54-00-12-34-56",
		"20-00-11-22-33-44-55-66-77-88-99-aa-bb-cc-dd-ee-ff",
		"b8945d50-8119-411d-b880-58fb8ccd072a",
		"default-arm",
		"default-arm64-sunxi-board_a",
	};
	static const char *const others[] = {
		"default-",  "default~", "default-arm.bak", "",	    "Default",	      "default.bak",
		"0A00020F0", "0a00020f", "part.conf",	    "01-5", "01-52-54-00-GG", "b8945d50",
		"-",
	};

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		CHECK(plan_names_asked(view_of(asked[i])));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(!plan_names_asked(view_of(others[i])));
	CHECK(!plan_names_asked((struct view){.p = "01-52\0-00", .n = 9}));
}

TEST(real_08_the_folder_of_the_file_that_names)
{
	static const struct {
		const char *prefix, *file, *name, *beside;
	} places[] = {
		{"", "d/x.ins", "k", "d/k"},
		{"p/", "p/d/x.ins", "e/k", "p/d/e/k"},
		{"p/", "p/x.ins", "k", NULL},
		{"p/", "::x.ins", "k", "::k"},
		{"p/", "tftp://h/d/x.ins", "k", "tftp://h/d/k"},
		{"", "d/x.ins", "::k", NULL},
		{"", "d/x.ins", "http://h/k", NULL},
		{"", "pxelinux.cfg/default", "k", NULL},
		{"", "d/x.ins", "", NULL},
		{"p/", "x.ins", "k", "k"},
	};
	char buf[PLAN_NAMES_BUF];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct str s = str_of(buf, sizeof buf);
		bool got = plan_names_beside(view_of(places[i].prefix), view_of(places[i].file),
					     view_of(places[i].name), &s);

		CHECK_INT(got, places[i].beside != NULL);
		if (got && places[i].beside)
			CHECK_STR(buf, places[i].beside);
	}
}
