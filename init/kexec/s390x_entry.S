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
 * as heap and for its output, and takes a minute instead of a second.
 *
 * What was translated is dropped by storing to it. Where there is much of it, in the old kernel's
 * code and under the image, that takes as long as a first boot of a small kernel, one store of 8
 * bytes after the other. STSI is the one instruction that has QEMU write a page at once, which
 * drops all that the page holds. Any other machine, too, only writes that page, in microseconds.
 * So each page there is kept aside, overwritten by STSI, and put back. Where STSI is refused, the
 * page is as it was, and the hop is slow.
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
table:					/* 8: filled in by the loader, whole pages */
	.quad	0, 0			/* stored onto itself: the image, first and end address */
	.quad	0, 0			/* zeroed: what the new kernel will use as heap and output */
	.quad	0, 0			/* stored onto itself: where the old kernel's code is */

1:	slr	%r0, %r0		/* CPU address, of no meaning to this order */
	lhi	%r1, 2			/* z/Architecture mode; refused without harm when in it */
	sigp	%r1, %r0, 0x12		/* set architecture */
	sam64
	larl	%r13, table
	larl	%r10, s390x_entry
	lmg	%r6, %r7, 16(%r13)
	clgr	%r6, %r7		/* no room to keep a page in */
	je	4f

	lmg	%r8, %r9, 0(%r13)
	brasl	%r14, itself
	lmg	%r8, %r9, 32(%r13)
	brasl	%r14, itself

	lghi	%r4, 0
	j	3f
2:	stg	%r4, 0(%r6)
	stg	%r4, 8(%r6)
	stg	%r4, 16(%r6)
	stg	%r4, 24(%r6)
	aghi	%r6, 32
3:	clgr	%r6, %r7
	jl	2b

4:	llilh	%r2, 1			/* 0x10000, in the addressing mode firmware uses */
	sam31
	br	%r2

	/* Store each page from %r8 up to %r9 onto itself, by way of the page at %r6. */
itself:	j	6f
5:	clgr	%r8, %r10		/* this code may lie in the old kernel's */
	je	7f
	lgr	%r2, %r6
	lgr	%r4, %r8
	lghi	%r3, 4096
	lghi	%r5, 4096
	mvcl	%r2, %r4
	llilh	%r0, 0x1000		/* function code 1, */
	oill	%r0, 1			/* selectors 1 and 1: the machine, which is always told */
	lghi	%r1, 1
	stsi	0(%r8)
	lgr	%r2, %r8
	lgr	%r4, %r6
	lghi	%r3, 4096
	lghi	%r5, 4096
	mvcl	%r2, %r4
7:	aghi	%r8, 4096
6:	clgr	%r8, %r9
	jl	5b
	br	%r14

	.balign	8
s390x_entry_end:
	.size	s390x_entry, . - s390x_entry
	.section .note.GNU-stack, "", @progbits
