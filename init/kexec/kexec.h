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
#include "lib/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct kexec_job - what to boot; descriptors stay the caller's */
struct kexec_job {
	int kernel_fd;	 /* memfd, best sealed; readable and mappable */
	int initrd_fd;	 /* all initrds joined, each padded to 4 bytes; -1 = none */
	int dtb_fd;	 /* device tree to use in place of the running one; -1 = none */
	int overlays_fd; /* overlays for it, one behind the other, each padded to 8; -1 = none */
	int meminfo_fd;	 /* of kexec_ram_open(); what memory is left is not said with -1 */
	const char *cmdline; /* NULL = the one in the image */
	struct rd fdt;	     /* the running system's device tree; empty where there is none */
	uint8_t seed[64];    /* fresh random bytes for the next kernel; all zero = none */
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

/** kexec_ram_open() - /proc/meminfo, for struct kexec_job. Return: a descriptor, -1 = there is none */
int kexec_ram_open(void);

/**
 * kexec_load_job() - check, place, patch, load
 * @report: always written: what was loaded where and what memory is left then, or why not
 *
 * Nothing is loaded unless 0 comes back. An image loaded before stays until then.
 * Return: 0, negative errno when our side failed, or an enum kexec_reason.
 */
int kexec_load_job(const struct kexec_job *job, const struct ram *ram, struct kexec_report *report);

/* --- what the architectures fill in, and what tests replace ----------------------------------- */

/** struct kexec_seg - as the kernel's call wants it (struct kexec_segment there) */
struct kexec_seg {
	const void *buf;
	size_t bufsz;
	unsigned long mem;
	size_t memsz;
};

#define KEXEC_MAPS 8

/** struct kexec_set - the arguments of both calls, and what lies behind them */
struct kexec_set {
	struct kexec_seg seg[KEXEC_SEGMENTS];
	unsigned long segs;
	unsigned long entry;
	unsigned long flags;
	bool by_file;		  /* kexec_file_load may be tried, with these two: */
	int kernel_fd, initrd_fd; /* initrd_fd -1 = none */
	struct {
		void *p;
		size_t n;
		int fd; /* closed with the mapping; -1 = not ours */
	} map[KEXEC_MAPS];
	size_t maps;
	_Alignas(8) uint8_t entry_page[KEXEC_PAGE];
};

/**
 * kexec_set_map() - map a whole file; kexec_set_drop() unmaps it
 * @prot: of mmap; writing changes the mapping only, not the file
 * @ret:  empty for an empty file
 *
 * Return: 0 or negative errno.
 */
int kexec_set_map(struct kexec_set *set, int fd, int prot, struct rd *ret);

/**
 * kexec_set_room() - memory for @len bytes, behind a descriptor of its own
 * @ret_p:  readable and writable, zero; takes memory as far as it is written to
 * @ret_fd: the same bytes as a file of @len bytes; kexec_set_drop() closes it
 *
 * Return: 0 or negative errno.
 */
int kexec_set_room(struct kexec_set *set, size_t len, void **ret_p, int *ret_fd);

/** struct kexec_arch - what is different from one architecture to the next; a program has one,
 *  in init/kexec/for_ARCH.c */
struct kexec_arch {
	/* Check a job, place it, fill in @set (as s390x_prepare() describes it). Never NULL. */
	int (*prepare)(const struct kexec_job *job, const struct ram *ram, struct kexec_set *set,
		       struct str *text);
	/* While it is still root: what only root may see of this machine. NULL = nothing */
	void (*see)(struct kexec_job *job);
	/* Can the other CPUs be stopped? 0 or KEXEC_CPUS_STAY; NULL = always. */
	int (*cpus)(struct str *why);
};

extern const struct kexec_arch kexec_arch;

/** struct kexec_calls - the architecture's part, and the system calls, which return 0 or a negative
 *  errno; no slot may be NULL */
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
