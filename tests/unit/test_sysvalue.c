/* SPDX-License-Identifier: MIT
 * What machines say of themselves, as SYSAPPEND puts it on the command line. */
#include "tests/unit/check.h"

#include "init/sysvalue.h"

#include <string.h>

static struct chan_system got;

static const char *value(unsigned bit)
{
	return got.value[bit - CHAN_SYS_FIRST];
}

TEST(s390_from_sysinfo)
{
	memset(&got, 0, sizeof got);
	sysvalue_sysinfo(view_of("Manufacturer:         IBM             \n"
				 "Type:                 8561\n"
				 "LIC Identifier:       3f2a6c\n"
				 "Model:                716              T01\n"
				 "Sequence Code:        00000000000ABCDE\n"
				 "CPC Name:             P000S67C\n"),
			 &got);
	CHECK_STR(value(4), "IBM");
	CHECK_STR(value(5), "8561");
	CHECK_STR(value(6), "716              T01"); /* the plan makes one '_' of the blanks */
	CHECK_STR(value(7), "00000000000ABCDE");
	CHECK_STR(value(9), "P000S67C");
	CHECK_STR(value(3), "");
	CHECK(!got.tree);
}

TEST(x86_from_cpuinfo)
{
	memset(&got, 0, sizeof got);
	sysvalue_cpu(view_of("processor\t: 0\nvendor_id\t: X\ncpu family\t: 25\nmodel\t\t: 1\n"
			     "flags\t\t: fpu svm pae lm nx vmx_x\n\nprocessor\t: 1\n"
			     "cpu family\t: 3\n"),
		     &got);
	CHECK_STR(value(3), "6PXLS");
	memset(&got, 0, sizeof got);
	sysvalue_cpu(view_of("cpu family\t: 5\n"), &got);
	CHECK_STR(value(3), "5");
	memset(&got, 0, sizeof got);
	sysvalue_cpu(view_of("processor 0: version = FF\n"), &got);
	CHECK_STR(value(3), "");
}

TEST(processor_and_memory)
{
	memset(&got, 0, sizeof got);
	sysvalue_processor(view_of("processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel\t\t: 1\n"
				   "model name\t: AMD \x1b EPYC  \nprocessor\t: 1\n"),
			   &got);
	CHECK_STR(got.cpu_vendor, "AuthenticAMD");
	CHECK_STR(got.cpu_model, "AMD   EPYC");
	sysvalue_memory(view_of("MemTotal:        2035000 kB\nMemFree: 1 kB\n"), &got);
	CHECK_INT(got.memory_mib, 1987);
	memset(&got, 0, sizeof got);
	sysvalue_memory(view_of("MemTotal: x kB\n"), &got);
	CHECK_INT(got.memory_mib, 0);
	sysvalue_memory(view_of("MemTotal: 18446744073709551615 kB\n"), &got);
	CHECK_INT(got.memory_mib, 0);
	CHECK(sysvalue_read()->memory_mib > 16);
}

TEST(boards_from_the_device_tree)
{
	memset(&got, 0, sizeof got);
	sysvalue_compatible((struct view){.p = "raspberrypi,3-model-b\0brcm,bcm2837", .n = 35},
			    &got);
	CHECK(got.tree);
	CHECK_STR(got.compatible, "raspberrypi,3-model-b brcm,bcm2837");
	CHECK_STR(value(4), "raspberrypi");
	memset(&got, 0, sizeof got);
	sysvalue_compatible((struct view){.p = "a b", .n = 3}, &got);
	CHECK_STR(got.compatible, "");
	CHECK(got.tree);
	memset(&got, 0, sizeof got);
	sysvalue_compatible(view_of(""), &got);
	CHECK(!got.tree);
}

TEST(values_are_printable_and_fit)
{
	char text[300];

	memset(&got, 0, sizeof got);
	sysvalue_put(&got, 4, view_of(" \tQEMU\x1b[2J\x7f Inc. \n"));
	CHECK_STR(value(4), "QEMU [2J  Inc.");
	sysvalue_put(&got, 4, view_of("other"));
	CHECK_STR(value(4), "QEMU [2J  Inc.");
	memset(text, 0xe4, sizeof text);
	sysvalue_put(&got, 5, (struct view){.p = text, .n = sizeof text});
	CHECK_INT(strlen(value(5)), 92);
	CHECK(strcmp(value(5) + 88, "\\xe4") == 0);
	memset(text, ',', sizeof text);
	sysvalue_compatible((struct view){.p = text, .n = sizeof text}, &got);
	CHECK_INT(strlen(got.compatible), 300);
	sysvalue_put(&got, CHAN_SYS_FIRST + CHAN_SYS_VALUES - 1, view_of("last"));
	CHECK_STR(value(18), "last");
}
