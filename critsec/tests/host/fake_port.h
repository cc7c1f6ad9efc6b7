/* What the tests of the debug layer do to the fake port. */
#ifndef CRITSEC_TESTS_FAKE_PORT_H
#define CRITSEC_TESTS_FAKE_PORT_H

#include <stdbool.h>

extern bool fake_masked; /* the mask */
extern bool fake_works;  /* whether acquire sets it */

/* What code does that knows nothing of sections: by the instructions of a Cortex-M, where it is compiled for
 * one. */
static inline void mask_by_hand(void)
{
#ifdef __arm__
    __asm__ volatile("cpsid i" : : : "memory");
#else
    fake_masked = true;
#endif
}

static inline void unmask_by_hand(void)
{
#ifdef __arm__
    __asm__ volatile("cpsie i" : : : "memory");
#else
    fake_masked = false;
#endif
}

#endif
