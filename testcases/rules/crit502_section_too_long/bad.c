// args: --cpu cortex-m4 --tier C --select CRIT502 --config options.CRIT502.budget=60
/* Sections whose longest way is longer than the budget, by loops, copies and calls. */
#include "freertos.h"

#define UART_DR (*(volatile uint32_t *)0x40013804UL)
#define TIMER_SR (*(volatile uint32_t *)0x40000010UL)

void *memcpy(void *to, const void *from, unsigned long size);

static volatile uint32_t samples[32];
static uint8_t frame[512], copy[512];
static volatile uint32_t ticks;

void TIM2_IRQHandler(void)
{
    ticks++;
    TIMER_SR = 0;
}

void bad_loop(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq(); // expect: CRIT502 "interrupts masked for at least"
    for (int i = 0; i < 32; i++) {
        samples[i] = ticks;
    }
    __set_PRIMASK(primask);
}

void bad_copy(void)
{
    taskENTER_CRITICAL(); // expect: CRIT502 "the critical section held for at least"
    memcpy(copy, frame, sizeof(copy));
    taskEXIT_CRITICAL();
}

static void send(const char *text)
{
    for (int i = 0; i < 24; i++) {
        UART_DR = (uint32_t)text[i];
    }
}

void bad_call(uint32_t mode)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq(); // expect: CRIT502 "the budget is 60"
    if (mode) {
        ticks = 0;
    } else {
        send("twenty-four characters..");
    }
    __set_PRIMASK(primask);
}

/* Entered and left by wrappers: told where they are called. */
static uint32_t lock(void)
{
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    return primask;
}

static void unlock(uint32_t primask)
{
    __set_PRIMASK(primask);
}

void bad_wrapped(void)
{
    uint32_t primask = lock(); // expect: CRIT502
    uint32_t left = 40;

    while (left--) {
        UART_DR = left;
    }
    unlock(primask);
}

int main(void);

__attribute__((section(".isr_vector"))) void (*const vectors[16 + 29])(void) = {
    [1] = (void (*)(void))main,
    [16 + 28] = TIM2_IRQHandler,
};

int main(void)
{
    NVIC_SetPriority(28, 6);
    NVIC_EnableIRQ(28);
    __enable_irq();
    for (;;) {
        bad_loop();
        bad_copy();
        bad_call(ticks);
        bad_wrapped();
    }
}
