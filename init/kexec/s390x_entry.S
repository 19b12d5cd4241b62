/* SPDX-License-Identifier: MIT
 * init/kexec/s390x_entry.S - what runs between the two kernels on s390x.
 *
 * The old kernel copies the segments to their places, resets the machine (diagnose 0x308) and
 * starts here by a PSW of 0x00080000 0x80000000 + address: 31-bit addressing, so this page lies
 * below 2 GiB; no address translation, no interrupts, prefix 0, other CPUs stopped, and on real
 * machines ESA/390 mode, where 64-bit instructions do not exist.
 *
 * All that has to be done is to branch to 0x10000. The passes over memory before it are for QEMU
 * without KVM: it keeps what it translated of the old kernel's code, and while a page holds such
 * code, every store into that page is slow. The new kernel's decompressor uses the same addresses
 * as heap and for its output, and takes a minute instead of a second. Storing to every doubleword
 * once drops the translations. A real machine needs milliseconds for it.
 *
 * Position independent, no stack, no lowcore; it writes nothing but the ranges in its table.
 * Layout of the table: struct s390x_params in init/kexec/s390x_patch.h.
 */
	.machine z900
	.section .rodata.s390x_entry, "a"
	.balign	8
	.globl	s390x_entry
	.globl	s390x_entry_end
	.type	s390x_entry, @object

s390x_entry:
	j	1f			/* 0: the table follows at a fixed place */
	.balign	8
table:					/* 8: filled in by the loader, multiples of 32 */
	.quad	0, 0			/* stored onto itself: the image, first and end address */
	.quad	0, 0			/* zeroed: what the new kernel will use as heap and output */
	.quad	0, 0			/* stored onto itself: where the old kernel's code is */

1:	slr	%r0, %r0		/* CPU address, of no meaning to this order */
	lhi	%r1, 2			/* z/Architecture mode; refused without harm when in it */
	sigp	%r1, %r0, 0x12		/* set architecture */
	sam64
	larl	%r13, table

	lmg	%r2, %r3, 0(%r13)
	brasl	%r14, itself
	lmg	%r2, %r3, 32(%r13)
	brasl	%r14, itself
	lmg	%r2, %r3, 16(%r13)
	lghi	%r4, 0
	j	3f
2:	stg	%r4, 0(%r2)
	stg	%r4, 8(%r2)
	stg	%r4, 16(%r2)
	stg	%r4, 24(%r2)
	aghi	%r2, 32
3:	clgr	%r2, %r3
	jl	2b

	llilh	%r2, 1			/* 0x10000, in the addressing mode firmware uses */
	sam31
	br	%r2

	/* Store every doubleword from %r2 up to %r3 onto itself. */
itself:	j	5f
4:	lg	%r4, 0(%r2)
	lg	%r5, 8(%r2)
	lg	%r6, 16(%r2)
	lg	%r7, 24(%r2)
	stg	%r4, 0(%r2)
	stg	%r5, 8(%r2)
	stg	%r6, 16(%r2)
	stg	%r7, 24(%r2)
	aghi	%r2, 32
5:	clgr	%r2, %r3
	jl	4b
	br	%r14

	.balign	8
s390x_entry_end:
	.size	s390x_entry, . - s390x_entry
	.section .note.GNU-stack, "", @progbits
