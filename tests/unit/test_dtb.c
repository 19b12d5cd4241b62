/* SPDX-License-Identifier: MIT
 * Which device trees FDTDIR may mean. */
#include "tests/unit/check.h"

#include "pxe/plan/dtb.h"

#include <string.h>

/* All names, a blank behind each. */
static const char *names(const char *dir, const char *compatible)
{
	static char text[2048];
	char name[100];
	struct str all = str_of(text, sizeof text);

	for (unsigned i = 0;; i++) {
		struct str s = str_of(name, sizeof name);

		if (!plan_dtb_name(view_of(dir), view_of(compatible), i, &s))
			return text;
		str_fmt(&all, "%s ", name);
	}
}

TEST(a_board_and_its_chip)
{
	CHECK_STR(names("dtbs", "pine64,rockpro64 rockchip,rk3399"),
		  "dtbs/rockchip/rk3399-rockpro64.dtb dtbs/pine64/rockpro64.dtb "
		  "dtbs/rk3399-rockpro64.dtb dtbs/rockpro64.dtb ");
	CHECK_STR(names("/d/", "a,b c"), "/d/c-b.dtb /d/a/b.dtb /d/c-b.dtb /d/b.dtb ");
	CHECK_STR(names("", "a,b c,d"), "c/d-b.dtb a/b.dtb d-b.dtb b.dtb ");
}

TEST(boards_in_their_order)
{
	const char *all = names("d", "v,two v,one w,chip");

	CHECK(strstr(all, "d/w/chip-two.dtb d/v/two.dtb d/chip-two.dtb d/two.dtb "
			  "d/w/chip-one.dtb") == all);
}

TEST(one_string_is_board_and_chip)
{
	CHECK_STR(names("d", "linux,dummy-virt"), "d/linux/dummy-virt.dtb d/dummy-virt.dtb ");
}

TEST(hazard_88_no_way_out_of_the_folder)
{
	CHECK_STR(names("d", ""), "");
	CHECK_STR(names("d", " "), "");
	CHECK_STR(names("d", "../../x"), "");
	CHECK_STR(names("d", "a,../x c,d"), "");
	CHECK_STR(names("d", ","), "");
	CHECK_STR(names("d", "a, c,d"), "");
}

TEST(names_that_do_not_fit)
{
	char buf[12];
	struct str s = str_of(buf, sizeof buf);

	CHECK(!plan_dtb_name(view_of("d"), view_of("a,bcdefgh c,d"), 3, &s));
	s = str_of(buf, sizeof buf);
	CHECK(plan_dtb_name(view_of("d"), view_of("a,bcd c,d"), 3, &s));
}

TEST(trees_begin_with_their_magic)
{
	static const uint8_t head[] = {0xd0, 0x0d, 0xfe, 0xed, 0};

	CHECK(plan_dtb_is_tree(head, 5));
	CHECK(plan_dtb_is_tree(head, 4));
	CHECK(!plan_dtb_is_tree(head, 3));
	CHECK(!plan_dtb_is_tree(head, 0));
	CHECK(!plan_dtb_is_tree(head + 1, 4));
}
