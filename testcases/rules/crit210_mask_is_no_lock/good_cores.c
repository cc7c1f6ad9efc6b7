// args: --cpu cortex-m0plus --tier C --select CRIT210
/* The near misses of bad_cores.c. */
#include "cmsis.h"

typedef volatile uint32_t spin_lock_t;
extern void multicore_launch_core1(void (*entry)(void));
extern uint32_t save_and_disable_interrupts(void);
extern void restore_interrupts(uint32_t status);
extern uint32_t spin_lock_blocking(spin_lock_t *lock);
extern void spin_unlock(spin_lock_t *lock, uint32_t saved);
extern void spin_lock_unsafe_blocking(spin_lock_t *lock);
extern void spin_unlock_unsafe(spin_lock_t *lock);

static spin_lock_t shared_lock;
static spin_lock_t thread_lock;
static uint32_t samples;
static uint32_t own;
static uint32_t events;
static uint32_t written_by_core0;

static void good_core1(void)
{
    for (;;) {
        uint32_t status = spin_lock_blocking(&shared_lock);
        samples++;
        spin_unlock(&shared_lock, status);
        spin_lock_unsafe_blocking(&thread_lock);
        written_by_core0 = samples;
        spin_unlock_unsafe(&thread_lock);
    }
}

static void good_main_side(void)
{
    uint32_t status = spin_lock_blocking(&shared_lock);
    samples = 0;
    spin_unlock(&shared_lock, status);
}

/* Shared with a handler of this core alone. */
void EXTI0_IRQHandler(void)
{
    own++;
    uint32_t status = spin_lock_blocking(&shared_lock);
    events++;
    spin_unlock(&shared_lock, status);
}

static void good_mask_alone(void)
{
    uint32_t status = save_and_disable_interrupts();
    own = 0;
    restore_interrupts(status);
}

/* The handler does not take this one. */
static void good_thread_lock(void)
{
    spin_lock_unsafe_blocking(&thread_lock);
    use(own);
    spin_unlock_unsafe(&thread_lock);
}

/* Masked first. */
static void good_masked_lock(void)
{
    uint32_t status = save_and_disable_interrupts();
    spin_lock_unsafe_blocking(&shared_lock);
    events++;
    spin_unlock_unsafe(&shared_lock);
    restore_interrupts(status);
}

int main(void)
{
    multicore_launch_core1(good_core1);
    NVIC_SetPriority(EXTI0_IRQn, 2);
    NVIC_EnableIRQ(EXTI0_IRQn);
    for (;;) {
        good_main_side();
        good_mask_alone();
        good_thread_lock();
        good_masked_lock();
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler);
