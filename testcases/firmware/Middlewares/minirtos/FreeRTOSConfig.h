/* Kernel configuration of the gateway. */
#ifndef FREERTOS_CONFIG_H
#define FREERTOS_CONFIG_H

#define configCPU_CLOCK_HZ 96000000UL
#define configTICK_RATE_HZ 1000UL
#define configMAX_TASKS 4
#define configMINIMAL_STACK_SIZE 128
#define configTOTAL_HEAP_SIZE (12 * 1024)

/* 4 priority bits: 5 << 4. Handlers at 0..4 are never held up by the kernel and may not call it. */
#define configPRIO_BITS 4
#define configMAX_SYSCALL_INTERRUPT_PRIORITY 0x50
#define configKERNEL_INTERRUPT_PRIORITY 0xF0

void vAssertCalled(void) __attribute__((noreturn));
#define configASSERT(x)                                                                                      \
    do {                                                                                                     \
        if (!(x)) {                                                                                          \
            vAssertCalled();                                                                                 \
        }                                                                                                    \
    } while (0)

#endif
