/* Clock tree: PLL at 96 MHz from the internal oscillator. Runs before main, no line is enabled yet. */
#include "device.h"

#define PLL_WAIT_LOOPS 10000U
#define CSR_UNLOCK 0x00C10C4BUL

void SystemInit(void)
{
    SCB->AIRCR = SCB_AIRCR_VECTKEY | SCB_AIRCR_PRIGROUP_0;

    CLKC->CR |= CLKC_CR_PLLON;
    for (uint32_t i = 0; i < PLL_WAIT_LOOPS && !(CLKC->CR & CLKC_CR_PLLRDY); i++) {
    }

    /* The two writes must follow each other within 16 clocks. Nothing can have masked before reset. */
    __disable_irq();
    CLKC->CSR = CSR_UNLOCK;
    CLKC->CSR = 1;
    __enable_irq();

    CLKC->AHBENR = 0x7F;
    CLKC->APBENR = 0x7F;
}
