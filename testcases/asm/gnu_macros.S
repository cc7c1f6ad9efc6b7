// GNU as with the C preprocessor: conditions, macros, repetitions.
#include "board.h"
#ifndef VECTORS
#define VECTORS 6
#endif
#define ENTRY(name) .long name##_IRQHandler
#define RESET_NAME \
        Reset_Handler

    .syntax unified
    .thumb

    .macro def_irq_handler name, target=Default_Handler
    .weak \name
    .thumb_set \name, \target
    .endm

    .macro table_entry number, handler:req
    .if \number < VECTORS
    .long \handler
    .endif
    .endm

    .section .vectors, "a"
    .align 2
    .globl __vectors, __alias_of_vectors
__alias_of_vectors:
__vectors:
    .long __stack_top
    .long RESET_NAME
#ifdef HAS_NMI
    .long NMI_Handler
#else
    .long 0
#endif
#if defined(HAS_FPU) && HAS_FPU
    .long FPU_Handler
#elif VECTORS > 4
    .long Fault_Handler
#else
    .long 1
#endif
    ENTRY(UART0)
    table_entry 5 GPIO_IRQHandler
    table_entry number=6, handler=Absent_IRQHandler
    .set LINE, 0
    .rept 3
    .long LINE + 0x100
    .set LINE, LINE + 1
    .endr
    .irp handler, ADC_IRQHandler, DAC_IRQHandler
    .long \handler
    .endr
    .fill 2, 4, 0
    .if SIZE_FROM_A_HEADER > 3
    .long Extra_IRQHandler
    .endif
    .long Extra_IRQHandler - __vectors

    .text
    .thumb_func
    .global Reset_Handler
Reset_Handler:
    cpsid i
    bl main
    b .

    .thumb_func
Default_Handler:
    b Default_Handler

    def_irq_handler UART0_IRQHandler
    def_irq_handler GPIO_IRQHandler
    def_irq_handler ADC_IRQHandler, target=ADC_Stub
    def_irq_handler name=DAC_IRQHandler
