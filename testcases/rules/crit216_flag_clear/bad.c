// args: --cpu cortex-m4 --tier C
/* Write 1 to clear, write 0 to clear: what is read and written back is an order to clear it. */
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

#define EXTI ((EXTI_TypeDef *)0x40010400UL)
#define TIM2 ((TIM_TypeDef *)0x40000000UL)
#define TC3 ((TcCount16 *)0x42002C00UL)

void bad_or(uint32_t line)
{
    EXTI->PR |= 1UL << line; // expect: CRIT216 "'EXTI_TypeDef.PR' is cleared by writing 1"
}

void bad_and(void)
{
    EXTI->PR &= ~(1UL << 3); // expect: CRIT216 "leaves the one that is named"
}

uint32_t compared;

void bad_timer(void)
{
    if (TIM2->SR & 2UL) {
        compared++;
    }
    TIM2->SR &= ~1UL; // expect: CRIT216 "cleared by writing 0"
}

void bad_bit(void)
{
    TC3->INTFLAG.bit.OVF = 1; // expect: CRIT216 "'TcCount16.INTFLAG'"
}

void bad_member(void)
{
    TC3->INTFLAG.reg |= 1; // expect: CRIT216
}

/* Which timer, and which of its flags are in use, is not known. */
void bad_by_pointer(TIM_TypeDef *timer)
{
    timer->SR &= 0xFFFEUL; // miss: CRIT216 by a pointer
}
