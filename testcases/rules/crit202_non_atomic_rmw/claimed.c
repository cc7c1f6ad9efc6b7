// args: --cpu cortex-m4
/*
 * A driver that is asked whether it is at rest before it is used: what it does to its record until it
 * starts the transfer takes turns with the handler. Without the question nobody takes turns.
 */
#include "cmsis.h"

enum { READY, SENDING };

struct port {
    volatile uint32_t state;
    volatile uint32_t errors;
    volatile uint32_t sent;
    volatile uint32_t lost;
};

static struct port line;
int main(void);

static uint32_t good_claim(struct port *port)
{
    if (port->state != READY) {
        return 0;
    }
    port->state = SENDING;
    port->errors |= 4;
    USART1->CR1 = 128;
    return 1;
}

static uint32_t bad_no_question(struct port *port)
{
    port->state = SENDING;
    port->sent += 1; // expect: CRIT202 "sent"
    return 1;
}

static void bad_claim_on_some_way(struct port *port, uint32_t fast)
{
    if (fast) {
        if (port->state != READY) {
            return;
        }
        port->state = SENDING;
    }
    port->lost += 1; // expect: CRIT202 "lost"
}

void USART1_IRQHandler(void)
{
    line.lost++;
    line.errors |= 1;
    line.sent++;
    line.state = READY;
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        (void)good_claim(&line);
        (void)bad_no_question(&line);
        bad_claim_on_some_way(&line, USART1->SR);
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[24] = {
    [1] = (vector)main,
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
