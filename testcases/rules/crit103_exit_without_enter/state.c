// args: --cpu cortex-m4 --tier C
/* A release that is given a state which nobody saved. The port is not in sight: its names say what they do. */
#include <stdint.h>

typedef struct {
    uint32_t word;
} critsec_state_t;

critsec_state_t critsec_acquire(void);
void critsec_release(critsec_state_t state);

static uint32_t total;

void bad_made_up(void)
{
    const critsec_state_t state = {0};

    critsec_release(state); // expect: CRIT103 "with a constant"
}

void good_acquired(void)
{
    const critsec_state_t state = critsec_acquire();

    total++;
    critsec_release(state);
}

void good_callers(critsec_state_t state)
{
    critsec_release(state);
}
