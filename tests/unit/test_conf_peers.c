/* SPDX-License-Identifier: MIT
 * Valid files that other readers of this grammar break on. Each test's comment says what they make
 * of it: PXELINUX 6.04, QEMU's s390 firmware, U-Boot's extlinux reader, petitboot, u-root, and the
 * s390-tools netboot script (S3). PXELINUX is what we do, but for the byte order mark. */
#include "tests/unit/check.h"
#include "tests/unit/conf_aid.h"

#include "pxe/plan/plan.h"

#include <stdio.h>
#include <string.h>

/* The parts of the label called @name. */
static struct plan_parts parts_of(const char *name)
{
	struct plan_parts parts;

	plan_parts(aid_label(name), (struct view){0}, &parts);
	return parts;
}

static struct plan_choice start(void)
{
	struct plan_choice choice;

	plan_default(&aid_conf, &choice);
	return choice;
}

/* LINUX vmlinuz. PXELINUX ok; QEMU "not supported"; U-Boot ok; petitboot ignores the line; u-root
 * ok; S3 finds no kernel and panics. */
TEST(peers_linux_is_a_kernel_word)
{
	CHECK_INT(aid_str("LABEL a\nLINUX vmlinuz\n"), 0);
	CHECK(aid_is(parts_of("a").kernel, "vmlinuz"));
}

/* Tab after the keyword. PXELINUX ok; QEMU glues the keyword to the value if a blank follows later;
 * U-Boot ok; petitboot splits at blanks only; u-root ok; S3 ok. */
TEST(peers_tab_after_keyword)
{
	CHECK_INT(aid_str("LABEL\ta\n\tKERNEL\tk one\n\tAPPEND\t\tx\ty\n"), 0);
	CHECK(aid_is(parts_of("a").kernel, "k"));
	CHECK(aid_is(parts_of("a").args, "one"));
	CHECK(aid_is(parts_of("a").append, "x\ty"));
}

/* DEFAULT after the labels. PXELINUX ok; QEMU ignores it; U-Boot ok; petitboot has set its default
 * flag at LABEL already; u-root ok. */
TEST(peers_default_after_labels)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL ka\nLABEL b\nKERNEL kb\nDEFAULT b\n"), 0);
	CHECK_INT(start().label, 1);
}

/* SYSAPPEND 3 in a label. PXELINUX ok; QEMU warns; U-Boot ends the label there and loses KERNEL and
 * APPEND behind it; petitboot takes bit 2; u-root ignores it. */
TEST(peers_sysappend_in_label)
{
	CHECK_INT(aid_str("LABEL a\nSYSAPPEND 3\nKERNEL k\nAPPEND x\n"), 0);
	CHECK_INT(aid_label("a")->sysappend, 3);
	CHECK(aid_is(parts_of("a").kernel, "k"));
	CHECK(aid_is(parts_of("a").append, "x"));
}

/* TEXT HELP in a label. PXELINUX ok; QEMU warns for each line; U-Boot ends the label and executes
 * help lines that start with a keyword; petitboot and u-root parse help lines; S3 greps them. */
TEST(peers_text_help_in_label)
{
	CHECK_INT(aid_str("LABEL a\nTEXT HELP\nappend is a word in here\nkernel too\nENDTEXT\n"
			  "KERNEL k\nAPPEND x\n"),
		  0);
	CHECK_INT(aid_conf.note_count, 0);
	CHECK(aid_is(parts_of("a").kernel, "k"));
	CHECK(aid_is(parts_of("a").append, "x"));
}

/* Two labels. All ok, but S3 merges the values of both, with a newline inside. */
TEST(peers_two_labels)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL ka\nAPPEND xa\nLABEL b\nKERNEL kb\nINITRD ib\n"), 0);
	CHECK(aid_is(parts_of("a").kernel, "ka"));
	CHECK(aid_is(parts_of("a").append, "xa"));
	CHECK_INT(parts_of("a").initrd_count, 0);
	CHECK(aid_is(parts_of("b").kernel, "kb"));
	CHECK(aid_is(parts_of("b").append, NULL));
	CHECK(aid_is(parts_of("b").initrds[0], "ib"));
}

/* initrd= as the last word of APPEND, no INITRD. PXELINUX ok; QEMU does not load it; U-Boot
 * computes a length from a NULL pointer; petitboot replaces it; u-root ok; S3 does not load it. */
TEST(peers_initrd_last_in_append)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL k\nAPPEND root=/dev/ram0 initrd=x\n"), 0);
	CHECK_INT(parts_of("a").initrd_count, 1);
	CHECK(aid_is(parts_of("a").initrds[0], "x"));
}

/* Double blanks in APPEND. All keep them, but u-root collapses. */
TEST(peers_double_blanks_in_append)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL k\nAPPEND a  b   c\n"), 0);
	CHECK(aid_is(parts_of("a").append, "a  b   c"));
}

