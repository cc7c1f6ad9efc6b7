/* Vector table and reset of the SG480. Every handler is weak and falls to Default_Handler. */
    .syntax unified
    .cpu cortex-m4
    .thumb

    .global g_pfnVectors
    .global Default_Handler

    .section .text.Reset_Handler, "ax", %progbits
    .global Reset_Handler
    .type Reset_Handler, %function
    .thumb_func
Reset_Handler:
    ldr   r0, =_estack
    mov   sp, r0

    /* .data from flash */
    ldr   r0, =_sdata
    ldr   r1, =_edata
    ldr   r2, =_sidata
copy_data:
    cmp   r0, r1
    bhs   clear_bss
    ldr   r3, [r2], #4
    str   r3, [r0], #4
    b     copy_data

clear_bss:
    ldr   r0, =_sbss
    ldr   r1, =_ebss
    movs  r2, #0
next_word:
    cmp   r0, r1
    bhs   start
    str   r2, [r0], #4
    b     next_word

start:
    bl    SystemInit
    bl    main
hang:
    b     hang
    .size Reset_Handler, . - Reset_Handler

    .section .text.Default_Handler, "ax", %progbits
    .type Default_Handler, %function
    .thumb_func
Default_Handler:
    b     Default_Handler
    .size Default_Handler, . - Default_Handler

    .section .isr_vector, "a", %progbits
    .type g_pfnVectors, %object
g_pfnVectors:
    .word _estack
    .word Reset_Handler
    .word NMI_Handler
    .word HardFault_Handler
    .word MemManage_Handler
    .word BusFault_Handler
    .word UsageFault_Handler
    .word 0
    .word 0
    .word 0
    .word 0
    .word SVC_Handler
    .word DebugMon_Handler
    .word 0
    .word PendSV_Handler
    .word SysTick_Handler

    .word WDG_IRQHandler        /* 0 */
    .word RTC_IRQHandler        /* 1 */
    .word FLASH_IRQHandler      /* 2 */
    .word EXTI0_IRQHandler      /* 3: user button */
    .word EXTI1_IRQHandler      /* 4: no pin, pended by software */
    .word DMA1_CH1_IRQHandler   /* 5: ADC blocks */
    .word DMA1_CH2_IRQHandler   /* 6 */
    .word ADC_IRQHandler        /* 7: analog watchdog */
    .word TIM2_IRQHandler       /* 8: flow meter, time base */
    .word TIM3_IRQHandler       /* 9 */
    .word USART1_IRQHandler     /* 10: gateway link */
    .word USART2_IRQHandler     /* 11 */
    .size g_pfnVectors, . - g_pfnVectors

    .macro weak_handler name
    .weak \name
    .thumb_set \name, Default_Handler
    .endm

    .weak NMI_Handler
    .thumb_set NMI_Handler, Default_Handler
    .weak HardFault_Handler
    .thumb_set HardFault_Handler, Default_Handler
    .weak MemManage_Handler
    .thumb_set MemManage_Handler, Default_Handler
    .weak BusFault_Handler
    .thumb_set BusFault_Handler, Default_Handler
    .weak UsageFault_Handler
    .thumb_set UsageFault_Handler, Default_Handler
    .weak SVC_Handler
    .thumb_set SVC_Handler, Default_Handler
    .weak DebugMon_Handler
    .thumb_set DebugMon_Handler, Default_Handler
    .weak PendSV_Handler
    .thumb_set PendSV_Handler, Default_Handler
    .weak SysTick_Handler
    .thumb_set SysTick_Handler, Default_Handler

    weak_handler WDG_IRQHandler
    weak_handler RTC_IRQHandler
    weak_handler FLASH_IRQHandler
    weak_handler EXTI0_IRQHandler
    weak_handler EXTI1_IRQHandler
    weak_handler DMA1_CH1_IRQHandler
    weak_handler DMA1_CH2_IRQHandler
    weak_handler ADC_IRQHandler
    weak_handler TIM2_IRQHandler
    weak_handler TIM3_IRQHandler
    weak_handler USART1_IRQHandler
    weak_handler USART2_IRQHandler
