/*
 * critsec port: Arm Cortex-M, BASEPRI. ARMv7-M and ARMv8-M Mainline, one core, privileged code.
 *
 * Masks the handlers at the ceiling and below it in urgency; more urgent ones keep running, so they must not
 * share data with a section. basepri.h has what the build defines.
 *
 * Cost: acquire 2 instructions and the constant, release 1; with the erratum acquire 7 and the constant.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#include "basepri.h"

#if CRITSEC_STATE_BITS != 32
#error "critsec, cortex_m_basepri.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {basepri_raise()};
    return state;
}

void critsec_release(critsec_state_t state)
{
    basepri_set(state.word);
}

bool critsec_is_held(void)
{
    return basepri_is_held();
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
