/* Registers and interrupt lines of the SG480: Cortex-M4, 4 priority bits, 256 KiB flash, 64 KiB RAM. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdint.h>

#define __NVIC_PRIO_BITS 4

typedef enum {
    SVCall_IRQn = -5,
    PendSV_IRQn = -2,
    SysTick_IRQn = -1,
    WDG_IRQn = 0,
    RTC_IRQn = 1,
    FLASH_IRQn = 2,
    EXTI0_IRQn = 3,
    EXTI1_IRQn = 4,
    DMA1_CH1_IRQn = 5,
    DMA1_CH2_IRQn = 6,
    ADC_IRQn = 7,
    TIM2_IRQn = 8,
    TIM3_IRQn = 9,
    USART1_IRQn = 10,
    USART2_IRQn = 11
} IRQn_Type;

#include "core_cm4.h"

typedef struct {
    __IO uint32_t CR;
    __IO uint32_t AHBENR;
    __IO uint32_t APBENR;
    __IO uint32_t CSR;
} CLKC_TypeDef;

typedef struct {
    __IO uint32_t MODER;
    __IO uint32_t PUPDR;
    __IO uint32_t IDR;
    __IO uint32_t ODR;
    __IO uint32_t BSRR; /* low half sets, high half resets; zeros do nothing */
} GPIO_TypeDef;

typedef struct {
    __IO uint32_t IMR;
    __IO uint32_t RTSR;
    __IO uint32_t FTSR;
    __IO uint32_t PR; /* write 1 to clear */
} EXTI_TypeDef;

typedef struct {
    __IO uint32_t SR;
    __IO uint32_t DR;
    __IO uint32_t BRR;
    __IO uint32_t CR1;
    __IO uint32_t ICR; /* write 1 to clear */
} USART_TypeDef;

typedef struct {
    __IO uint32_t CR1;
    __IO uint32_t DIER;
    __IO uint32_t SR;
    __IO uint32_t ICR; /* write 1 to clear */
    __IO uint32_t CNT;
    __IO uint32_t PSC;
    __IO uint32_t ARR;
    __IO uint32_t CCR1;
} TIM_TypeDef;

typedef struct {
    __IO uint32_t CCR;
    __IO uint32_t CNDTR;
    __IO uint32_t CPAR;
    __IO uint32_t CMAR;
} DMA_Channel_TypeDef;

typedef struct {
    __IO uint32_t ISR;
    __IO uint32_t IFCR; /* write 1 to clear */
} DMA_TypeDef;

typedef struct {
    __IO uint32_t SR;
    __IO uint32_t CR;
    __IO uint32_t SQR;
    __IO uint32_t DR;
    __IO uint32_t HTR;
    __IO uint32_t LTR;
    __IO uint32_t ICR; /* write 1 to clear */
} ADC_TypeDef;

typedef struct {
    __IO uint32_t KEYR;
    __IO uint32_t CR;
    __IO uint32_t SR;
    __IO uint32_t AR;
} FLASHC_TypeDef;

typedef struct {
    __IO uint32_t CR;
    __IO uint32_t ICR; /* write 1 to clear */
    __IO uint32_t CNT;
} RTC_TypeDef;

#define CLKC ((CLKC_TypeDef *)0x40020000UL)
#define GPIOA ((GPIO_TypeDef *)0x40021000UL)
#define GPIOB ((GPIO_TypeDef *)0x40021400UL)
#define EXTI ((EXTI_TypeDef *)0x40010400UL)
#define USART1 ((USART_TypeDef *)0x40013800UL)
#define TIM2 ((TIM_TypeDef *)0x40000000UL)
#define DMA1 ((DMA_TypeDef *)0x40026000UL)
#define DMA1_CH1 ((DMA_Channel_TypeDef *)0x40026010UL)
#define ADC1 ((ADC_TypeDef *)0x40012400UL)
#define FLASHC ((FLASHC_TypeDef *)0x40022000UL)
#define RTC ((RTC_TypeDef *)0x40002800UL)

#define CLKC_CR_PLLON (1UL << 0)
#define CLKC_CR_PLLRDY (1UL << 1)
#define USART_SR_ORE (1UL << 3)
#define USART_SR_RXNE (1UL << 5)
#define USART_SR_TXE (1UL << 7)
#define USART_ICR_ORE (1UL << 3)
#define USART_CR1_UE (1UL << 0)
#define USART_CR1_RE (1UL << 2)
#define USART_CR1_TE (1UL << 3)
#define USART_CR1_RXNEIE (1UL << 5)
#define USART_CR1_TXEIE (1UL << 7)
#define TIM_CR1_CEN (1UL << 0)
#define TIM_DIER_UIE (1UL << 0)
#define TIM_DIER_CC1IE (1UL << 1)
#define TIM_SR_UIF (1UL << 0)
#define TIM_SR_CC1IF (1UL << 1)
#define DMA_CCR_EN (1UL << 0)
#define DMA_CCR_TCIE (1UL << 1)
#define DMA_CCR_CIRC (1UL << 5)
#define DMA_CCR_MINC (1UL << 7)
#define DMA_ISR_TCIF1 (1UL << 1)
#define DMA_IFCR_CTCIF1 (1UL << 1)
#define ADC_CR_ON (1UL << 0)
#define ADC_CR_START (1UL << 1)
#define ADC_CR_CAL (1UL << 2)
#define ADC_CR_AWDIE (1UL << 6)
#define ADC_CR_DMA (1UL << 8)
#define ADC_ICR_AWD (1UL << 0)
#define RTC_CR_SECIE (1UL << 0)
#define RTC_ICR_SEC (1UL << 0)
#define FLASHC_KEY1 0x5A17C0DEUL
#define FLASHC_KEY2 0xA5E83F21UL
#define FLASHC_CR_PG (1UL << 0)
#define FLASHC_CR_LOCK (1UL << 7)
#define FLASHC_SR_BSY (1UL << 0)

void SystemInit(void);

#endif
