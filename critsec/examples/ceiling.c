/*
 * A handler that must not wait, more urgent than the ceiling of the BASEPRI port: sections do not hold it
 * back, so it shares no protected data with them. What it counts is one word that it alone writes; who reads
 * it needs the word and no section. What is protected is shared by those under the ceiling only.
 *
 * Over the PRIMASK port it works as well, but then the urgent handler waits for sections.
 */
#include "critsec/atomic.h"
#include "critsec/critsec.h"

typedef struct {
    uint32_t target; /* steps to make */
    uint32_t speed;  /* steps a second */
} order_t;

static critsec_atomic_t steps = CRITSEC_ATOMIC_INIT(0);
static CRITSEC_MUTEX(order_t) order = CRITSEC_MUTEX_INIT({0, 0});

/* Writing makes a step; the application's board file places it. */
extern volatile uint32_t motor_step;

void STEP_IRQHandler(void);
void COMMAND_IRQHandler(void);
void ceiling_order(uint32_t target, uint32_t speed);
uint32_t ceiling_left(void);

/* Above the ceiling. The only writer: load and store may be apart. */
void STEP_IRQHandler(void)
{
    motor_step = 1;
    critsec_atomic_store(&steps, critsec_atomic_load(&steps) + 1U);
}

/* Under the ceiling, as everything that opens a section: an emergency stop. */
void COMMAND_IRQHandler(void)
{
    const uint32_t made = critsec_atomic_load(&steps);
    CRITSEC_WITH(held) {
        order_t *const o = CRITSEC_REF(&order, held);
        o->target = made;
        o->speed = 0;
    }
}

void ceiling_order(uint32_t target, uint32_t speed)
{
    const order_t next = {target, speed};
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&order, held) = next;
    }
}

uint32_t ceiling_left(void)
{
    CRITSEC_SCOPE(held);
    const uint32_t made = critsec_atomic_load(&steps);
    const uint32_t target = CRITSEC_REF(&order, held)->target;
    return target > made ? target - made : 0U;
}

/* Armv7-M Architecture Reference Manual, B3.4.7: a byte an interrupt; 0 is STEP here, and 1 COMMAND. */
#define NVIC_IPR0 (*(volatile uint32_t *)0xE000E400U)

int main(void)
{
    NVIC_IPR0 = 0x0000C040U; /* with a ceiling of 0x80: above it, and under it */
    if (!critsec_port_init()) {
        return 1;
    }
    ceiling_order(200, 50);
    while (ceiling_left() > 0U) {
    }
    return 0;
}
