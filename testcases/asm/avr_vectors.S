; AVR: a table of jumps; unset vectors go to one default; the start-up code in .init sections.
#ifndef XJMP
#define XJMP jmp
#endif
        .macro  vector name
        .weak   \name
        .set    \name, __bad_interrupt
        XJMP    \name
        .endm

        .section .vectors, "ax", @progbits
        .global __vectors
__vectors:
        XJMP    __init
        vector  __vector_1
        vector  __vector_2
        reti                    ; not used
        nop
        vector  __vector_4

        .text
        .global __bad_interrupt
__bad_interrupt:
        XJMP    __vectors

        .section .init9, "ax", @progbits
        .global __init
__init:
        eor     r1, r1
        out     0x3f, r1
        ldi     r28, 0xFF
        sbis    0x05, 3         ; skips the call
        rcall   board_init
        call    main
        XJMP    exit

        .global save_and_mask
save_and_mask:
        in      r24, 0x3f
        cli
        ret
        .global restore
restore:
        out     0x3f, r24
        ret
