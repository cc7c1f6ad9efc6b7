/*
 * What the ports that mask by BASEPRI share: the settings of the build, and how the mask is raised and put
 * back. The build defines
 *
 *   CRITSEC_PRIORITY_BITS  the implemented priority bits: __NVIC_PRIO_BITS of the device header
 *   CRITSEC_CEILING        the most urgent priority that is masked, as given to NVIC_SetPriority: 1 or more
 *   CRITSEC_CORTEX_M7_R0P1 for Cortex-M7 r0p0 and r0p1 only (erratum 837070)
 */
#ifndef CRITSEC_PORTS_BASEPRI_H
#define CRITSEC_PORTS_BASEPRI_H

#include <stdbool.h>
#include <stdint.h>

#if !defined(__ARM_ARCH_PROFILE) || __ARM_ARCH_PROFILE != 'M'
#error "critsec, basepri.h: this is no Cortex-M target; add -mcpu=cortex-m3, -m4, -m7, -m33 ..."
#elif defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#error "critsec, basepri.h: this core has no BASEPRI; link cortex_m_primask.c instead"
#endif
#if !defined(CRITSEC_PRIORITY_BITS) || !defined(CRITSEC_CEILING)
#error "critsec, basepri.h: define CRITSEC_PRIORITY_BITS (__NVIC_PRIO_BITS) and CRITSEC_CEILING"
#endif

_Static_assert(CRITSEC_PRIORITY_BITS >= 3 && CRITSEC_PRIORITY_BITS <= 8,
               "CRITSEC_PRIORITY_BITS: cores with BASEPRI implement 3 to 8 bits");
_Static_assert(CRITSEC_CEILING != 0, "CRITSEC_CEILING: BASEPRI 0 masks nothing; priority 0 cannot be masked");
_Static_assert(CRITSEC_CEILING > 0 && CRITSEC_CEILING < (1 << CRITSEC_PRIORITY_BITS),
               "CRITSEC_CEILING: not a priority of this device; give it unshifted, as to NVIC_SetPriority");

/* The implemented bits are the upper ones of the byte; the lower ones read as zero. */
#define CEILING ((uint32_t)CRITSEC_CEILING << (8 - CRITSEC_PRIORITY_BITS))

/*
 * BASEPRI_MAX ignores a write that would lower the mask, so a section inside a stronger mask keeps it. No
 * barrier on entry: a write that raises the mask is serialised by the core (Arm DAI0321A, 4.8).
 */
static inline uint32_t basepri_raise(void)
{
    uint32_t before;
#ifdef CRITSEC_CORTEX_M7_R0P1
    /*
     * Erratum 837070: on these revisions the new mask takes effect late. PRIMASK covers the gap, and gets its
     * old value back: a CPSIE would open the section of a caller that masks by PRIMASK.
     */
    uint32_t primask;
    __asm__ volatile("mrs %0, basepri\n\t"
                     "mrs %1, primask\n\t"
                     "cpsid i\n\t"
                     "msr basepri_max, %2\n\t"
                     "dsb\n\t"
                     "isb\n\t"
                     "msr primask, %1"
                     : "=&r"(before), "=&r"(primask)
                     : "r"(CEILING)
                     : "memory");
#else
    __asm__ volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(before) : "r"(CEILING) : "memory");
#endif
    return before;
}

static inline void basepri_set(uint32_t basepri)
{
    __asm__ volatile("msr basepri, %0" : : "r"(basepri) : "memory");
}

static inline uint32_t basepri_now(void)
{
    uint32_t basepri;
    __asm__ volatile("mrs %0, basepri" : "=r"(basepri) : : "memory");
    return basepri;
}

static inline bool basepri_masks(uint32_t basepri)
{
    return basepri != 0U && basepri <= CEILING;
}

/* PRIMASK keeps out at least what the ceiling does, so it counts as held. */
static inline bool basepri_is_held(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return basepri_masks(basepri_now()) || (primask & 1U) != 0U;
}

#endif
