/*
 * The lock of the multicore ports for Arm cores with exclusive loads and stores: one word, which holds its
 * owner, or 0.
 *
 * It fills its reservation granule alone, because a store of another core next to it would let the exclusive
 * store fail, again and again. CRITSEC_GRANULE is the size in bytes: 64 where nothing is said; CTR.ERG of a
 * Cortex-A tells it, the manual of an M-profile device otherwise. The linker must put it into memory that all
 * cores share and, on Cortex-A, into cacheable memory: exclusives need a monitor that sees all cores.
 */
#ifndef CRITSEC_PORTS_ARM_LOCK_H
#define CRITSEC_PORTS_ARM_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#if !defined(__ARM_FEATURE_LDREX) || (__ARM_FEATURE_LDREX & 4) == 0
#error "critsec, arm_lock.h: this core has no exclusive word access, so its cores cannot share a lock"
#endif
#ifndef CRITSEC_GRANULE
#define CRITSEC_GRANULE 64
#endif
_Static_assert(CRITSEC_GRANULE >= 8 && CRITSEC_GRANULE <= 2048 &&
                   (CRITSEC_GRANULE & (CRITSEC_GRANULE - 1)) == 0,
               "CRITSEC_GRANULE: a reservation granule has 8 to 2048 bytes, a power of two");

static union {
    volatile uint32_t owner;
    uint8_t alone[CRITSEC_GRANULE];
} lock __attribute__((aligned(CRITSEC_GRANULE)));

_Static_assert(sizeof lock == CRITSEC_GRANULE, "the lock fills its granule");

static inline bool port_owned(uint32_t me)
{
    return lock.owner == me;
}

/* Armv8 has loads and stores that order; before it, barriers stand next to them. */
#if __ARM_ARCH >= 8
#define LOAD_EXCLUSIVE "ldaex"
#define ORDER ""
#else
#define LOAD_EXCLUSIVE "ldrex"
#define ORDER "dmb"
#endif

/* CLREX on the way that gives up: no reservation is left for code that stores exclusively by itself. */
static inline bool port_try(uint32_t me)
{
    uint32_t busy;
    __asm__ volatile(LOAD_EXCLUSIVE " %0, [%1]\n\t"
                                    "cmp %0, #0\n\t"
                                    "bne 1f\n\t"
                                    "strex %0, %2, [%1]\n"
                                    "1:"
                     : "=&r"(busy)
                     : "r"(&lock.owner), "r"(me)
                     : "memory", "cc");
    if (busy != 0U) {
        __asm__ volatile("clrex" : : : "memory");
        return false;
    }
    __asm__ volatile(ORDER : : : "memory");
    return true;
}

static inline void port_free(void)
{
#if __ARM_ARCH >= 8
    __asm__ volatile("stl %1, [%0]" : : "r"(&lock.owner), "r"(0) : "memory");
#else
    __asm__ volatile("dmb" : : : "memory");
    lock.owner = 0;
    __asm__ volatile("" : : : "memory");
#endif
}

/* Unmasking takes effect on the instructions after a context synchronisation at the latest. */
static inline void port_window(void)
{
    __asm__ volatile("isb" : : : "memory");
}

#endif
