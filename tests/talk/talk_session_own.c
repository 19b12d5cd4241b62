/* SPDX-License-Identifier: MIT
 * A tree that serves a firmware as well: configurations that start this loader itself.
 */
#include "tests/talk/session_rig.h"
#include "tests/unit/check.h"

#include <string.h>

/* The ramdisk, and a UEFI program with the ramdisk at 0x12000, behind the first bytes that are judged. */
#define RAMDISK	   "\x1f\x8b\x08\x08\0\0\0\0\2\xffpxehop-loader.cpio"
#define PROGRAM_AT 0x12000u

#define STARTS_OWN     "label u\nkernel own\n"
#define STARTS_RAMDISK "label u\nkernel k\ninitrd i,own\n"
#define ITSELF	       "this loader itself, which would only come here again"

static const char *program(void)
{
	static char file[PROGRAM_AT + 100];
	static const char section[] = ".initrd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x20\1";

	memcpy(file, "MZ", 2);
	file[0x3c] = 0x40;
	memcpy(file + 0x40, "PE\0", 4);
	file[0x46] = 1; /* sections */
	memcpy(file + 0x58, section, sizeof section);
	memcpy(file + PROGRAM_AT, RAMDISK, sizeof RAMDISK);
	return file;
}

/* Of the names the one with the address is found first, then the default. */
static void start_own(const char *first, const char *second)
{
	rig_fresh();
	rig_put("pxelinux.cfg/0A00020F", first);
	if (second)
		rig_put("pxelinux.cfg/default", second);
	rig_put_bytes("own", RAMDISK, sizeof RAMDISK);
	rig_put_bytes("own.efi", program(), PROGRAM_AT + 100);
	rig_start();
}

TEST(real_15_kernel_that_is_the_loader_leads_to_the_next_name)
{
	start_own(STARTS_OWN, TWO);
	LOGGED("own: " ITSELF "; trying the next name for a configuration");
	LOGGED("pxelinux.cfg/default: configuration");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(real_15_initrd_that_is_the_loader_leads_to_the_next_name)
{
	start_own(STARTS_RAMDISK, TWO);
	LOGGED("own: " ITSELF "; trying the next name for a configuration");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	CHECK_INT(rig.session.parts.size[CHAN_INITRD], 8); /* of the next name alone */
}

TEST(real_15_program_for_uefi_is_known_before_all_of_it_is_there)
{
	start_own("label u\nkernel own.efi\n", TWO);
	LOGGED("own.efi: " ITSELF "; trying the next name");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(real_15_names_that_all_start_the_loader_end_the_attempt)
{
	start_own(STARTS_OWN, STARTS_RAMDISK);
	CHECK_INT(rig.session.phase, PHASE_FAILED);
	CHECK_STR(session_why(&rig.session), "10.0.2.2: no configuration under any of 10 names, "
					     "but 2 that start this loader itself");
	LOGGED("  pxelinux.cfg/0A00020F: starts this loader itself");
	LOGGED("  pxelinux.cfg/0A00020: not found");
	LOGGED("  pxelinux.cfg/default: starts this loader itself");
	CHECK_INT(rig.boots, 0);
	CHECK_INT(rig_downloads(), 0);
}

TEST(real_15_chosen_by_hand_it_is_back_to_the_menu)
{
	start_own("ui menu.c32\n" STARTS_OWN, TWO);
	rig.sent[0] = 0;
	rig_choose(0);
	LOGGED("own: " ITSELF ", back to the menu");
	CHECK(strstr(rig.sent, "menu wait 0") != NULL);
	CHECK_INT(rig.boots, 0);
}

TEST(real_15_onerror_is_the_firmwares_as_well)
{
	start_own("onerror b\n" STARTS_OWN "label b\nkernel k2\n", TWO);
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

TEST(real_15_the_next_name_is_relative_to_the_prefix_again)
{
	rig_fresh();
	rig_put("pxelinux.cfg/0A00020F", "default c\nlabel c\nconfig other sub/\n");
	rig_put("other", "label u\nkernel own\n");
	rig_put("pxelinux.cfg/default", TWO);
	rig_put_bytes("sub/own", RAMDISK, sizeof RAMDISK);
	rig_start();
	LOGGED("sub/own: " ITSELF);
	LOGGED("pxelinux.cfg/default: configuration");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}

/* --- iPXE scripts ---------------------------------------------------------------------------- */

static void start_own_script(const char *script, const char *second)
{
	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("http://h/boot.ipxe"));
	rig_put("boot.ipxe", script);
	if (second)
		rig_put("pxelinux.cfg/default", second);
	rig_put_bytes("own", RAMDISK, sizeof RAMDISK);
	rig_put_bytes("own.efi", program(), PROGRAM_AT + 100);
	rig_start();
}

TEST(ipxe_script_that_starts_the_loader_is_told)
{
	start_own_script(
		"#!ipxe\nkernel own.efi || echo no program\ninitrd own || echo no ramdisk\n"
		"chain http://h/own.efi || kernel k ${errno}\nboot\n",
		NULL);
	LOGGED("own.efi: " ITSELF ", the script is told");
	LOGGED("iPXE: no program");
	LOGGED("iPXE: no ramdisk");
	SENT("boot 0x2e\n");
}

TEST(ipxe_script_for_the_firmware_leads_to_a_configuration)
{
	start_own_script("#!ipxe\nkernel own.efi\nboot\n", TWO);
	LOGGED("http://h/boot.ipxe: the script starts this loader itself; trying the next name for "
	       "a "
	       "configuration");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	start_own_script("#!ipxe\nchain own.efi\n", NULL);
	CHECK_STR(session_why(&rig.session), "10.0.2.2: no configuration under any of 10 names");
	CHECK_INT(rig_downloads(), 0);
	/* under a name of the lookup order, the next name */
	start_own("#!ipxe\ninitrd /own\nboot\n", TWO);
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
	start_own("#!ipxe\ninitrd /own\nboot\n", STARTS_OWN);
	CHECK_STR(session_why(&rig.session), "10.0.2.2: no configuration under any of 10 names, "
					     "but 2 that start this loader itself");
}

TEST(ipxe_script_chosen_by_hand_it_is_back_to_the_menu)
{
	start_own("ui menu.c32\nlabel s\nkernel s.ipxe\n", TWO);
	rig_put("s.ipxe", "#!ipxe\nkernel own\n");
	rig.sent[0] = 0;
	rig_choose(0);
	LOGGED("s.ipxe: the script starts this loader itself, back to the menu");
	CHECK_INT(rig.boots, 0);
}

/* QEMU's firmware for s390x was given a configuration that starts this loader. */
TEST(real_15_boot_file_that_is_a_configuration_and_starts_the_loader)
{
	rig_fresh();
	text_copy(rig.net.bootfile, sizeof rig.net.bootfile, view_of("pxelinux.cfg/firmware"));
	rig_put("pxelinux.cfg/firmware", STARTS_OWN);
	rig_put("pxelinux.cfg/default", TWO);
	rig_put_bytes("own", RAMDISK, sizeof RAMDISK);
	rig_start();
	LOGGED("own: " ITSELF "; trying the next name for a configuration");
	SENT("boot BOOT_IMAGE=k one initrd=i\n");
}
