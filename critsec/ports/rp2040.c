/*
 * critsec port: RP2040, both cores, PRIMASK and a hardware spinlock. Privileged code. Also RP2350 in Arm
 * mode.
 *
 * Masks every handler of this core with a configurable priority and keeps the other core out. A core that
 * waits for the lock serves its interrupts, if its caller did. The build may define
 *
 *   CRITSEC_SPINLOCK  which of the 32 spinlocks (default 31); nothing else may use it
 *
 * A reset of a core does not free its spinlocks: call critsec_port_init early on core 0, while core 1 is in
 * reset. A debugger that shows the registers of SIO claims every spinlock by looking at it.
 */
#if !defined(__ARM_ARCH_PROFILE) || __ARM_ARCH_PROFILE != 'M'
#error "critsec, rp2040.c: this is no Cortex-M target; add -mcpu=cortex-m0plus, or cortex-m33 for RP2350"
#endif

#define CRITSEC_PORT
#include "critsec/critsec.h"

#if CRITSEC_STATE_BITS != 32
#error "critsec, rp2040.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif
#ifndef CRITSEC_SPINLOCK
#define CRITSEC_SPINLOCK 31
#endif

_Static_assert(CRITSEC_SPINLOCK >= 0 && CRITSEC_SPINLOCK <= 31, "CRITSEC_SPINLOCK: 0 to 31");
#ifdef __ARM_ARCH_8M_MAIN__
/* RP2350 data sheet, erratum E2: writes to other registers of SIO free the spinlocks that are not in this
 * list. */
_Static_assert(CRITSEC_SPINLOCK == 5 || CRITSEC_SPINLOCK == 6 || CRITSEC_SPINLOCK == 7 ||
                   CRITSEC_SPINLOCK == 10 || CRITSEC_SPINLOCK == 11 || CRITSEC_SPINLOCK >= 18,
               "CRITSEC_SPINLOCK: on RP2350 only 5, 6, 7, 10, 11 and 18 to 31 hold (erratum E2)");
#endif

/* RP2040 data sheet, 2.3.1.7: SIO. Reading a spinlock takes it, 0 where it was taken; writing frees it. */
#define SIO_CPUID (*(const volatile uint32_t *)0xD0000000U)
#define SIO_SPINLOCK (*(volatile uint32_t *)(0xD0000100U + 4U * CRITSEC_SPINLOCK))

/* Only who holds the lock writes it; a core that reads its own number wrote it itself. */
static volatile uint32_t owner;

static inline uint32_t port_mask(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

static inline void port_unmask(uint32_t mask)
{
    __asm__ volatile("msr primask, %0" : : "r"(mask) : "memory");
}

static inline bool port_masked(uint32_t mask)
{
    return (mask & 1U) != 0U;
}

static inline uint32_t port_me(void)
{
    return SIO_CPUID + 1U;
}

static inline bool port_owned(uint32_t me)
{
    return owner == me;
}

static inline bool port_try(uint32_t me)
{
    if (SIO_SPINLOCK == 0U) {
        return false;
    }
    __asm__ volatile("dmb" : : : "memory");
    owner = me;
    return true;
}

static inline void port_free(void)
{
    owner = 0;
    __asm__ volatile("dmb" : : : "memory");
    SIO_SPINLOCK = 0;
    __asm__ volatile("" : : : "memory");
}

/* Unmasking takes effect on the instructions after a context synchronisation at the latest. */
static inline void port_window(void)
{
    __asm__ volatile("isb" : : : "memory");
}

#include "multicore.h"

const char *critsec_port_name(void)
{
    return "rp2040 primask and spinlock";
}

bool critsec_port_init(void)
{
    return port_free_and_probe();
}
