; TI's assembler, MSP430: sections for single vectors, labels in the first column.
            .cdecls C,LIST,"msp430.h"
            .def    RESET
            .ref    main

            .text
RESET       mov.w   #__STACK_END, SP
            mov.w   #5A80h, &0120h
            call    #main
Forever     bis.w   #0018h, SR
            jmp     Forever

TIMER_ISR   bic.w   #8, SR
            dint
            call    #timer_tick
            eint
            reti

            .sect   ".int09"
            .short  TIMER_ISR
            .sect   ".reset"
            .short  RESET
            .end
