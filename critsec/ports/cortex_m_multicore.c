/*
 * critsec port: Arm Cortex-M with several cores, PRIMASK and a spinlock. ARMv7-M and ARMv8-M, privileged
 * code, cores that run one program and whose exclusive accesses are seen by one monitor (SSE-200 with two
 * Cortex-M33, RP2350). Where the device has no such monitor, its hardware semaphore must be the lock; see
 * rp2040.c for one.
 *
 * Masks every handler of this core with a configurable priority and keeps the other cores out. A core that
 * waits for the lock serves its interrupts, if its caller did. The M profile has no register for the number
 * of the core, so the build defines
 *
 *   CRITSEC_CORE_REGISTER  address of a 32-bit register that reads differently on each core
 */
#if !defined(__ARM_ARCH_PROFILE) || __ARM_ARCH_PROFILE != 'M'
#error "critsec, cortex_m_multicore.c: this is no Cortex-M target; add -mcpu=cortex-m33 ..."
#endif
#ifndef CRITSEC_CORE_REGISTER
#error "critsec, cortex_m_multicore.c: define CRITSEC_CORE_REGISTER, an address that tells the core's number"
#endif

#include "arm_lock.h"

#if defined(CRITSEC_STATE_BITS) && CRITSEC_STATE_BITS != 32
#error "critsec, cortex_m_multicore.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

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
    return *(const volatile uint32_t *)CRITSEC_CORE_REGISTER + 1U;
}

#include "multicore.h"

const char *critsec_port_name(void)
{
    return "cortex-m primask and lock";
}

bool critsec_port_init(void)
{
    return port_free_and_probe();
}
