// args: --cpu cortex-m0plus --tier C --select CRIT210
/* Two cores, and locks of the SDK. */
#include "cmsis.h"

typedef volatile uint32_t spin_lock_t;
extern void multicore_launch_core1(void (*entry)(void));
extern uint32_t save_and_disable_interrupts(void);
extern void restore_interrupts(uint32_t status);
extern void spin_lock_unsafe_blocking(spin_lock_t *lock);
extern void spin_unlock_unsafe(spin_lock_t *lock);

static spin_lock_t shared_lock;
static uint32_t samples;
static uint32_t events;

/* A mask keeps out the handlers of one core. */
static void bad_core1(void)
{
    for (;;) {
        uint32_t status = save_and_disable_interrupts();
        samples++; // expect: CRIT210 "'samples' is guarded by a mask alone"
        restore_interrupts(status);
    }
}

static void main_side(void)
{
    uint32_t status = save_and_disable_interrupts();
    samples = 0;
    restore_interrupts(status);
}

/* The handler of this core takes the lock too. */
void EXTI0_IRQHandler(void)
{
    spin_lock_unsafe_blocking(&shared_lock);
    events++;
    spin_unlock_unsafe(&shared_lock);
}

static void bad_open_lock(void)
{
    spin_lock_unsafe_blocking(&shared_lock); // expect: CRIT210 "handler 'EXTI0_IRQHandler' takes it too"
    events++;
    spin_unlock_unsafe(&shared_lock);
}

int main(void)
{
    multicore_launch_core1(bad_core1);
    NVIC_SetPriority(EXTI0_IRQn, 2);
    NVIC_EnableIRQ(EXTI0_IRQn);
    for (;;) {
        main_side();
        bad_open_lock();
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler);
