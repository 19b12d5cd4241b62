/* SPDX-License-Identifier: MIT
 * .ins files, the other form of a configuration. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/plan/plan.h"

#include <string.h>

static const struct plan_host nobody;
static struct plan plan;

static int plan_first(const char *args)
{
	static char text[PLAN_WHY_BUF];
	struct str why = str_of(text, sizeof text);
	struct plan_choice choice;

	plan_default(&aid_conf, &choice);
	choice.args = view_of(args);
	return plan_make(&aid_conf, &choice, &nobody, &plan, &why);
}

/* As Debian's and SUSE's installers have it. */
TEST(ins_is_one_label)
{
	CHECK_INT(aid_str("* a comment\r\nboot/linux 0x00000000\r\nboot/initrd.off 0x0001040c\r\n"
			  "\r\nboot/initrd 0x01000000\r\nboot/parmfile 0x00010480\r\n"
			  "boot/initrd.siz 0x00010414\r\n"),
		  0);
	CHECK(aid_conf.ins);
	CHECK_INT(aid_conf.label_count, 1);
	CHECK_INT(plan_first("console=ttysclp0"), 0);
	CHECK_INT(plan.action, PLAN_BOOT);
	CHECK(view_is(plan.kernel, "boot/linux"));
	CHECK_INT(plan.initrd_count, 1);
	CHECK(view_is(plan.initrds[0], "boot/initrd"));
	CHECK(view_is(plan.parmfile, "boot/parmfile"));
	CHECK_STR(plan.cmdline, "BOOT_IMAGE=boot/linux initrd=boot/initrd console=ttysclp0");
	CHECK_INT(aid_conf.note_count, 0);
}

TEST(ins_without_a_comment)
{
	CHECK_INT(aid_str("\nkernel.img 0x0\ninitrd.img 0x02000000\ninitrd.addrsize 0x00010408\n"),
		  0);
	CHECK(aid_conf.ins);
	CHECK_INT(plan_first(""), 0);
	CHECK(view_is(plan.kernel, "kernel.img") && view_is(plan.initrds[0], "initrd.img"));
	CHECK(!plan.parmfile.n);
	CHECK_INT(aid_conf.labels[0].where.line, 2);
}

TEST(ins_is_not_taken_for_the_other_grammar)
{
	static const char *const others[] = {
		"timeout 0\nprompt 0\n",
		"sysappend 0x0\ndefault x\n",
		"sysappend 0x0\n",
		"",
		"label * a\n",
		"* only a comment\n",
		"* a list\n* of points\nlabel x\n",
		"*\nk 0x0 0x0\n",
		"*****\nk 0x0\n",
		"a 0x0 b\nc 0x100000\n",
		"a 0x1\nb 0x0\n",
	};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		CHECK_INT(aid_str(others[i]), 0);
		CHECK(!aid_conf.ins);
	}
}

TEST(real_08_addresses_without_0x)
{
	CHECK_INT(aid_str("* x\nk.img 0\ni.img 00800000\np 00010480\nn 0001040c\n"), 0);
	CHECK_INT(plan_first(""), 0);
	CHECK(view_is(plan.kernel, "k.img") && view_is(plan.initrds[0], "i.img"));
	CHECK(!plan.parmfile.n);
	CHECK(!aid_noted(3, "0x"));
	CHECK(aid_noted(4, "p 00010480: the address lacks 0x and would be decimal"));
	CHECK(aid_noted(5, "lacks 0x"));
	CHECK_INT(aid_str("k.img 0\ni.img 00800000\n"), 0);
	CHECK(!aid_conf.ins);
	CHECK_STR(conf_foreign(&aid_conf), "an .ins list whose addresses lack 0x");
	CHECK_INT(aid_str("timeout 0\nprompt 0\n"), 0);
	CHECK(!conf_foreign(&aid_conf));
}

TEST(real_08_a_kernel_that_is_a_list)
{
	CHECK_INT(aid_str("label a\nkernel d/debian.ins\n"), 0);
	CHECK_INT(plan_first(""), 0);
	CHECK_INT(plan.action, PLAN_CONFIG);
	CHECK(view_is(plan.kernel, "d/debian.ins") && !plan.cwd.n);
}

TEST(ins_with_mistakes)
{
	CHECK_INT(aid_str("* x\nk 0\nk2 0x0\ni 0x100000\nj 16777216\nq 0x\nr\ns 0x1g\nt 1 2\n"), 0);
	CHECK_INT(plan_first(""), 0);
	CHECK(view_is(plan.kernel, "k") && view_is(plan.initrds[0], "i"));
	CHECK(aid_noted(3, "same place") && aid_noted(5, "same place"));
	for (unsigned line = 6; line <= 9; line++)
		CHECK(aid_noted(line, "not \"file address\""));
	CHECK_INT(aid_conf.errors, 4);
	CHECK_INT(aid_str("* no kernel\ni 0x100000"), 0);
	CHECK(aid_conf.ins);
	CHECK_INT(aid_conf.label_count, 0);
	CHECK(aid_noted(2, "no kernel"));
	CHECK_INT(plan_first(""), PLAN_NO_LABEL);
}

static void parse_only(const uint8_t *data, size_t len)
{
	CHECK_INT(aid_parse((struct view){.p = (const char *)data, .n = len}, NULL), 0);
	CHECK(aid_conf.label_count <= 1 || !aid_conf.ins);
}

TEST(every_cut_and_flip_of_an_ins_file_parses)
{
	static const char golden[] = "* c\nk 0x0\ni 0x02000000\np 0x10480\n";

	check_mutations((const uint8_t *)golden, sizeof golden - 1, parse_only);
}
