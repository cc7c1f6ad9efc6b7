/*
 * Control: a multicore port that waits for the lock with its interrupts masked, as long as the other core
 * holds it. The suite must fail with it.
 */
#define CRITSEC_CORE_REGISTER 0x5001F000U
#include "arm_lock.h"
#define CRITSEC_PORT
#include "critsec/critsec.h"

#define OWNED 0x80000000U

static uint32_t mask(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

static void unmask(uint32_t primask)
{
    __asm__ volatile("msr primask, %0" : : "r"(primask) : "memory");
}

static uint32_t me(void)
{
    return *(const volatile uint32_t *)CRITSEC_CORE_REGISTER + 1U;
}

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {mask()};
    if (port_owned(me())) {
        state.word = OWNED;
        return state;
    }
    while (!port_try(me())) {
    }
    return state;
}

void critsec_release(critsec_state_t state)
{
    if (state.word != OWNED) {
        port_free();
        unmask(state.word);
    }
}

bool critsec_is_held(void)
{
    const uint32_t before = mask();
    const bool held = (before & 1U) != 0U && port_owned(me());
    unmask(before);
    return held;
}

const char *critsec_port_name(void)
{
    return "control: multicore closed spin";
}

bool critsec_port_init(void)
{
    port_free();
    return true;
}
