/*
 * critsec port: Arm Cortex-A and Cortex-R with several cores, the I bit of CPSR and a spinlock. Privileged
 * code.
 *
 * Masks IRQ of this core and keeps the other cores out. Not kept out: FIQ, aborts, DMA, cores that run
 * another program. A core that waits for the lock serves its interrupts, if its caller did. There is one lock
 * for all sections of the program: keep them short.
 */
#if !defined(__ARM_ARCH_PROFILE) || (__ARM_ARCH_PROFILE != 'A' && __ARM_ARCH_PROFILE != 'R')
#error "critsec, cortex_a_smp.c: this is no Cortex-A or Cortex-R target; add -mcpu=cortex-a9, cortex-r5 ..."
#endif

#include "arm_lock.h"

#if defined(CRITSEC_STATE_BITS) && CRITSEC_STATE_BITS != 32
#error "critsec, cortex_a_smp.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

#define I_BIT 0x80U

static inline uint32_t port_mask(void)
{
    uint32_t status;
    __asm__ volatile("mrs %0, cpsr\n\tcpsid i" : "=r"(status) : : "memory");
    return status & I_BIT;
}

/* I alone: see arm_cpsr.c. */
static inline void port_unmask(uint32_t mask)
{
    __asm__ volatile("" : : : "memory");
    if (mask == 0U) {
        __asm__ volatile("cpsie i" : : : "memory");
    }
}

static inline bool port_masked(uint32_t mask)
{
    return mask != 0U;
}

/* Armv7-A Architecture Reference Manual, B4.1.106 MPIDR: the affinity fields number core and cluster. */
static inline uint32_t port_me(void)
{
    uint32_t affinity;
    __asm__ volatile("mrc p15, 0, %0, c0, c0, 5" : "=r"(affinity));
    return (affinity & 0xFFFFFFU) + 1U;
}

#include "multicore.h"

const char *critsec_port_name(void)
{
    return "arm cpsr.i and lock";
}

/* CTR.ERG: the granule as a power of two, in words; 0 where the core does not tell. */
static bool granule_is_enough(void)
{
    uint32_t type;
    __asm__ volatile("mrc p15, 0, %0, c0, c0, 1" : "=r"(type));
    const uint32_t exponent = type >> 20 & 0xFU;
    return exponent == 0U || (4U << exponent) <= CRITSEC_GRANULE;
}

/* SCTLR.M and SCTLR.C: without them memory is not cacheable, and the monitors of the cores not connected. */
static bool memory_is_cacheable(void)
{
    uint32_t control;
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(control));
    return (control & 5U) == 5U;
}

/* False also where the lock would not work: before the caches are on, or in a granule that is too small. */
bool critsec_port_init(void)
{
    uint32_t status;
    __asm__ volatile("mrs %0, cpsr" : "=r"(status));
    const bool user_mode = (status & 0x1FU) == 0x10U;
    return !user_mode && granule_is_enough() && memory_is_cacheable() && port_free_and_probe();
}
