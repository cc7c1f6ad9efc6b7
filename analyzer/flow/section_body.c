#include "flow/section_body.h"

#include "flow/effects.h"

/* Was the part shut by the section's own op at an event? */
static bool is_inside(const struct section *section, const struct mask *mask)
{
    switch (section->part) {
    case MODEL_PART_GLOBAL: return mask->by[GATE_GLOBAL] == section->op;
    case MODEL_PART_FAULT: return mask->by[GATE_FAULT] == section->op;
    default: return mask->by[GATE_CEILING] == section->op;
    }
}

/* The functions that are called while the section is held, and all that they call. */
static void find_called(const struct flow *flow, const struct section *section, bool *called, uint32_t *stack)
{
    const struct program *program = flow->facts.program;
    const struct summary *summary = &flow->facts.summaries[section->func];
    uint32_t depth = 0;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const struct program_call *call = event->kind == EVENT_CALL && is_inside(section, &event->before)
                                              ? calls_at(program, section->func, event->op)
                                              : NULL;
        for (uint32_t j = 0; call && j < call->target_count; j++) {
            uint32_t target = program->call_targets.data[call->target + j];
            if (!called[target]) {
                called[target] = true;
                stack[depth++] = target;
            }
        }
    }
    while (depth) {
        const struct program_func *func = &program->funcs.data[stack[--depth]];
        for (uint32_t i = 0; i < func->call_count; i++) {
            const struct program_call *call = &program->calls.data[func->call + i];
            for (uint32_t j = 0; j < call->target_count; j++) {
                uint32_t target = program->call_targets.data[call->target + j];
                if (!called[target]) {
                    called[target] = true;
                    stack[depth++] = target;
                }
            }
        }
    }
}

static void add_sharers(struct section_body *body, const struct flow *flow, const struct access *access)
{
    const struct accesses *accesses = &flow->accesses;
    for (size_t i = access_first(accesses, access->object); i < accesses->data.count; i++) {
        const struct access *other = &accesses->data.data[i];
        if (other->object != access->object) {
            return;
        }
        bool both_read = access->kind == ACCESS_READ && other->kind == ACCESS_READ;
        if (flow->facts.contexts.data.data[other->context].kind == CONTEXT_HANDLER && !both_read &&
            other->context != access->context && access_overlaps(access, other) &&
            !body->sharers[other->context]) {
            body->first = body->first ? body->first : other;
            body->sharers[other->context] = true;
            body->count++;
        }
    }
}

struct section_body section_body_of(struct arena *arena, const struct flow *flow,
                                    const struct section *section)
{
    struct arena scratch = {0};
    size_t funcs = flow->facts.program->funcs.count;
    bool *called = ARENA_ARRAY(&scratch, bool, funcs + 1);
    uint32_t *stack = ARENA_ARRAY(&scratch, uint32_t, funcs + 1);
    struct section_body body = {.sharers = ARENA_ARRAY(arena, bool, flow->facts.contexts.data.count + 1)};
    find_called(flow, section, called, stack);
    for (size_t i = 0; i < flow->accesses.data.count; i++) {
        const struct access *access = &flow->accesses.data.data[i];
        bool own = access->func == section->func && is_inside(section, access->held);
        if (own || called[access->func]) {
            add_sharers(&body, flow, access);
        }
    }
    arena_free(&scratch);
    return body;
}
