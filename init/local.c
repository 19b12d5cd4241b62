/* SPDX-License-Identifier: MIT */
#include "init/local.h"

#include "init/bootnext.h"
#include "init/modules.h"
#include "lib/error.h"
#include "lib/log.h"

#include <errno.h>
#include <sys/mount.h>
#include <unistd.h>

#ifdef __s390x__
#define SYS "/sys"

const char *local_prepare(int disk, const struct reipl_disk *more, unsigned n_more)
{
	static struct reipl_disk disks[REIPL_DISKS];
	unsigned n = reipl_find(SYS, more, n_more, disks), which = disk < 0 ? 0 : (unsigned)disk;
	char line[LOG_LINE_MAX];
	struct str text = str_of(line, sizeof line);
	int err;

	if (!n)
		return "no disk is known here";
	if (which >= n) {
		log_warn("hd%u: there is no such disk, %u are known here", which, n);
		return "no disk of that number is known here";
	}
	reipl_put(&disks[which], &text);
	err = reipl_set(SYS, &disks[which]);
	if (err) {
		log_err("re-IPL from disk %s: %s", line, error_str(-err));
		return "the firmware takes no other device";
	}
	log_info("re-IPL from disk %s", line);
	return NULL;
}
#else
#define EFI_DIR	 "/sys/firmware/efi"
#define EFI_VARS EFI_DIR "/efivars"

const char *local_prepare(int disk, const struct reipl_disk *more, unsigned n_more)
{
	int number;

	(void)more;
	(void)n_more;
	if (disk > 0)
		log_warn("hd%d: firmware here does not number its disks, its first one starts",
			 disk);
	if (access(EFI_DIR, F_OK) < 0)
		return NULL;
	modules_load("efivarfs");
	if (mount("efivarfs", EFI_VARS, "efivarfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0 &&
	    errno != EBUSY) {
		log_warn("UEFI's variables: %s, its own order of boot entries decides",
			 error_str(errno));
		return NULL;
	}
	number = bootnext_set(EFI_VARS);
	if (number >= 0)
		log_info("the next start is UEFI's entry Boot%04X", (unsigned)number);
	else if (number == -ENODEV)
		log_warn("UEFI has no boot entry of a disk, its own order of boot entries decides");
	else
		log_warn("BootNext: %s, UEFI's own order of boot entries decides",
			 error_str(-number));
	return NULL;
}
#endif
