#include "flow/assertion.h"

#include "flow/effects.h"

/* The gate that every exit leaves shut for a caller that had it open; GATES if there is none. */
static int shut_gate(const struct summary *summary)
{
    for (int gate = 0; gate < GATES; gate++) {
        bool shut = summary->exit_count > 0;
        for (uint32_t i = 0; i < summary->exit_count; i++) {
            relation left = summary->exits[i].mask.gate[gate] & RELATION_FROM_OPEN;
            shut &= left == (RELATION_FROM_OPEN & RELATION_TO_MASKED);
        }
        if (shut) {
            return gate;
        }
    }
    return GATES;
}

static bool opens(const struct summary *summary, int gate)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool opening =
            event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE || event->kind == EVENT_EXIT;
        if (opening && (int)effect_gate((enum model_part)event->part) == gate) {
            return true;
        }
    }
    return false;
}

bool assertion_find(const struct program *program, struct summary *summaries)
{
    int *balance = ARENA_ARRAY(program->image, int, program->funcs.count + 1); /* openers less others */
    bool any = false;
    for (size_t i = 0; i < program->calls.count; i++) {
        const struct program_call *call = &program->calls.data[i];
        for (uint32_t j = 0; j < call->target_count; j++) {
            uint32_t target = program->call_targets.data[call->target + j];
            int gate = summaries[target].stops ? shut_gate(&summaries[target]) : GATES;
            balance[target] += gate == GATES ? 0 : opens(&summaries[call->caller], gate) ? 1 : -1;
        }
    }
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        summaries[func].aborts = balance[func] < 0;
        any |= summaries[func].aborts;
    }
    return any;
}
