/*
 * Stand-in for FreeRTOS's portmacro.h. The masks have the bodies of the Cortex-M ports (BASEPRI,
 * or PRIMASK where there is none), of the classic AVR port and of the RISC-V port; any other
 * target gets declarations, and the models speak for them.
 */
#ifndef INC_FREERTOS_H
#include "FreeRTOS.h" /* gives the configuration, and includes this file again */
#elif !defined(PORTMACRO_H)
#define PORTMACRO_H

#include <stddef.h>
#include <stdint.h>

#define portCHAR char
#define portFLOAT float
#define portDOUBLE double
#define portLONG long
#define portSHORT short
#define portINLINE inline
#define portFORCE_INLINE inline __attribute__((always_inline))
#define portDONT_DISCARD __attribute__((used))
#define portNORETURN __attribute__((noreturn))

#if defined(__AVR__)
typedef uint8_t StackType_t;
typedef int8_t BaseType_t;
typedef uint8_t UBaseType_t;
#define portSTACK_TYPE uint8_t
#define portBASE_TYPE char
#define portBYTE_ALIGNMENT 1
#else
typedef uint32_t StackType_t;
typedef long BaseType_t;
typedef unsigned long UBaseType_t;
#define portSTACK_TYPE uint32_t
#define portBASE_TYPE long
#define portBYTE_ALIGNMENT 8
#define portTICK_TYPE_IS_ATOMIC 1
#endif

#if defined(configUSE_16_BIT_TICKS) && (configUSE_16_BIT_TICKS == 1)
typedef uint16_t TickType_t;
#define portMAX_DELAY ((TickType_t)0xffff)
#else
typedef uint32_t TickType_t;
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#endif

#define portSTACK_GROWTH (-1)
#define portTICK_PERIOD_MS ((TickType_t)1000 / configTICK_RATE_HZ)
#define portNOP() __asm volatile("nop")

extern void vPortEnterCritical(void);
extern void vPortExitCritical(void);
extern void vPortYield(void);

#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)

static inline __attribute__((always_inline, unused)) uint32_t ulSetInterruptMaskFromISR(void)
{
    uint32_t state;
    __asm volatile("mrs %0, PRIMASK\n cpsid i" : "=r"(state) : : "memory");
    return state;
}

static inline __attribute__((always_inline, unused)) void vClearInterruptMaskFromISR(uint32_t state)
{
    __asm volatile("msr PRIMASK, %0" : : "r"(state) : "memory");
}

#define ulSetInterruptMask ulSetInterruptMaskFromISR
#define vClearInterruptMask vClearInterruptMaskFromISR
#define portDISABLE_INTERRUPTS() __asm volatile("cpsid i" : : : "memory")
#define portENABLE_INTERRUPTS() __asm volatile("cpsie i" : : : "memory")
#define portENTER_CRITICAL() vPortEnterCritical()
#define portEXIT_CRITICAL() vPortExitCritical()
#define portSET_INTERRUPT_MASK_FROM_ISR() ulSetInterruptMaskFromISR()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(state) vClearInterruptMaskFromISR(state)

#elif defined(__arm__)

/* Masks what may call the kernel; what is more urgent still runs. */
static inline __attribute__((always_inline, unused)) void vPortRaiseBASEPRI(void)
{
    uint32_t ceiling;
    __asm volatile("mov %0, %1\n msr basepri, %0\n isb\n dsb"
                   : "=r"(ceiling)
                   : "i"(configMAX_SYSCALL_INTERRUPT_PRIORITY)
                   : "memory");
}

static inline __attribute__((always_inline, unused)) uint32_t ulPortRaiseBASEPRI(void)
{
    uint32_t before, ceiling;
    __asm volatile("mrs %0, basepri\n mov %1, %2\n msr basepri, %1\n isb\n dsb"
                   : "=r"(before), "=r"(ceiling)
                   : "i"(configMAX_SYSCALL_INTERRUPT_PRIORITY)
                   : "memory");
    return before;
}

static inline __attribute__((always_inline, unused)) void vPortSetBASEPRI(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value) : "memory");
}

static inline __attribute__((always_inline, unused)) BaseType_t xPortIsInsideInterrupt(void)
{
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception) : : "memory");
    return exception != 0;
}

#define ulSetInterruptMask ulPortRaiseBASEPRI
#define vClearInterruptMask vPortSetBASEPRI
#define portDISABLE_INTERRUPTS() vPortRaiseBASEPRI()
#define portENABLE_INTERRUPTS() vPortSetBASEPRI(0)
#define portENTER_CRITICAL() vPortEnterCritical()
#define portEXIT_CRITICAL() vPortExitCritical()
#define portSET_INTERRUPT_MASK_FROM_ISR() ulPortRaiseBASEPRI()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(state) vPortSetBASEPRI(state)

#elif defined(__AVR__)

#define portDISABLE_INTERRUPTS() __asm volatile("cli" : : : "memory")
#define portENABLE_INTERRUPTS() __asm volatile("sei" : : : "memory")
#define portENTER_CRITICAL()                                                                                 \
    __asm volatile("in __tmp_reg__, __SREG__\n cli\n push __tmp_reg__" : : : "memory")
#define portEXIT_CRITICAL() __asm volatile("pop __tmp_reg__\n out __SREG__, __tmp_reg__" : : : "memory")

#elif defined(__riscv)

#define portDISABLE_INTERRUPTS() __asm volatile("csrc mstatus, 8" : : : "memory")
#define portENABLE_INTERRUPTS() __asm volatile("csrs mstatus, 8" : : : "memory")
extern void vTaskEnterCritical(void);
extern void vTaskExitCritical(void);
#define portENTER_CRITICAL() vTaskEnterCritical()
#define portEXIT_CRITICAL() vTaskExitCritical()

#else

extern void vPortDisableInterrupts(void);
extern void vPortEnableInterrupts(void);
#define portDISABLE_INTERRUPTS() vPortDisableInterrupts()
#define portENABLE_INTERRUPTS() vPortEnableInterrupts()
#define portENTER_CRITICAL() vPortEnterCritical()
#define portEXIT_CRITICAL() vPortExitCritical()

#endif

#if defined(__arm__)
#define portNVIC_INT_CTRL_REG (*((volatile uint32_t *)0xe000ed04))
#define portNVIC_PENDSVSET_BIT (1UL << 28UL)
#define portYIELD()                                                                                          \
    do {                                                                                                     \
        portNVIC_INT_CTRL_REG = portNVIC_PENDSVSET_BIT;                                                      \
        __asm volatile("dsb\n isb" : : : "memory");                                                          \
    } while (0)
#define portMEMORY_BARRIER() __asm volatile("" : : : "memory")
#else
#define portYIELD() vPortYield()
#endif

#define portEND_SWITCHING_ISR(needed)                                                                        \
    do {                                                                                                     \
        if ((needed) != pdFALSE) {                                                                           \
            portYIELD();                                                                                     \
        }                                                                                                    \
    } while (0)
#define portYIELD_FROM_ISR(needed) portEND_SWITCHING_ISR(needed)
#define portYIELD_WITHIN_API portYIELD

#define portTASK_FUNCTION_PROTO(function, parameters) void function(void *parameters)
#define portTASK_FUNCTION(function, parameters) void function(void *parameters)

#endif
