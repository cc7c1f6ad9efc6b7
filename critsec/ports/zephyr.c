/*
 * critsec port: Zephyr, by irq_lock and irq_unlock. One core or, with CONFIG_SMP, all cores. Supervisor mode.
 *
 * Masks what the kernel's irq_lock masks; zero-latency interrupts stay open. Inside a section nothing may
 * switch threads, as the kernel asks too. In user mode the mask is ignored or faults, as the architecture has
 * it: critsec_port_init tells.
 *
 * With CONFIG_SMP the kernel's one lock keeps the other cores out. A core that waits for it serves no
 * interrupts meanwhile: keep sections short. critsec_port_init frees nothing: the kernel clears its lock when
 * it starts.
 */
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#define CRITSEC_PORT
#include "critsec/critsec.h"

#if CRITSEC_STATE_BITS != 32
#error "critsec, zephyr.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

_Static_assert(sizeof(unsigned int) <= sizeof(critsec_word_t), "a key of irq_lock fits into the state");

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {irq_lock()};
    return state;
}

void critsec_release(critsec_state_t state)
{
    irq_unlock(state.word);
}

/* By this core's mask alone: irq_lock would wait for a section of another core. */
bool critsec_is_held(void)
{
    const unsigned int key = arch_irq_lock();
    bool held = !arch_irq_unlocked(key);
#ifdef CONFIG_SMP
    held = held && k_current_get()->base.global_lock_count != 0U; /* else the caller's own mask */
#endif
    arch_irq_unlock(key);
    return held;
}

const char *critsec_port_name(void)
{
    return "zephyr irq_lock";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
