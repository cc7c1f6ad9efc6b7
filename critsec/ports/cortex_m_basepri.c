/*
 * critsec port: Arm Cortex-M, BASEPRI. ARMv7-M and ARMv8-M Mainline, one core, privileged code.
 *
 * Masks the handlers at the ceiling and below it in urgency; more urgent ones keep running, so they must not
 * share data with a section. The build defines CRITSEC_PRIORITY_BITS   the implemented priority bits:
 * __NVIC_PRIO_BITS of the device header CRITSEC_CEILING         the most urgent priority that is masked, as
 * given to NVIC_SetPriority: 1 or more CRITSEC_CORTEX_M7_R0P1  for Cortex-M7 r0p0 and r0p1 only (erratum
 * 837070) Cost: acquire 2 instructions and the constant, release 1; with the erratum acquire 7 and the
 * constant.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#if !defined(__ARM_ARCH_PROFILE) || __ARM_ARCH_PROFILE != 'M'
#error "critsec, cortex_m_basepri.c: this is no Cortex-M target; add -mcpu=cortex-m3, -m4, -m7, -m33 ..."
#elif defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#error "critsec, cortex_m_basepri.c: this core has no BASEPRI; link cortex_m_primask.c instead"
#endif
#if CRITSEC_STATE_BITS != 32
#error "critsec, cortex_m_basepri.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif
#if !defined(CRITSEC_PRIORITY_BITS) || !defined(CRITSEC_CEILING)
#error "critsec, cortex_m_basepri.c: define CRITSEC_PRIORITY_BITS (__NVIC_PRIO_BITS) and CRITSEC_CEILING"
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
critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
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
                     : "=&r"(state.word), "=&r"(primask)
                     : "r"(CEILING)
                     : "memory");
#else
    __asm__ volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(state.word) : "r"(CEILING) : "memory");
#endif
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("msr basepri, %0" : : "r"(state.word) : "memory");
}

/* PRIMASK keeps out at least what the ceiling does, so it counts as held. */
bool critsec_is_held(void)
{
    uint32_t basepri;
    uint32_t primask;
    __asm__ volatile("mrs %0, basepri\n\tmrs %1, primask" : "=r"(basepri), "=r"(primask) : : "memory");
    return (basepri != 0U && basepri <= CEILING) || (primask & 1U) != 0U;
}

const char *critsec_port_name(void)
{
    return "cortex-m basepri";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
