/*
 * Core access for the Cortex-M4: intrinsics, NVIC, SCB and SysTick. The device header sets
 * __NVIC_PRIO_BITS and IRQn_Type before it includes this file.
 */
#ifndef CORE_CM4_H
#define CORE_CM4_H

#include <stdint.h>

#define __IO volatile
#define __STATIC_INLINE static inline

typedef struct {
    __IO uint32_t ISER[8];
    uint32_t RESERVED0[24];
    __IO uint32_t ICER[8];
    uint32_t RESERVED1[24];
    __IO uint32_t ISPR[8];
    uint32_t RESERVED2[24];
    __IO uint32_t ICPR[8];
    uint32_t RESERVED3[24];
    __IO uint32_t IABR[8];
    uint32_t RESERVED4[56];
    __IO uint8_t IP[240];
} NVIC_Type;

typedef struct {
    __IO uint32_t CPUID;
    __IO uint32_t ICSR;
    __IO uint32_t VTOR;
    __IO uint32_t AIRCR;
    __IO uint32_t SCR;
    __IO uint32_t CCR;
    __IO uint8_t SHPR[12];
    __IO uint32_t SHCSR;
} SCB_Type;

typedef struct {
    __IO uint32_t CTRL;
    __IO uint32_t LOAD;
    __IO uint32_t VAL;
    __IO uint32_t CALIB;
} SysTick_Type;

#define NVIC ((NVIC_Type *)0xE000E100UL)
#define SCB ((SCB_Type *)0xE000ED00UL)
#define SysTick ((SysTick_Type *)0xE000E010UL)

#define SCB_ICSR_PENDSVSET (1UL << 28)
#define SCB_AIRCR_VECTKEY (0x05FAUL << 16)
#define SCB_AIRCR_PRIGROUP_0 (3UL << 8) /* all four implemented bits preempt */
#define SCB_AIRCR_SYSRESETREQ (1UL << 2)
#define SysTick_CTRL_ENABLE (1UL << 0)
#define SysTick_CTRL_TICKINT (1UL << 1)
#define SysTick_CTRL_CLKSOURCE (1UL << 2)

__STATIC_INLINE void __disable_irq(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

__STATIC_INLINE void __enable_irq(void)
{
    __asm volatile("cpsie i" : : : "memory");
}

__STATIC_INLINE uint32_t __get_PRIMASK(void)
{
    uint32_t value;

    __asm volatile("mrs %0, primask" : "=r"(value) : : "memory");
    return value;
}

__STATIC_INLINE void __set_PRIMASK(uint32_t value)
{
    __asm volatile("msr primask, %0" : : "r"(value) : "memory");
}

__STATIC_INLINE uint32_t __get_BASEPRI(void)
{
    uint32_t value;

    __asm volatile("mrs %0, basepri" : "=r"(value) : : "memory");
    return value;
}

__STATIC_INLINE void __set_BASEPRI(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value) : "memory");
}

/* Writes only where that makes the ceiling stronger (ARMv7-M ARM, B5.2.3). */
__STATIC_INLINE void __set_BASEPRI_MAX(uint32_t value)
{
    __asm volatile("msr basepri_max, %0" : : "r"(value) : "memory");
}

__STATIC_INLINE uint32_t __get_IPSR(void)
{
    uint32_t value;

    __asm volatile("mrs %0, ipsr" : "=r"(value));
    return value;
}

__STATIC_INLINE void __DMB(void)
{
    __asm volatile("dmb 0xF" : : : "memory");
}

__STATIC_INLINE void __DSB(void)
{
    __asm volatile("dsb 0xF" : : : "memory");
}

__STATIC_INLINE void __ISB(void)
{
    __asm volatile("isb 0xF" : : : "memory");
}

__STATIC_INLINE void __WFI(void)
{
    __asm volatile("wfi" : : : "memory");
}

__STATIC_INLINE uint32_t __LDREXW(volatile uint32_t *address)
{
    uint32_t value;

    __asm volatile("ldrex %0, %1" : "=r"(value) : "Q"(*address) : "memory");
    return value;
}

/* 0: stored; 1: the exclusive access was lost. */
__STATIC_INLINE uint32_t __STREXW(uint32_t value, volatile uint32_t *address)
{
    uint32_t lost;

    __asm volatile("strex %0, %2, %1" : "=&r"(lost), "=Q"(*address) : "r"(value) : "memory");
    return lost;
}

__STATIC_INLINE void NVIC_EnableIRQ(IRQn_Type irq)
{
    __asm volatile("" : : : "memory");
    NVIC->ISER[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
    __asm volatile("" : : : "memory");
}

__STATIC_INLINE void NVIC_DisableIRQ(IRQn_Type irq)
{
    NVIC->ICER[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
    __DSB();
    __ISB();
}

__STATIC_INLINE uint32_t NVIC_GetEnableIRQ(IRQn_Type irq)
{
    return NVIC->ISER[(uint32_t)irq >> 5] >> ((uint32_t)irq & 31) & 1;
}

__STATIC_INLINE void NVIC_SetPendingIRQ(IRQn_Type irq)
{
    NVIC->ISPR[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
}

__STATIC_INLINE void NVIC_ClearPendingIRQ(IRQn_Type irq)
{
    NVIC->ICPR[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
}

__STATIC_INLINE void NVIC_SetPriority(IRQn_Type irq, uint32_t priority)
{
    uint8_t byte = (uint8_t)(priority << (8 - __NVIC_PRIO_BITS));

    if ((int32_t)irq >= 0) {
        NVIC->IP[(uint32_t)irq] = byte;
    } else {
        SCB->SHPR[((uint32_t)irq & 15) - 4] = byte;
    }
}

__STATIC_INLINE __attribute__((noreturn)) void NVIC_SystemReset(void)
{
    __DSB();
    SCB->AIRCR = SCB_AIRCR_VECTKEY | SCB_AIRCR_SYSRESETREQ;
    __DSB();
    for (;;) {
    }
}

#endif
