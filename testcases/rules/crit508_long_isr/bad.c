// args: --cpu cortex-m4 --tier C --select CRIT508
/* Handlers that do what a task should. */
#include "cmsis.h"

int snprintf(char *to, size_t size, const char *format, ...);
void *malloc(size_t size);

static char line[32];
static uint32_t table[600];
static void *block;

static void bad_format(void)
{
    (void)snprintf(line, sizeof(line), "%lu", (unsigned long)USART1->DR); // expect: CRIT508 "'snprintf' works long"
}

void EXTI0_IRQHandler(void)
{
    bad_format();
}

static void bad_allocate(void)
{
    block = malloc(16); // expect: CRIT508 "'malloc' works long, in handler 'EXTI1_IRQHandler'"
}

void EXTI1_IRQHandler(void)
{
    bad_allocate();
}

static void bad_wait(void)
{
    while (!(USART1->SR & 0x40)) { // expect: CRIT508 "waits for"
    }
}

void USART1_IRQHandler(void)
{
    bad_wait();
}

// expect@+1: CRIT508 "handler 'bad_long' takes at least"
void bad_long(void)
{
    for (int i = 0; i < 600; i++) {
        table[i] = TIM2->CNT;
    }
}

int main(void)
{
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + EXTI1_IRQn] = EXTI1_IRQHandler,
        [16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = bad_long);
