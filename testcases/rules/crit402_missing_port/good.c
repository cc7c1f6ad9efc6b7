// args: --cpu cortex-m4
/* The port of critsec is in the program. */
#include "cmsis.h"

typedef struct {
    uint32_t value;
} critsec_state_t;

critsec_state_t critsec_acquire(void);
void critsec_release(critsec_state_t state);

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {__get_PRIMASK()};

    __disable_irq();
    return state;
}

void critsec_release(critsec_state_t state)
{
    __set_PRIMASK(state.value);
}

static volatile uint32_t counter;

void USART1_IRQHandler(void)
{
    counter++;
}

static void good_port(void)
{
    critsec_state_t state = critsec_acquire();

    counter++;
    critsec_release(state);
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        good_port();
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
