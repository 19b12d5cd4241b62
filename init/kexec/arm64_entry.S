/* SPDX-License-Identifier: MIT
 * init/kexec/arm64_entry.S - what runs between the two kernels on arm64.
 *
 * The old kernel starts what kexec_load gave it with no argument at all, so it cannot be a kernel
 * itself: that one wants the address of its device tree in x0, and zeroes in x1 to x3 (Linux,
 * Documentation/arm64/booting.rst). MMU and data cache are off, interrupts masked.
 *
 * The pass over memory before that is for QEMU without KVM: it keeps what it translated of the old
 * kernel's code, and while a page holds such code every store into that page is slow, also those of
 * the new kernel, which has other things there. Storing to every doubleword once drops the
 * translations. A real machine needs some tens of milliseconds for it.
 *
 * Position independent, no stack. Layout of the table: init/kexec/arm.h.
 */
	.section .rodata.arm64_entry, "a"
	.balign	8
	.globl	arm64_entry
	.globl	arm64_entry_end
	.type	arm64_entry, @object

arm64_entry:
	b	1f			// 0: the table follows at a fixed place
	.balign	8
kernel:	.quad	0			// 8: filled in by the loader
dtb:	.quad	0
old:	.quad	0, 0			// stored onto itself: first and end address, multiples of 64

1:	ldr	x5, old
	ldr	x6, old + 8
	b	3f
2:	ldp	x7, x8, [x5]
	ldp	x9, x10, [x5, #16]
	ldp	x11, x12, [x5, #32]
	ldp	x13, x14, [x5, #48]
	stp	x7, x8, [x5]
	stp	x9, x10, [x5, #16]
	stp	x11, x12, [x5, #32]
	stp	x13, x14, [x5, #48]
	add	x5, x5, #64
3:	cmp	x5, x6
	b.lo	2b

	ldr	x4, kernel
	ldr	x0, dtb
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x4

	.balign	8
arm64_entry_end:
	.size	arm64_entry, . - arm64_entry
	.section .note.GNU-stack, "", @progbits
