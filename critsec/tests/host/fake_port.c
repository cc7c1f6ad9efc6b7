/* A port whose mask is a variable, for the tests of the debug layer: they open it, or let it do nothing. */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#include "fake_port.h"

bool fake_masked;
bool fake_works = true;

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {fake_masked};
    fake_masked = fake_works;
    return state;
}

void critsec_release(critsec_state_t state)
{
    fake_masked = state.word != 0U;
}

bool critsec_is_held(void)
{
    return fake_masked;
}

const char *critsec_port_name(void)
{
    return "fake";
}

bool critsec_port_init(void)
{
    return true;
}
