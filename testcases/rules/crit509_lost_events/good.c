// args: --cpu cortex-m4 --tier C --select CRIT509
/* Shorter than its period, or another one's matter. */
#include "cmsis.h"

#define TIMER_SR (*(volatile uint32_t *)0x40000010UL)

static volatile uint32_t samples[64];
static volatile uint32_t pulses;

void TIM2_IRQHandler(void)
{
    pulses++;
    TIMER_SR = 0;
}

void USART1_IRQHandler(void)
{
    samples[0]++;
}

void good_short(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    for (int i = 0; i < 8; i++) {
        samples[i] = 0;
    }
    __set_PRIMASK(primask);
}

void good_pieces(void)
{
    for (int i = 0; i < 64; i++) {
        uint32_t primask = __get_PRIMASK();
        __disable_irq();
        samples[i] = 0;
        __set_PRIMASK(primask);
    }
}

/* Somebody else's line, of whom no period is said. */
void good_line(void)
{
    NVIC_DisableIRQ(37);
    for (int i = 0; i < 64; i++) {
        samples[i] = pulses;
    }
    NVIC_EnableIRQ(37);
}

int main(void);

__attribute__((section(".isr_vector"))) void (*const vectors[16 + 38])(void) = {
    [1] = (void (*)(void))main,
    [16 + 28] = TIM2_IRQHandler,
    [16 + 37] = USART1_IRQHandler,
};

int main(void)
{
    NVIC_EnableIRQ(28);
    NVIC_EnableIRQ(37);
    for (;;) {
        good_short();
        good_pieces();
        good_line();
    }
}
