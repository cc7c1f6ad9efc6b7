// args: --cpu cortex-m4
/* A whole program that uses the port of critsec and links none. */
#include "cmsis.h"

typedef struct {
    uint32_t value;
} critsec_state_t;

critsec_state_t critsec_acquire(void);
void critsec_release(critsec_state_t state);

static volatile uint32_t counter;

void USART1_IRQHandler(void)
{
    counter++;
}

static void bad_port(void)
{
    critsec_state_t state = critsec_acquire(); // expect: CRIT402 "critsec_acquire"

    counter++;
    critsec_release(state); // expect: CRIT402 "critsec_release"
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        bad_port();
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
