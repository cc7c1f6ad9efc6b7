// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include <stdint.h>

typedef struct {
    volatile uint32_t IMR, EMR, RTSR, FTSR, SWIER, PR;
} EXTI_TypeDef;

typedef struct {
    volatile uint32_t CR1, CR2, SMCR, DIER, SR;
} TIM_TypeDef;

typedef union {
    struct {
        uint8_t OVF : 1;
        uint8_t ERR : 1;
    } bit;
    uint8_t reg;
} TC_INTFLAG_Type;

typedef struct {
    volatile uint16_t CTRLA;
    volatile TC_INTFLAG_Type INTFLAG;
} TcCount16;

/* Somebody else's PR. */
typedef struct {
    volatile uint32_t PR;
} IWDG_TypeDef;

#define TIM3 ((TIM_TypeDef *)0x40000400UL)
#define EXTI ((EXTI_TypeDef *)0x40010400UL)
#define TIM2 ((TIM_TypeDef *)0x40000000UL)
#define TC3 ((TcCount16 *)0x42002C00UL)
#define IWDG ((IWDG_TypeDef *)0x40003000UL)

void good_store(uint32_t line)
{
    EXTI->PR = 1UL << line;
}

void good_mask(void)
{
    EXTI->IMR |= 1UL << 3;
}

void good_all(void)
{
    EXTI->PR |= 0xFFFFFFFFUL;
}

void good_timer(void)
{
    TIM2->SR = ~1UL;
}

/* The only flag of this timer that anybody looks at. */
uint32_t good_one_flag(void)
{
    uint32_t due = TIM3->SR & 1UL;

    TIM3->SR &= ~1UL;
    return due;
}

/* Writing 1 does nothing there. */
void good_ones(void)
{
    TIM2->SR |= 1UL;
}

uint32_t good_read(void)
{
    return TIM2->SR & 1UL;
}

uint32_t good_bit(void)
{
    TC3->INTFLAG.reg = 1;
    return TC3->INTFLAG.bit.ERR;
}

void good_other_record(void)
{
    IWDG->PR |= 3;
}
