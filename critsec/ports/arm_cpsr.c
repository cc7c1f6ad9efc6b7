/*
 * critsec port: Arm Cortex-A, Cortex-R and ARM11, the I bit of CPSR. One core, Arm or Thumb, privileged code.
 *
 * Masks IRQ. Not kept out: FIQ, aborts, other cores. With CRITSEC_ARM_MASK_FIQ it masks FIQ too, and each of
 * the two gets back what it had; a core whose FIQ cannot be masked (SCTLR.NMFI) needs other means. User mode
 * ignores the masking instruction in silence: critsec_port_init tells.
 * Cost: acquire 2 instructions, release 3; with FIQ acquire 2, release 6.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#if !defined(__arm__) || (defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M')
#error "critsec, arm_cpsr.c: this is no Cortex-A or Cortex-R target; add -mcpu=cortex-a9, cortex-r5 ..."
#elif __ARM_ARCH < 6
#error "critsec, arm_cpsr.c: CPSID and CPSIE need Armv6 or later; add -mcpu=cortex-a9, cortex-r5 ..."
#endif
#if CRITSEC_STATE_BITS != 32
#error "critsec, arm_cpsr.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

/* Armv7-A and Armv7-R Architecture Reference Manual, B1.3.3: bits of CPSR. */
#define I_BIT 0x80U
#define F_BIT 0x40U

#ifdef CRITSEC_ARM_MASK_FIQ
#define MASK "if"
#define MASKED (I_BIT | F_BIT)
#else
#define MASK "i"
#define MASKED I_BIT
#endif

/* A write of CPSR holds from the next instruction on: no barrier. */
critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    __asm__ volatile("mrs %0, cpsr\n\tcpsid " MASK : "=r"(state.word) : : "memory");
    return state;
}

/*
 * A branch around CPSIE. One MSR of the saved register would be shorter, and would restore the mode and the
 * instruction set of the acquire with the mask.
 */
void critsec_release(critsec_state_t state)
{
    __asm__ volatile("" : : : "memory");
    if ((state.word & I_BIT) == 0U) {
        __asm__ volatile("cpsie i" : : : "memory");
    }
#ifdef CRITSEC_ARM_MASK_FIQ
    if ((state.word & F_BIT) == 0U) {
        __asm__ volatile("cpsie f" : : : "memory");
    }
#endif
}

bool critsec_is_held(void)
{
    uint32_t status;
    __asm__ volatile("mrs %0, cpsr" : "=r"(status) : : "memory");
    return (status & MASKED) == MASKED;
}

const char *critsec_port_name(void)
{
#ifdef CRITSEC_ARM_MASK_FIQ
    return "arm cpsr.if";
#else
    return "arm cpsr.i";
#endif
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
