/*
 * What the ports for several cores share: the order of mask, owner and lock. A port includes this file after
 * it has defined, as static functions,
 *
 *   uint32_t port_mask(void)             masks this core; returns what it found, less than PORT_OWNED
 *   void     port_unmask(uint32_t mask)  puts that back
 *   bool     port_masked(uint32_t mask)  whether that value means masked
 *   uint32_t port_me(void)               this core, never 0; called with the mask set
 *   bool     port_owned(uint32_t me)     whether this core holds the lock
 *   bool     port_try(uint32_t me)       takes the lock for this core if it is free; later accesses stay
 *                                        later
 *   void     port_free(void)             frees it; earlier accesses stay earlier
 *   void     port_window(void)           lets handlers run that unmasking has admitted
 *
 * All are compiler barriers. tests/multicore.pml is this algorithm for a model checker: change both.
 */
#ifndef CRITSEC_PORTS_MULTICORE_H
#define CRITSEC_PORTS_MULTICORE_H

#ifndef CRITSEC_PORT
#define CRITSEC_PORT
#endif
#include "critsec/critsec.h"

/* A state that stands for "this core held the lock already": its release does nothing. */
#define PORT_OWNED 0x80000000U

/*
 * Mask first, then lock: a handler that came in between would wait for its own core for ever. A core that
 * waits goes back to the mask that its caller had, so that it serves its handlers meanwhile; and because a
 * thread may wake up on another core after that, everything is asked again.
 */
critsec_state_t critsec_acquire(void)
{
    for (;;) {
        const critsec_state_t state = {port_mask()};
        const uint32_t me = port_me();
        if (port_owned(me)) {
            const critsec_state_t nested = {PORT_OWNED};
            return nested;
        }
        if (port_try(me)) {
            return state;
        }
        port_unmask(state.word);
        port_window();
    }
}

void critsec_release(critsec_state_t state)
{
    if (state.word == PORT_OWNED) {
        return;
    }
    port_free();
    port_unmask(state.word);
}

/* Masked while it looks, so that the thread stays on the core that it asks about. */
bool critsec_is_held(void)
{
    const uint32_t mask = port_mask();
    const bool held = port_masked(mask) && port_owned(port_me());
    port_unmask(mask);
    return held;
}

/* The lock may have been held when a reset came: free it. Sections of another core must not be open now. */
static bool port_free_and_probe(void)
{
    port_free();
    const critsec_state_t state = critsec_acquire();
    const bool held = critsec_is_held();
    critsec_release(state);
    return held;
}

#endif
