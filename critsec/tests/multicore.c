/*
 * The contract suite's cases for two cores: no update is lost between them and their handlers; a core that
 * waits serves its interrupts, unless its caller had them masked. The second core does what `phase` says.
 */
#include "contract.h"
#include "critsec/critsec.h"

/* How often each core updates, and how many turns of an empty loop a core holds the lock. */
#ifdef MULTICORE_SLOW
enum { UPDATES = 2000, PATIENCE = 1000000, A_WHILE = 10000 };
#else
enum { UPDATES = 50000, PATIENCE = 30000000, A_WHILE = 10000000 };
#endif
/* Runs of a handler that a waiting core serves; one or two may come before it waits. */
enum { SERVED_ENOUGH = 20 };
enum { IDLE, RACE, HOLD_UNTIL_SERVED, HOLD_A_WHILE };

static volatile uint32_t phase;   /* what the second core is to do */
static volatile uint32_t done;    /* what it has done */
static volatile uint32_t holding; /* it is in a section */
static volatile uint32_t enough;  /* the first core has seen what it wanted to see */
static volatile uint32_t served;  /* runs of the first core's timer handler in the phases that hold */
static volatile uint32_t ticks[2];
static CRITSEC_MUTEX(uint32_t) shared = CRITSEC_MUTEX_INIT(0);

static void full_barrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/* Load and store apart, so that another core finds its way between them. */
static void add_one(critsec_token_t held)
{
    volatile uint32_t *const count = CRITSEC_REF(&shared, held);
    const uint32_t value = *count;
    for (volatile int i = 0; i < 4; i++) {
    }
    *count = value + 1U;
}

static void race(void)
{
    target_timer(true);
    for (uint32_t i = 0; i < UPDATES; i++) {
        CRITSEC_WITH(outer) {
            CRITSEC_WITH(inner) {
                add_one(inner);
            }
            add_one(outer);
        }
    }
    target_timer(false);
}

bool multicore_tick(void)
{
    const uint32_t now = phase;
    if (now == RACE) {
        CRITSEC_WITH(held) {
            add_one(held);
        }
        ticks[target_core()] = ticks[target_core()] + 1U;
    } else if (now != IDLE) {
        served = served + 1U;
    }
    return now != IDLE;
}

static void hold(uint32_t rounds, bool until_served)
{
    CRITSEC_SCOPE(held);
    holding = 1;
    for (volatile uint32_t i = 0; i < rounds && !enough && !(until_served && served >= SERVED_ENOUGH); i++) {
    }
}

void multicore_second(void)
{
    for (;;) {
        const uint32_t now = phase;
        if (now == done) {
            continue;
        }
        full_barrier();
        switch (now) {
        case RACE: race(); break;
        case HOLD_UNTIL_SERVED: hold(PATIENCE, true); break;
        case HOLD_A_WHILE: hold(A_WHILE, false); break;
        default: break;
        }
        full_barrier();
        done = now;
    }
}

static void start(uint32_t next)
{
    full_barrier();
    phase = next;
}

static void finish(void)
{
    while (done != phase) {
    }
    full_barrier();
    start(IDLE);
    while (done != IDLE) {
    }
}

static void no_update_is_lost(void)
{
    start(RACE);
    race();
    finish();
    CRITSEC_SCOPE(held);
    const uint32_t made = 4U * UPDATES + ticks[0] + ticks[1];
    contract_check(ticks[0] != 0U && ticks[1] != 0U, "cores: each core was interrupted");
    contract_check(*CRITSEC_REF(&shared, held) == made, "cores: no update is lost");
}

static void wait_for_second(uint32_t what)
{
    holding = 0;
    served = 0;
    enough = 0;
    start(what);
    while (!holding) {
    }
}

static void waiting_core_serves_interrupts(void)
{
    wait_for_second(HOLD_UNTIL_SERVED);
    target_timer(true);
    const critsec_state_t state = critsec_acquire();
    const uint32_t meanwhile = served;
    enough = 1;
    critsec_release(state);
    target_timer(false);
    contract_check(meanwhile >= SERVED_ENOUGH, "cores: a core that waits serves its interrupts");
    finish();
}

static void waiting_core_keeps_callers_mask(void)
{
    wait_for_second(HOLD_A_WHILE);
    target_mask_by_hand();
    target_timer(true);
    const critsec_state_t state = critsec_acquire();
    const uint32_t meanwhile = served;
    critsec_release(state);
    contract_check(meanwhile == 0U, "cores: a core that waits keeps its caller's mask");
    target_timer(false);
    target_unmask_by_hand();
    finish();
}

/* Of the other core's section this core holds nothing, though it may be inside its own mask. */
static void held_is_of_this_core(void)
{
    wait_for_second(HOLD_UNTIL_SERVED);
    target_mask_by_hand();
    contract_check(!critsec_is_held(), "cores: is_held is false in the other core's section");
    target_unmask_by_hand();
    enough = 1;
    finish();
}

/* A reset opens the mask and leaves the lock as it is; the second core then waits for it for ever. */
static void reset_leaves_the_lock(void)
{
    const critsec_state_t left = critsec_acquire();
    target_unmask_by_hand();
    (void)critsec_port_init();
    holding = 0;
    enough = 1;
    start(HOLD_A_WHILE);
    for (volatile uint32_t i = 0; i < PATIENCE && !holding; i++) {
    }
    if (!contract_check(holding != 0U, "cores: port_init frees what a reset left locked")) {
        critsec_release(left);
        target_unmask_by_hand();
    }
    finish();
}

void multicore_cases(void)
{
    target_start_second();
    no_update_is_lost();
    waiting_core_serves_interrupts();
    waiting_core_keeps_callers_mask();
    held_is_of_this_core();
    reset_leaves_the_lock();
}
