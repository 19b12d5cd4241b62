/* SPDX-License-Identifier: MIT
 * init/kexec/armhf_entry.S - what runs between the two kernels on 32-bit ARM.
 *
 * The old kernel would start a zImage itself. It comes here first for the sake of QEMU without KVM,
 * as arm64_entry.S says: the kernel unpacks itself over the code of the old one, and takes minutes
 * instead of seconds while there are translations of that. Storing to every word once drops them.
 *
 * MMU and caches are off, interrupts masked. Position independent, no stack; any ARM since version
 * 4T. Layout of the table: init/kexec/arm.h; the upper halves of its numbers are zero.
 */
	.syntax	unified
	.arm
	.section .rodata.armhf_entry, "a"
	.balign	8
	.globl	armhf_entry
	.globl	armhf_entry_end
	.type	armhf_entry, %object

armhf_entry:
	b	1f			@ 0: the table follows at a fixed place
	.balign	8
table:	.quad	0			@ 8: filled in by the loader: kernel,
	.quad	0			@ device tree,
	.quad	0, 0			@ stored onto itself: first and end address, multiples of 32

1:	adr	r0, table
	ldr	r1, [r0, #16]
	ldr	r2, [r0, #24]
	b	3f
2:	ldmia	r1, {r3 - r10}
	stmia	r1!, {r3 - r10}
3:	cmp	r1, r2
	blo	2b

	ldr	r4, [r0]
	ldr	r2, [r0, #8]
	mov	r0, #0
	mvn	r1, #0			@ no machine number: the device tree says what this is
	bx	r4

	.balign	8
armhf_entry_end:
	.size	armhf_entry, . - armhf_entry
	.section .note.GNU-stack, "", %progbits