/* INITRD a,b. PXELINUX and u-root load both (u-root not from APPEND); QEMU, U-Boot, petitboot and
 * S3 ask for a file called "a,b". */
TEST(peers_initrd_list)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL k\nINITRD a,b\nLABEL b\nAPPEND initrd=c,d x\n"), 0);
	CHECK_INT(parts_of("a").initrd_count, 2);
	CHECK(aid_is(parts_of("a").initrds[0], "a"));
	CHECK(aid_is(parts_of("a").initrds[1], "b"));
	CHECK_INT(parts_of("b").initrd_count, 2);
	CHECK(aid_is(parts_of("b").initrds[1], "d"));
}

/* LABEL my label. PXELINUX "my"; QEMU, U-Boot, petitboot, u-root "my label", and so here. */
TEST(peers_label_of_two_words)
{
	CHECK_INT(aid_str("DEFAULT my label\nLABEL my label\nKERNEL k\n"), 0);
	CHECK(aid_is(aid_conf.labels[0].name, "my"));
	CHECK_INT(start().label, 0);
	CHECK_INT(start().args.n, 0);
	CHECK(aid_noted(2, "one word"));
}

/* TIMEOUT 5. PXELINUX half a second; QEMU, petitboot, u-root ignore it; U-Boot 1 s. */
TEST(peers_timeout_is_in_tenths)
{
	CHECK_INT(aid_str("PROMPT 1\nTIMEOUT 5\nDEFAULT a\nLABEL a\n"), 0);
	CHECK_INT(start().wait_ds, 5);
}

/* A command line of 1500 bytes. PXELINUX, U-Boot, petitboot, u-root ok; QEMU cuts it at 896 and
 * does not terminate it; S3 ends in an error of kexec-tools. */
TEST(peers_long_command_line)
{
	static char text[2048];
	static struct plan plan;
	static const struct plan_host nobody;
	struct plan_choice choice;
	char why_text[PLAN_WHY_BUF];
	struct str why = str_of(why_text, sizeof why_text);
	int n = snprintf(text, sizeof text, "LABEL a\nKERNEL k\nAPPEND ");

	memset(text + n, 'x', 1500);
	CHECK_INT(aid_str(text), 0);
	choice = start();
	CHECK_INT(plan_make(&aid_conf, &choice, &nobody, &plan, &why), 0);
	CHECK_INT(plan.cmdline_len, strlen("BOOT_IMAGE=k ") + 1500);
}

/* A configuration of 2.5 KB. All ok, but QEMU skips it: its buffer holds 2047 bytes. */
TEST(peers_file_over_2_kib)
{
	static char text[4096];

	memset(text, '#', 2500);
	strcpy(text + 2500, "\nLABEL a\nKERNEL k\n");
	CHECK_INT(aid_str(text), 0);
	CHECK(aid_is(parts_of("a").kernel, "k"));
}

/* CRLF. PXELINUX, QEMU, petitboot, u-root ok; U-Boot keeps the CR in values and ends the label at a
 * blank line; S3 asks for a file whose name ends in CR. */
TEST(peers_crlf)
{
	CHECK_INT(aid_str("DEFAULT a\r\nLABEL a\r\n\r\n  KERNEL k\r\n\tAPPEND x \r\nINITRD i\r\n"),
		  0);
	CHECK(aid_is(parts_of("a").kernel, "k"));
	CHECK(aid_is(parts_of("a").append, "x "));
	CHECK(aid_is(parts_of("a").initrds[0], "i"));
	CHECK_INT(start().label, 0);
}

/* Quotes round a value. All keep them, but petitboot strips. */
TEST(peers_quotes_are_kept)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL \"k\"\nAPPEND \"x y\" z='1'\n"), 0);
	CHECK(aid_is(parts_of("a").kernel, "\"k\""));
	CHECK(aid_is(parts_of("a").append, "\"x y\" z='1'"));
}

/* APPEND twice in a label. PXELINUX, QEMU, u-root take the last; U-Boot too, and leaks; petitboot
 * joins them; S3 has both lines with a newline between. */
TEST(peers_append_twice)
{
	CHECK_INT(aid_str("LABEL a\nKERNEL k\nAPPEND one\nAPPEND two\n"), 0);
	CHECK(aid_is(parts_of("a").append, "two"));
}

/* UTF-8 byte order mark. PXELINUX, U-Boot, petitboot, u-root and S3 ignore the first line, QEMU
 * calls it not supported. Here the line counts: nobody writes it to be ignored. */
TEST(peers_byte_order_mark)
{
	CHECK_INT(aid_str("\xef\xbb\xbf"
			  "DEFAULT b\nLABEL a\nLABEL b\n"),
		  0);
	CHECK_INT(start().label, 1);
	CHECK_INT(aid_conf.note_count, 0);
}
