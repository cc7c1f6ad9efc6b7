/* The contract suite's cases that every target can run. */
#include "contract.h"
#include "critsec/critsec.h"

enum { ENOUGH_TICKS = 10 };
static const uint32_t round_of_updates = 20000;
static const uint32_t enough_updates = 2000000;

static unsigned checks;
static unsigned failures;
static volatile unsigned entries;         /* runs of the handler */
static void (*volatile in_handler)(void); /* what the handler does, besides being counted */
static volatile unsigned ticks;           /* runs of the timer's handler */
static CRITSEC_MUTEX(uint32_t) updates = CRITSEC_MUTEX_INIT(0);

bool contract_check(bool ok, const char *what)
{
    checks++;
    if (!ok) {
        failures++;
        target_say("FAIL: ");
        target_say(what);
        target_say("\n");
    }
    return ok;
}

void contract_handler(void)
{
    void (*const work)(void) = in_handler;
    entries = entries + 1;
    if (work) {
        work();
    }
}

/* The timer's handler updates the same datum as the loop in lost_update, through the same kind of section. */
void contract_tick(void)
{
    if (multicore_tick()) {
        return;
    }
    ticks = ticks + 1;
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&updates, held) += 1;
    }
}

__attribute__((weak)) bool multicore_tick(void)
{
    return false;
}

__attribute__((weak)) void multicore_cases(void)
{
}

__attribute__((weak)) void multicore_second(void)
{
}

static void port(void)
{
    contract_check(critsec_port_init(), "port_init: sections mask on this target");
    contract_check(critsec_port_name()[0] != '\0', "port_name: not empty");
    contract_check(!critsec_is_held(), "is_held: false outside");
}

static void pended_handler_waits(void)
{
    entries = 0;
    const critsec_state_t state = critsec_acquire();
    target_pend();
    contract_check(critsec_is_held(), "is_held: true inside");
    contract_check(entries == 0, "section: pended handler stays out");
    target_pend();
    critsec_release(state);
    target_mask(); /* reads a register: an interrupt has been taken by now */
    contract_check(entries == 1, "section: handler runs exactly once after release");
    target_pend();
    contract_check(entries == 2, "section: handler runs at once outside");
}

static void nesting(void)
{
    entries = 0;
    const critsec_state_t outer = critsec_acquire();
    const critsec_state_t middle = critsec_acquire();
    const critsec_state_t inner = critsec_acquire();
    critsec_release(inner);
    critsec_release(middle);
    target_pend();
    contract_check(critsec_is_held(), "nesting: held after the inner release");
    contract_check(entries == 0, "nesting: handler stays out of the outer section");
    critsec_release(outer);
    target_mask();
    contract_check(entries == 1, "nesting: handler runs exactly once after the outer release");
    contract_check(!critsec_is_held(), "nesting: open after the outer release");
}

static void exact_restore(void)
{
    const uint32_t before = target_mask();
    const critsec_state_t outer = critsec_acquire();
    const uint32_t inside = target_mask();
    const critsec_state_t inner = critsec_acquire();
    critsec_release(inner);
    contract_check(target_mask() == inside, "restore: the outer section's mask after the inner one");
    critsec_release(outer);
    contract_check(target_mask() == before, "restore: the caller's mask after the outer section");
    contract_check(inside != before, "restore: a section changes the mask");

    entries = 0;
    target_mask_by_hand();
    const uint32_t by_hand = target_mask();
    const critsec_state_t state = critsec_acquire();
    critsec_release(state);
    contract_check(target_mask() == by_hand, "restore: a mask that the caller set by hand");
    target_pend();
    contract_check(entries == 0, "restore: handler stays out of the caller's own mask");
    target_unmask_by_hand();
    target_mask();
    contract_check(entries == 1, "restore: handler runs once the caller unmasks");
}

static void section_in_handler(void)
{
    const uint32_t before = target_mask();
    const critsec_state_t outer = critsec_acquire();
    contract_check(critsec_is_held(), "handler: held inside");
    const critsec_state_t inner = critsec_acquire();
    critsec_release(inner);
    contract_check(critsec_is_held(), "handler: held after the inner release");
    critsec_release(outer);
    contract_check(target_mask() == before, "handler: its mask is restored");
}

