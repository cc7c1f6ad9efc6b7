// args: --cpu cortex-m4 --tier C --select CRIT509
/* Longer than the handler's period: 80 cycles. */
#include "cmsis.h"

#define TIMER_SR (*(volatile uint32_t *)0x40000010UL)

static volatile uint32_t samples[64];
static volatile uint32_t pulses;

void TIM2_IRQHandler(void)
{
    pulses++;
    TIMER_SR = 0;
}

void bad_masked(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq(); // expect: CRIT509 "delays 'TIM2_IRQHandler' by at least 2"
    for (int i = 0; i < 64; i++) {
        samples[i] = 0;
    }
    __set_PRIMASK(primask);
}

/* One line is enough to lose its own events. */
void bad_line(void)
{
    NVIC_DisableIRQ(28); // expect: CRIT509
    for (int i = 0; i < 64; i++) {
        samples[i] = pulses;
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
    NVIC_EnableIRQ(28);
    for (;;) {
        bad_masked();
        bad_line();
    }
}
