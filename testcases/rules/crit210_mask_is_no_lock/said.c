// args: --cpu cortex-m0plus --tier C --select CRIT210
/* What is said to be shared by cores: the other core's program is not here. */
#include "cmsis.h"

#define SHARED_BY_CORES __attribute__((annotate("critlint:shared-by-cores")))

typedef volatile uint32_t spin_lock_t;
extern uint32_t save_and_disable_interrupts(void);
extern void restore_interrupts(uint32_t status);
extern void spin_lock_unsafe_blocking(spin_lock_t *lock);
extern void spin_unlock_unsafe(spin_lock_t *lock);

static spin_lock_t lock;
static uint32_t mailbox SHARED_BY_CORES;
static uint32_t guarded SHARED_BY_CORES;
static uint32_t own;

void bad_mask_alone(uint32_t word)
{
    uint32_t status = save_and_disable_interrupts();
    mailbox += word; // expect: CRIT210 "said to be shared by cores"
    restore_interrupts(status);
}

void good_lock_too(uint32_t word)
{
    uint32_t status = save_and_disable_interrupts();
    spin_lock_unsafe_blocking(&lock);
    guarded += word;
    spin_unlock_unsafe(&lock);
    restore_interrupts(status);
}

void good_of_this_core(uint32_t word)
{
    uint32_t status = save_and_disable_interrupts();
    own += word;
    restore_interrupts(status);
}
