/* SPDX-License-Identifier: MIT
 * init/kexec/layout_arm.h - where the parts of the next system go on ARM, 64 and 32 bits.
 * Layer: pure. Callers: init/kexec/for_arm64.c, init/kexec/for_armhf.c, tests.
 *
 * Rules: Linux, Documentation/arm64/booting.rst and Documentation/arm/booting.rst.
 */
#ifndef INIT_KEXEC_LAYOUT_ARM_H
#define INIT_KEXEC_LAYOUT_ARM_H

#include "init/kexec/layout.h"
#include "lib/image/arm.h"

#define ARM64_DTB_MAX	  (2u << 20)
#define ARM64_INITRD_SPAN (32ull << 30) /* kernel and initrd lie in one window of this size */
#define ARM64_INITRD_STEP (1ull << 30)	/* that begins on a multiple of this */
#define ARM_KERNEL_SPAN	  (128u << 20)	/* a zImage looks for memory in blocks of this size */
#define ARM_LOW_SPAN	  (512u << 20)	/* what every 32-bit kernel maps from its start on */

/** struct arm_sizes - bytes of the parts */
struct arm_sizes {
	const struct arm_image *image;
	uint64_t kernel; /* of the bare kernel's file */
	uint64_t initrd; /* 0 = none */
	uint64_t dtb;
};

/**
 * layout_arm64() - kernel, device tree, initrd and entry page
 * @ret: written on success only; entry is the address to start at
 *
 * A kernel that may lie anywhere goes above the running one's code where there is room.
 * Return: 0 or KEXEC_NO_PLACE, with a sentence in @why.
 */
int layout_arm64(const struct ram *ram, const struct arm_sizes *sizes, struct kexec_layout *ret,
		 struct str *why);

/** layout_armhf() - the same for a zImage: lowest in memory, room behind it to unpack, the rest
 *  above that, within what the kernel maps early */
int layout_armhf(const struct ram *ram, const struct arm_sizes *sizes, struct kexec_layout *ret,
		 struct str *why);

#endif
