// args: --cpu cortex-m4 --tier C --select CRIT508
/* The same work outside of handlers, or bounded, or little. */
#include "cmsis.h"

int snprintf(char *to, size_t size, const char *format, ...);

static char line[32];
static uint32_t table[600];
static volatile bool pending;
static volatile uint32_t value;

/* Formats in main what the handler has kept. */
static void good_format(void)
{
    (void)snprintf(line, sizeof(line), "%lu", (unsigned long)value);
}

void EXTI0_IRQHandler(void)
{
    value = USART1->DR;
    pending = true;
}

/* Gives up after some rounds. */
static void good_wait(void)
{
    for (int i = 0; i < 20 && !(USART1->SR & 0x40); i++) {
    }
}

void USART1_IRQHandler(void)
{
    good_wait();
}

/* Short of a thousand instructions. */
void good_short(void)
{
    for (int i = 0; i < 60; i++) {
        table[i] = TIM2->CNT;
    }
}

/* A program's own function of a known name, whose body is short. */
int puts(const char *text)
{
    USART1->DR = (uint32_t)text[0];
    return 0;
}

static void good_own(void)
{
    (void)puts("x");
}

void TIM3_IRQHandler(void)
{
    good_own();
}

int main(void)
{
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(TIM3_IRQn);
    for (;;) {
        if (pending) {
            pending = false;
            good_format();
        }
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + USART1_IRQn] = USART1_IRQHandler,
        [16 + TIM2_IRQn] = good_short, [16 + TIM3_IRQn] = TIM3_IRQHandler);