static void use_in_handler(void)
{
    const uint32_t before = target_mask();
    entries = 0;
    in_handler = section_in_handler;
    target_pend();
    contract_check(entries == 1, "handler: runs");
    contract_check(target_mask() == before, "handler: the thread's mask is untouched");
    CRITSEC_WITH(held) {
        target_pend();
    }
    target_mask();
    contract_check(entries == 2, "handler: runs after the thread's section");
    contract_check(target_mask() == before, "handler: mask after section and handler");
    in_handler = 0;
}

static unsigned leave_by_return(unsigned value)
{
    CRITSEC_SCOPE(held);
    contract_check(critsec_is_held(), "scope: held");
    if (value > 1U) {
        return value;
    }
    return value + 1U;
}

static void leave_block_by_return(bool early)
{
    CRITSEC_WITH(held) {
        if (early) {
            return;
        }
    }
    contract_check(!critsec_is_held(), "block: released at its end");
}

static void leave_by_goto(void)
{
    CRITSEC_WITH(outer) {
        CRITSEC_WITH(inner) {
            if (critsec_is_held()) {
                goto out;
            }
        }
    }
    contract_check(false, "block: held at goto");
out:
    contract_check(!critsec_is_held(), "block: goto releases both levels");
}

static unsigned leave_by_break(void)
{
    unsigned rounds = 0;
    for (unsigned i = 0; i < 4U; i++) {
        CRITSEC_SCOPE(held);
        rounds++;
        if (i == 1U) {
            break;
        }
        if (i == 0U) {
            continue;
        }
        rounds += 100U;
    }
    contract_check(!critsec_is_held(), "scope: break and continue release");
    return rounds;
}

static unsigned leave_block_by_break(void)
{
    unsigned rounds = 0;
    for (unsigned i = 0; i < 3U; i++) {
        CRITSEC_WITH(held) {
            if (i == 0U) {
                break;
            }
            if (i == 1U) {
                continue;
            }
        }
        contract_check(!critsec_is_held(), "block: break and continue release");
        rounds++;
    }
    return rounds;
}

static void guards(void)
{
    contract_check(leave_by_return(1) == 2 && !critsec_is_held(), "scope: return releases");
    contract_check(leave_by_return(2) == 2 && !critsec_is_held(), "scope: early return releases");
    leave_block_by_return(true);
    contract_check(!critsec_is_held(), "block: return releases");
    leave_block_by_return(false);
    leave_by_goto();
    contract_check(leave_by_break() == 2, "scope: break leaves the loop");
    contract_check(leave_block_by_break() == 3, "block: break leaves the block only");
}

/* Loses updates where the compiler may move the datum out of the section: link with -flto to let it try. */
static void lost_update(void)
{
    uint32_t sum = 0;
    uint32_t made = 0;
    ticks = 0;
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&updates, held) = 0;
    }
    target_timer(true);
    do {
        for (uint32_t i = 0; i < round_of_updates; i++) {
            CRITSEC_WITH(held) {
                *CRITSEC_REF(&updates, held) += 1;
            }
        }
        made += round_of_updates;
    } while (ticks < ENOUGH_TICKS && made < enough_updates);
    target_timer(false);
    CRITSEC_WITH(held) {
        sum = *CRITSEC_REF(&updates, held);
    }
    contract_check(ticks >= ENOUGH_TICKS, "timer: it interrupted the loop");
    contract_check(sum == made + ticks, "timer: no update is lost");
}

unsigned contract_run(void)
{
    target_init();
    port();
    pended_handler_waits();
    nesting();
    exact_restore();
    use_in_handler();
    guards();
    lost_update();
    target_cases();
    multicore_cases();
    contract_check(checks > 40U, "suite: all cases ran");
    target_say(failures ? "contract: broken, port " : "contract: kept, port ");
    target_say(critsec_port_name());
    target_say("\n");
    return failures;
}
