/* Port to ARMv7-M. A kernel section raises BASEPRI to the system call ceiling and counts. */
#ifndef PORTMACRO_H
#define PORTMACRO_H

#include <stdint.h>

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t StackType_t;
typedef uint32_t TickType_t;

#define portMAX_DELAY ((TickType_t)0xFFFFFFFF)

void vPortEnterCritical(void);
void vPortExitCritical(void);
void vPortYield(void);
void vPortStartFirstTask(void) __attribute__((noreturn));
void vPortSetupTimer(void);
StackType_t *pxPortInitialiseStack(StackType_t *top, void (*code)(void *), void *argument);

static inline void vPortRaiseBASEPRI(void)
{
    uint32_t ceiling = configMAX_SYSCALL_INTERRUPT_PRIORITY;

    __asm volatile("msr basepri, %0\n\tisb\n\tdsb" : : "r"(ceiling) : "memory");
}

static inline uint32_t ulPortRaiseBASEPRI(void)
{
    uint32_t before;
    uint32_t ceiling = configMAX_SYSCALL_INTERRUPT_PRIORITY;

    __asm volatile("mrs %0, basepri\n\tmsr basepri, %1\n\tisb\n\tdsb"
                   : "=&r"(before) : "r"(ceiling) : "memory");
    return before;
}

static inline void vPortSetBASEPRI(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value) : "memory");
}

static inline BaseType_t xPortIsInsideInterrupt(void)
{
    uint32_t exception;

    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    return exception != 0;
}

#define portENTER_CRITICAL() vPortEnterCritical()
#define portEXIT_CRITICAL() vPortExitCritical()
#define portSET_INTERRUPT_MASK_FROM_ISR() ulPortRaiseBASEPRI()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(x) vPortSetBASEPRI(x)
#define portDISABLE_INTERRUPTS() vPortRaiseBASEPRI()
#define portENABLE_INTERRUPTS() vPortSetBASEPRI(0)
#define portYIELD() vPortYield()
#define portEND_SWITCHING_ISR(needed)                                                                        \
    do {                                                                                                     \
        if ((needed) != 0) {                                                                                 \
            portYIELD();                                                                                     \
        }                                                                                                    \
    } while (0)
#define portYIELD_FROM_ISR(needed) portEND_SWITCHING_ISR(needed)

#endif
