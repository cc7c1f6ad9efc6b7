#include "flow/origin.h"

#include "flow/effects.h"

enum { CALLERS_MAX = 64 };

static uint32_t taken_by(const struct mask *held, enum model_part part)
{
    switch (part) {
    case MODEL_PART_SECTION: return held->section_low > 0 ? held->section_by : FLOW_NONE;
    case MODEL_PART_SCHED: return held->sched_low > 0 ? held->sched_by : FLOW_NONE;
    case MODEL_PART_LINE:
    case MODEL_PART_LOCK:
        for (int i = 0; i < held->hold_count; i++) {
            bool fits = part == MODEL_PART_LINE
                            ? held->holds[i].kind == HOLD_LINE
                            : held->holds[i].kind == HOLD_LOCK || held->holds[i].kind == HOLD_SPIN;
            if (fits && held->holds[i].must) {
                return held->holds[i].by;
            }
        }
        return FLOW_NONE;
    default: return held->by[effect_gate(part)];
    }
}

/* The state in which a caller makes a call. */
static const struct mask *state_at_call(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct summary *summary = &facts->summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        if (summary->events.data[i].kind == EVENT_CALL && summary->events.data[i].op == op) {
            return &summary->events.data[i].before;
        }
    }
    return NULL;
}

struct origin origin_of_mask(const struct facts *facts, uint32_t entry, const struct mask *held,
                             enum model_part part)
{
    for (int depth = 0; held && depth < CALLERS_MAX; depth++) {
        const struct reach_entry *at = &facts->reach.entries.data[entry];
        uint32_t op = taken_by(held, part);
        if (op != FLOW_NONE) {
            return (struct origin){at->func, op};
        }
        if (at->from_call == FLOW_NONE) {
            break;
        }
        const struct program_call *call = &facts->program->calls.data[at->from_call];
        entry = at->from_entry;
        held = state_at_call(facts, call->caller, call->op);
    }
    return (struct origin){FLOW_NONE, FLOW_NONE};
}

/* Does a callee do it, so that the op is only the way there? */
static bool by_callee(const struct facts *facts, uint32_t func, uint32_t op, uint64_t bit)
{
    const struct program_call *call = calls_at(facts->program, func, op);
    for (uint32_t i = 0; call && i < call->target_count; i++) {
        uint32_t target = facts->program->call_targets.data[call->target + i];
        if (facts->armed.funcs[target].whole & bit) {
            return true;
        }
    }
    return false;
}

struct origin origin_of_arming(const struct facts *facts, uint32_t context)
{
    uint64_t bit = context < ARMABLE_MAX ? UINT64_C(1) << context : 0;
    for (uint32_t func = 0; bit && func < facts->program->funcs.count; func++) {
        const struct armed_func *entry = &facts->armed.funcs[func];
        for (uint32_t i = 0; i < entry->op_count; i++) {
            if (entry->ops[i].bits != UINT64_MAX && (entry->ops[i].bits & bit) &&
                !by_callee(facts, func, entry->ops[i].op, bit)) {
                return (struct origin){func, entry->ops[i].op};
            }
        }
    }
    return (struct origin){FLOW_NONE, FLOW_NONE};
}
