/*
 * What a Cortex-M4 fixture needs of a device: intrinsics with real bodies, NVIC, a few peripherals.
 * Lines 0..9, 4 priority bits. PROGRAM places the vector table.
 */
#ifndef TEST_CMSIS_H
#define TEST_CMSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define __NVIC_PRIO_BITS 4

typedef enum {
    PendSV_IRQn = -2,
    SysTick_IRQn = -1,
    EXTI0_IRQn = 0,
    EXTI1_IRQn = 1,
    DMA1_IRQn = 2,
    ADC_IRQn = 3,
    TIM2_IRQn = 4,
    TIM3_IRQn = 5,
    USART1_IRQn = 6,
    USART2_IRQn = 7
} IRQn_Type;

typedef struct {
    volatile uint32_t ISER[8];
    uint32_t RESERVED0[24];
    volatile uint32_t ICER[8];
    uint32_t RESERVED1[24];
    volatile uint32_t ISPR[8];
    uint32_t RESERVED2[24];
    volatile uint32_t ICPR[8];
    uint32_t RESERVED3[24];
    volatile uint32_t IABR[8];
    uint32_t RESERVED4[56];
    volatile uint8_t IP[240];
} NVIC_Type;

typedef struct {
    volatile uint32_t CPUID, ICSR, VTOR, AIRCR, SCR, CCR;
    volatile uint8_t SHPR[12];
} SCB_Type;

typedef struct {
    volatile uint32_t CTRL, LOAD, VAL, CALIB;
} SysTick_Type;

typedef struct {
    volatile uint32_t SR, DR, CR1, ICR;
} USART_Type;

typedef struct {
    volatile uint32_t IDR, ODR, BSRR;
} GPIO_Type;

typedef struct {
    volatile uint32_t CR, DIER, SR, CNT;
} TIM_Type;

#define NVIC ((NVIC_Type *)0xE000E100UL)
#define SCB ((SCB_Type *)0xE000ED00UL)
#define SysTick ((SysTick_Type *)0xE000E010UL)
#define USART1 ((USART_Type *)0x40013800UL)
#define GPIOA ((GPIO_Type *)0x40021000UL)
#define TIM2 ((TIM_Type *)0x40000000UL)

#define SCB_ICSR_PENDSVSET (1UL << 28)
#define USART_CR1_TXEIE (1UL << 7)
#define USART_CR1_RXNEIE (1UL << 5)

static inline void __disable_irq(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

static inline void __enable_irq(void)
{
    __asm volatile("cpsie i" : : : "memory");
}

static inline uint32_t __get_PRIMASK(void)
{
    uint32_t value;

    __asm volatile("mrs %0, primask" : "=r"(value) : : "memory");
    return value;
}

static inline void __set_PRIMASK(uint32_t value)
{
    __asm volatile("msr primask, %0" : : "r"(value) : "memory");
}

static inline uint32_t __get_BASEPRI(void)
{
    uint32_t value;

    __asm volatile("mrs %0, basepri" : "=r"(value) : : "memory");
    return value;
}

static inline void __set_BASEPRI(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value) : "memory");
}

static inline void __set_BASEPRI_MAX(uint32_t value)
{
    __asm volatile("msr basepri_max, %0" : : "r"(value) : "memory");
}

static inline uint32_t __get_IPSR(void)
{
    uint32_t value;

    __asm volatile("mrs %0, ipsr" : "=r"(value));
    return value;
}

static inline void __DMB(void)
{
    __asm volatile("dmb 0xF" : : : "memory");
}

static inline void __DSB(void)
{
    __asm volatile("dsb 0xF" : : : "memory");
}

static inline void __ISB(void)
{
    __asm volatile("isb 0xF" : : : "memory");
}

static inline void __WFI(void)
{
    __asm volatile("wfi" : : : "memory");
}

static inline uint32_t __LDREXW(volatile uint32_t *address)
{
    uint32_t value;

    __asm volatile("ldrex %0, %1" : "=r"(value) : "Q"(*address) : "memory");
    return value;
}

static inline uint32_t __STREXW(uint32_t value, volatile uint32_t *address)
{
    uint32_t lost;

    __asm volatile("strex %0, %2, %1" : "=&r"(lost), "=Q"(*address) : "r"(value) : "memory");
    return lost;
}

static inline void NVIC_EnableIRQ(IRQn_Type irq)
{
    __asm volatile("" : : : "memory");
    NVIC->ISER[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
    __asm volatile("" : : : "memory");
}

static inline void NVIC_DisableIRQ(IRQn_Type irq)
{
    NVIC->ICER[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
    __DSB();
    __ISB();
}

static inline uint32_t NVIC_GetEnableIRQ(IRQn_Type irq)
{
    return NVIC->ISER[(uint32_t)irq >> 5] >> ((uint32_t)irq & 31) & 1;
}

static inline void NVIC_SetPendingIRQ(IRQn_Type irq)
{
    NVIC->ISPR[(uint32_t)irq >> 5] = 1UL << ((uint32_t)irq & 31);
}

static inline void NVIC_SetPriority(IRQn_Type irq, uint32_t priority)
{
    uint8_t byte = (uint8_t)(priority << (8 - __NVIC_PRIO_BITS));

    if ((int32_t)irq >= 0) {
        NVIC->IP[(uint32_t)irq] = byte;
    } else {
        SCB->SHPR[((uint32_t)irq & 15) - 4] = byte;
    }
}

static inline __attribute__((noreturn)) void NVIC_SystemReset(void)
{
    __DSB();
    SCB->AIRCR = 0x05FA0004UL;
    for (;;) {
    }
}

typedef void (*vector)(void);

void Reset_Handler(void);
void Default_Handler(void);
void SysTick_Handler(void);
void EXTI0_IRQHandler(void);
void EXTI1_IRQHandler(void);
void DMA1_IRQHandler(void);
void ADC_IRQHandler(void);
void TIM2_IRQHandler(void);
void TIM3_IRQHandler(void);
void USART1_IRQHandler(void);
void USART2_IRQHandler(void);

#ifdef __cplusplus
}
#define C_LINKAGE extern "C"
#else
#define C_LINKAGE
#endif

int main(void);

/* Keeps a value alive in a fixture without sharing it with anyone. */
static inline void use(uint32_t value)
{
    __asm volatile("" : : "r"(value));
}

/* The whole program of a fixture: reset runs main, the arguments are [16 + line] = handler. */
#define PROGRAM(...)                                                                                         \
    C_LINKAGE void Reset_Handler(void)                                                                       \
    {                                                                                                        \
        (void)main();                                                                                        \
        for (;;) {                                                                                           \
        }                                                                                                    \
    }                                                                                                        \
    __attribute__((section(".isr_vector"), used))                                                            \
    const vector vectors[24] = {(vector)0x20010000UL, Reset_Handler, __VA_ARGS__}

#endif
