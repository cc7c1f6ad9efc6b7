/*
 * Control: a multicore port that takes the lock before it masks. A handler in between waits for its own core.
 * The gap is held open so that a handler falls into it on any host. The suite must hang.
 */
#define CRITSEC_CORE_REGISTER 0x5001F000U
#include "arm_lock.h"
#define CRITSEC_PORT
#include "critsec/critsec.h"

#define OWNED 0x80000000U
#define GAP_ROUNDS 100U

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

/* Known as the owner only once it has masked. */
static volatile uint32_t owner;

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {OWNED};
    if (owner != me()) {
        while (!port_try(me())) {
        }
        for (volatile unsigned gap = 0; gap < GAP_ROUNDS; gap++) {
        }
        state.word = mask();
        owner = me();
    }
    return state;
}

void critsec_release(critsec_state_t state)
{
    if (state.word != OWNED) {
        owner = 0;
        port_free();
        unmask(state.word);
    }
}

bool critsec_is_held(void)
{
    const uint32_t before = mask();
    const bool held = (before & 1U) != 0U && owner == me();
    unmask(before);
    return held;
}

const char *critsec_port_name(void)
{
    return "control: multicore lock first";
}

bool critsec_port_init(void)
{
    return true;
}
