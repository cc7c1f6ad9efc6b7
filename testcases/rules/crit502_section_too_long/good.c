// args: --cpu cortex-m4 --tier C --select CRIT502 --config options.CRIT502.budget=60
/* The twins: within the budget, or not known to be longer, or nobody waits. */
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

/* Before the handler may come. */
static void good_early(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    for (int i = 0; i < 32; i++) {
        samples[i] = 0;
    }
    __set_PRIMASK(primask);
}

void good_loop(void)
{
    uint32_t now = ticks;

    for (int i = 0; i < 32; i++) {
        uint32_t primask = __get_PRIMASK();
        __disable_irq();
        samples[i] = now;
        __set_PRIMASK(primask);
    }
}

void good_copy(void)
{
    taskENTER_CRITICAL();
    memcpy(copy, frame, 64);
    taskEXIT_CRITICAL();
}

/* How long it is, nobody knows: at least once round is not over the budget. */
void good_unknown(uint32_t count)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    for (uint32_t i = 0; i < count; i++) {
        samples[i & 31] = i;
    }
    __set_PRIMASK(primask);
}

static void send(const char *text)
{
    for (int i = 0; i < 24; i++) {
        UART_DR = (uint32_t)text[i];
    }
}

/* What is outside of the section does not count. */
void good_call(uint32_t mode)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (mode) {
        ticks = 0;
    }
    __set_PRIMASK(primask);
    if (!mode) {
        send("twenty-four characters..");
    }
}

/* Never ends: no section, for nobody waits for its end. */
void good_fatal(void)
{
    __disable_irq();
    for (int i = 0; i < 32; i++) {
        samples[i] = 0;
    }
    for (;;) {
    }
}

/* One line only: the others come. */
void good_line(void)
{
    NVIC_DisableIRQ(28);
    for (int i = 0; i < 32; i++) {
        samples[i] = ticks;
    }
    NVIC_EnableIRQ(28);
}

int main(void);

__attribute__((section(".isr_vector"))) void (*const vectors[16 + 29])(void) = {
    [1] = (void (*)(void))main,
    [16 + 28] = TIM2_IRQHandler,
};

int main(void)
{
    good_early();
    NVIC_SetPriority(28, 6);
    NVIC_EnableIRQ(28);
    __enable_irq();
    for (;;) {
        good_loop();
        good_copy();
        good_unknown(ticks);
        good_call(ticks);
        good_line();
        if (ticks == 7) {
            good_fatal();
        }
    }
}
