# SPDX-License-Identifier: MIT
# Minimal bzImage that reports what the loader passed: command line and
# initrd bytes on COM1, then leaves QEMU through isa-debug-exit.  Real mode.
        .code16
        .text
        .globl _start
_start:
        .org 0x1f1
        .byte 4                 # setup_sects
        .word 0
        .long 0x10              # syssize (16-byte units)
        .word 0
        .word 0xffff
        .word 0
        .word 0xaa55
        .byte 0xeb, (start2 - . - 1)
        .ascii "HdrS"
        .word 0x0206
        .long 0
        .word 0
        .word 0
        .byte 0
        .byte 0x01              # loadflags: LOADED_HIGH
        .word 0
        .long 0x100000
ramdisk_image: .long 0
ramdisk_size:  .long 0
        .long 0
        .word 0
        .word 0
cmd_line_ptr:  .long 0
        .long 0x37ffffff        # initrd_addr_max
        .long 0x1000000
        .byte 0
        .byte 0
        .word 0
        .long 2047              # cmdline_size
start2:
        cld
        pushw %ds
        popw %es
        movw $msg1, %si
        call puts
        movl cmd_line_ptr, %eax         # linear
        pushw %ds
        movl %eax, %ebx
        shrl $4, %ebx
        andl $15, %eax
        movw %bx, %ds
        movw %ax, %si
        call puts
        popw %ds
        movw $msg2, %si
        call puts
        movl ramdisk_size, %ecx
        movl ramdisk_image, %esi
        # enter unreal mode with fs = flat
        cli
        xorl %eax, %eax
        movw %ds, %ax
        shll $4, %eax
        addl $gdt, %eax
        movl %eax, gdtr+2
        lgdt gdtr
        movl %cr0, %eax
        orb $1, %al
        movl %eax, %cr0
        movw $8, %bx
        movw %bx, %fs
        andb $0xfe, %al
        movl %eax, %cr0
1:      testl %ecx, %ecx
        jz 2f
        movb %fs:(%esi), %al
        call hex
        incl %esi
        decl %ecx
        jmp 1b
2:      movw $msg3, %si
        call puts
        movw $0xf4, %dx
        movb $0, %al
        outb %al, %dx
3:      hlt
        jmp 3b
putc:   pushw %dx
        pushw %ax
        movw $0x3fd, %dx
4:      inb %dx, %al
        testb $0x20, %al
        jz 4b
        popw %ax
        movw $0x3f8, %dx
        outb %al, %dx
        popw %dx
        ret
puts:   lodsb
        testb %al, %al
        jz 5f
        call putc
        jmp puts
5:      ret
hex:    pushw %ax
        shrb $4, %al
        call nib
        popw %ax
        andb $15, %al
nib:    addb $'0', %al
        cmpb $'9', %al
        jbe 6f
        addb $39, %al
6:      jmp putc
msg1:   .asciz "\nCMDLINE=["
msg2:   .asciz "]\nINITRD="
msg3:   .asciz ".\nEND\n"
        .balign 8
gdt:    .quad 0
        .quad 0x00cf92000000ffff
gdtr:   .word 15
        .long 0
        .org 0xa00
        .fill 0x100, 1, 0x90
