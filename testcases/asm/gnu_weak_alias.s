/* GNU as, Cortex-M: the table in its own section, handlers as weak aliases of one default. */
    .syntax unified
    .cpu cortex-m4
    .thumb

    .global vector_table
    .global Default_Handler

    .section .text.Reset_Handler
    .weak Reset_Handler
    .type Reset_Handler, %function
Reset_Handler:
    ldr r0, =_estack
    mov sp, r0
    ldr r1, =_sdata          @ copy .data
    ldr r2, =_edata
    ldr r3, =_sidata
    b   copy_check
copy_word:
    ldr r4, [r3], #4
    str r4, [r1], #4
copy_check:
    cmp r1, r2
    bcc copy_word
    bl  SystemInit
    bl  main
1:  wfi
    b   1b
    .size Reset_Handler, . - Reset_Handler

    .section .text.Default_Handler, "ax", %progbits
Default_Handler:
hang:
    b hang
    .size Default_Handler, . - Default_Handler

    .section .isr_vector, "a", %progbits
    .type vector_table, %object
vector_table:
    .word _estack
    .word Reset_Handler, NMI_Handler, HardFault_Handler + 1
    .word 0, 0, 0, 0, 0, 0, 0
    .word SVC_Handler
    .word 0                  /* reserved */
    .word 0
    .word PendSV_Handler
    .word SysTick_Handler
    .word USART1_IRQHandler; .word 0xF1E0F85F
vector_table_end:
    .size vector_table, . - vector_table

    .weak NMI_Handler
    .thumb_set NMI_Handler, Default_Handler
    .weak HardFault_Handler
    .thumb_set HardFault_Handler, Default_Handler
    .weak SVC_Handler
    .thumb_set SVC_Handler, Default_Handler
    .weak PendSV_Handler
    .set PendSV_Handler, Default_Handler
    .weak SysTick_Handler
    SysTick_Handler = Default_Handler
    .weak USART1_IRQHandler
