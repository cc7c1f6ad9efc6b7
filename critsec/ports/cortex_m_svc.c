/*
 * critsec port: Arm Cortex-M, BASEPRI through SVC, for programs with unprivileged threads. ARMv7-M and
 * ARMv8-M Mainline, one core.
 *
 * Unprivileged code may not write BASEPRI, and the core ignores the attempt in silence: so it asks by a
 * supervisor call. Handlers and privileged threads write BASEPRI themselves. Masks the handlers at the
 * ceiling and below it in urgency. basepri.h has what the build defines, and here it also may define
 *
 *   CRITSEC_SVC  the first of three SVC numbers (default 0xC0): acquire, release, is held
 *
 * The program gives SVCall a priority above the ceiling, and passes its calls on (critsec/svc.h):
 *
 *   void SVC_Handler(void)                              // naked
 *   {
 *       tst lr, #4;  ite eq;  mrseq r0, msp;  mrsne r0, psp;  b critsec_svc_handler
 *   }
 *
 * or, where a kernel owns SVC_Handler, calls critsec_svc from there with the exception's stack frame.
 *
 * Why not PRIMASK: with PRIMASK set, the supervisor call that would release it escalates to HardFault. The
 * mask is an unprivileged thread's own: a forged state can open it too early, and can never mask more than
 * the ceiling.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#include "basepri.h"
#include "critsec/svc.h"

#if CRITSEC_STATE_BITS != 32
#error "critsec, cortex_m_svc.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif
#ifndef CRITSEC_SVC
#define CRITSEC_SVC 0xC0
#endif

_Static_assert(CRITSEC_SVC >= 0 && CRITSEC_SVC <= 253, "CRITSEC_SVC: three numbers of eight bits from here");

enum { SVC_ACQUIRE = CRITSEC_SVC, SVC_RELEASE = CRITSEC_SVC + 1, SVC_HELD = CRITSEC_SVC + 2 };

/* Armv7-M Architecture Reference Manual, B1.5.6: the frame that exception entry pushes, in words. */
enum { FRAME_R0 = 0, FRAME_RETURN = 6 };

/* Armv7-M Architecture Reference Manual, B3.2.11: bits 31 to 24 are the priority of SVCall. */
#define SHPR2 (*(volatile uint32_t *)0xE000ED1CU)

/*
 * CONTROL.nPRIV counts in Thread mode only. Both registers may be read by unprivileged code (B5.2.2); it
 * reads IPSR as zero, which is right, for it is in Thread mode.
 */
__attribute__((always_inline)) static inline bool unprivileged(void)
{
    uint32_t handler;
    uint32_t control;
    __asm__ volatile("mrs %0, ipsr\n\tmrs %1, control" : "=r"(handler), "=r"(control));
    return handler == 0U && (control & 1U) != 0U;
}

/* Tells the compiler nothing of the registers that the call leaves alone: exception entry keeps them all. */
#define CALL(number, r0) __asm__ volatile("svc %1" : "+r"(r0) : "i"(number) : "memory")

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state;
    if (unprivileged()) {
        register uint32_t r0 __asm__("r0") = 0;
        CALL(SVC_ACQUIRE, r0);
        state.word = r0;
    } else {
        state.word = basepri_raise();
    }
    return state;
}

void critsec_release(critsec_state_t state)
{
    if (unprivileged()) {
        register uint32_t r0 __asm__("r0") = state.word;
        CALL(SVC_RELEASE, r0);
    } else {
        basepri_set(state.word);
    }
}

/* A release never raises the mask: so all that a forged state can do is to open the thread's own section. */
static void release_for(uint32_t saved)
{
    const uint32_t now = basepri_now();
    if (saved == 0U || (now != 0U && saved >= now)) {
        basepri_set(saved & 0xFFU);
    }
}

bool critsec_svc(uint32_t *frame)
{
    const uint8_t number = ((const uint8_t *)(uintptr_t)frame[FRAME_RETURN])[-2];
    switch (number) {
    case SVC_ACQUIRE: frame[FRAME_R0] = basepri_raise(); return true;
    case SVC_RELEASE: release_for(frame[FRAME_R0]); return true;
    case SVC_HELD: frame[FRAME_R0] = basepri_masks(basepri_now()); return true;
    default: return false;
    }
}

void critsec_svc_handler(uint32_t *frame)
{
    (void)critsec_svc(frame);
}

bool critsec_is_held(void)
{
    if (unprivileged()) {
        register uint32_t r0 __asm__("r0") = 0;
        CALL(SVC_HELD, r0);
        return r0 != 0U;
    }
    return basepri_is_held();
}

const char *critsec_port_name(void)
{
    return "cortex-m svc";
}

/*
 * Also false where SVCall is not above the ceiling, so that the call that releases would be a HardFault. Only
 * privileged code can read that priority: call port_init before the program gives its privilege up.
 */
bool critsec_port_init(void)
{
    if (!unprivileged() && SHPR2 >> 24 >= CEILING) {
        return false;
    }
    const critsec_state_t state = critsec_acquire();
    const bool held = critsec_is_held();
    critsec_release(state);
    return held;
}
