/*
 * CRIT503: a loop inside a section waits for hardware, or for the lock of another core, without a
 * bound: the section is as long as the other side likes, for ever where it does not answer.
 *
 * Only loops that do nothing but look, and sections that the same function opens and closes. A
 * loop that waits for what a masked handler writes is CRIT501's matter.
 */
#include "rules/rule.h"

#include "flow/blocking.h"
#include "flow/spin.h"
#include "flow/spinlock.h"

static bool waits_for_memory(const struct access *access)
{
    return !access || !(access->object & ACCESS_FIXED);
}

/* For a lock, as long as another core holds it. Where a mask was taken for this wait, the wait is in it. */
static void check_locks(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct spinlocks locks;
    spinlocks_find(&locks, facts);
    for (size_t i = 0; i < locks.data.count; i++) {
        const struct spinlock *lock = &locks.data.data[i];
        const struct mask *mask = &lock->event->before;
        uint32_t by = mask->by[GATE_GLOBAL] != FLOW_NONE ? mask->by[GATE_GLOBAL] : mask->by[GATE_CEILING];
        if (by == FLOW_NONE || by == lock->op) {
            continue;
        }
        uint32_t loc = crit_op_loc(context, lock->func, lock->op);
        struct finding *finding =
            crit_report(context, lock->func, loc, "waits for a lock without a bound, with interrupts masked");
        finding->severity = SEVERITY_NOTE;
        crit_step(context, finding, lock->func, crit_op_loc(context, lock->func, by), "", false,
                  "masked here");
        crit_step(context, finding, lock->func, loc, "", false, "waits as long as another core holds it");
        finding->advice = "open interrupts between two tries, as they were before";
    }
    spinlocks_free(&locks);
}

static void check_program(struct rule_context *context)
{
    const struct flow *flow = context->flow;
    check_locks(context);
    struct spins spins;
    spins_find(&spins, &flow->facts);
    for (size_t i = 0; i < spins.data.count; i++) {
        const struct spin *spin = &spins.data.data[i];
        struct held_section held = blocking_section(&flow->facts, spin->func, &spin->event->before);
        const struct access *access = spin_access(flow, spin);
        if (held.by == FLOW_NONE || held.part == MODEL_PART_SCHED || waits_for_memory(access)) {
            continue;
        }
        struct event opened = {.part = (uint8_t)held.part, .op = held.by, .value = value_any()};
        const char *part = crit_part_name(context, spin->func, &opened);
        uint32_t loc = crit_op_loc(context, spin->func, spin->op);
        struct finding *finding =
            crit_report(context, spin->func, loc, "waits for %s without a bound, inside a section",
                        access_name(&flow->facts, access));
        finding->severity = SEVERITY_NOTE;
        crit_step(context, finding, spin->func, crit_op_loc(context, spin->func, held.by), "", false,
                  "%s %s here", part, held.part == MODEL_PART_SECTION ? "entered" : "masked");
        crit_step(context, finding, spin->func, loc, "", false, "waits here");
        finding->advice = "wait outside of the section, or count the rounds and give up";
    }
    spins_free(&spins);
}

const struct rule rule_crit503 = {
    .info =
        {
            .code = "CRIT503",
            .name = "unbounded-loop-in-section",
            .summary = "a loop inside a section waits for hardware or a lock without a bound",
            .cwe = 834,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
