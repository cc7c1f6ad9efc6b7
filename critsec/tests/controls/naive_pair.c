/*
 * Control: the pair that firmware uses most, as a port. It enables where it should restore, so the first
 * inner release opens the outer section, and a caller that had masked is opened too. The suite must fail with
 * it.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

static uint32_t bytes_received;

/* The same mistake in one function, as it is found in the wild. */
void naive_pair_count(void);
void naive_pair_count(void)
{
    __asm__ volatile("cpsid i" : : : "memory");
    bytes_received++;
    __asm__ volatile("cpsie i" : : : "memory");
}

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {0};
    __asm__ volatile("cpsid i" : : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    (void)state;
    __asm__ volatile("cpsie i" : : : "memory");
}

bool critsec_is_held(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return (primask & 1U) != 0U;
}

const char *critsec_port_name(void)
{
    return "control: naive pair";
}

bool critsec_port_init(void)
{
    return true;
}
