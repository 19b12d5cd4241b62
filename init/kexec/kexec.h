/* SPDX-License-Identifier: MIT
 * init/kexec/kexec.h - hand a fetched kernel to the running one. Layer: adapter (system calls).
 * Callers: init's loader child and `pxe boot`; it logs nothing, the report says it all.
 *
 * Two steps, because of who may do what. kexec_ram_read() needs CAP_SYS_ADMIN, else the kernel
 * shows addresses as zeroes; it reads only what this kernel says. kexec_load_job() looks into the
 * kernel file, which came from the network: run it in a child that keeps CAP_SYS_BOOT alone. The
 * image stays loaded when the child is gone; PID 1 then calls reboot(LINUX_REBOOT_CMD_KEXEC).
 *
 * Which call: kexec_file_load where the running kernel has it, because a locked-down one takes
 * nothing else and checks signatures there. Else kexec_load, with our own entry code (see
 * s390x_entry.S), which makes the hop fast under QEMU without KVM. Debian's s390x kernel has only
 * the latter. When kexec_file_load does not like the file's form, kexec_load gets its turn; a
 * refusal for a signature or a missing right is final.
 */
#ifndef INIT_KEXEC_KEXEC_H
#define INIT_KEXEC_KEXEC_H

#include "init/kexec/layout.h"
#include "init/kexec/ram.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct kexec_job - what to boot; descriptors stay the caller's */
struct kexec_job {
	int kernel_fd;	     /* memfd, best sealed; readable and mappable */
	int initrd_fd;	     /* all initrds joined, each padded to 4 bytes; -1 = none */
	const char *cmdline; /* NULL = the one in the image */
};

#define KEXEC_TEXT 256

/** struct kexec_report - one sentence, printable, fit to stand behind "kexec: " */
struct kexec_report {
	char text[KEXEC_TEXT];
};

/**
 * kexec_ram_read() - read /proc/iomem and /proc/meminfo
 * @ret: written on success only
 *
 * Return: 0, negative errno when a file cannot be read, KEXEC_NO_RAM_MAP when it says nothing.
 */
int kexec_ram_read(struct ram *ret);

/**
 * kexec_load_job() - check, place, patch, load
 * @report: always written: what was loaded where, or why not
 *
 * Nothing is loaded unless 0 comes back. An image loaded before stays until then.
 * Return: 0, negative errno when our side failed, or an enum kexec_reason.
 */
int kexec_load_job(const struct kexec_job *job, const struct ram *ram, struct kexec_report *report);

/** kexec_loaded() - is an image loaded, so that the jump would go somewhere? False too when the
 *  kernel cannot say (no /sys). For PID 1, which must not take a child's word for it. */
bool kexec_loaded(void);

/* --- what the architectures fill in, and what tests replace --------------------------------- */

/** struct kexec_seg - as the kernel's call wants it (struct kexec_segment there) */
struct kexec_seg {
	const void *buf;
	size_t bufsz;
	unsigned long mem;
	size_t memsz;
};

/** struct kexec_set - the arguments of kexec_load, and the mappings behind them */
struct kexec_set {
	struct kexec_seg seg[KEXEC_SEGMENTS];
	unsigned long segs;
	unsigned long entry;
	unsigned long flags;
	void *map[2]; /* kernel and initrd; NULL = not mapped */
	size_t map_len[2];
	_Alignas(8) uint8_t entry_page[KEXEC_PAGE];
};

/** struct kexec_calls - the architecture's part (as s390x_prepare() describes it), and the system
 *  calls, which return 0 or a negative errno */
struct kexec_calls {
	int (*prepare)(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
		       struct str *text);
	int (*file_load)(int kernel_fd, int initrd_fd, size_t cmdline_len, const char *cmdline,
			 unsigned long flags);
	int (*load)(unsigned long entry, unsigned long segs, const struct kexec_seg *seg,
		    unsigned long flags);
};

extern const struct kexec_calls kexec_calls_real;

/** kexec_load_with() - kexec_load_job() through @calls and with an own, empty @set */
int kexec_load_with(const struct kexec_calls *calls, const struct kexec_job *job,
		    const struct ram *ram, struct kexec_set *set, struct kexec_report *report);

/** kexec_set_drop() - unmap; @set is empty then. Fine on an empty one. */
void kexec_set_drop(struct kexec_set *set);

#define KEXEC_FILE_NO_INITRAMFS 4ul

#endif
