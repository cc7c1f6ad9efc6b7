#include "rules/mend.h"

#include <string.h>

bool mend_way(struct rule_context *context, struct finding *finding, const char *local)
{
    if (!context->settings->repairs || finding->repair_count == WAYS_MAX) {
        return false;
    }
    struct repair *repairs = ARENA_ARRAY(context->run, struct repair, finding->repair_count + 1);
    if (finding->repair_count) {
        memcpy(repairs, finding->repairs, finding->repair_count * sizeof(*repairs));
    }
    repairs[finding->repair_count++] = (struct repair){.local = local};
    finding->repairs = repairs;
    return true;
}

void mend_step_add(struct rule_context *context, struct finding *finding, const struct repair_step *step)
{
    if (!finding->repair_count) {
        return;
    }
    size_t last = finding->repair_count - 1;
    struct repair *repairs = ARENA_ARRAY(context->run, struct repair, finding->repair_count);
    memcpy(repairs, finding->repairs, finding->repair_count * sizeof(*repairs));
    struct repair_step *steps = ARENA_ARRAY(context->run, struct repair_step, repairs[last].step_count + 1);
    if (repairs[last].step_count) {
        memcpy(steps, repairs[last].steps, repairs[last].step_count * sizeof(*steps));
    }
    steps[repairs[last].step_count++] = *step;
    repairs[last].steps = steps;
    finding->repairs = repairs;
}

void mend_step(struct rule_context *context, struct finding *finding, enum repair_kind kind, uint32_t func,
               uint32_t loc, const char *text)
{
    struct program *program = context->flow->facts.program;
    struct repair_step step = {
        .kind = kind, .loc = program_loc(program, program->funcs.data[func].unit, loc), .text = text};
    mend_step_add(context, finding, &step);
}

void mend_unseen(struct rule_context *context, struct finding *finding, const char *one, const char *other)
{
    if (!finding->repair_count) {
        return;
    }
    struct repair *repairs = ARENA_ARRAY(context->run, struct repair, finding->repair_count);
    memcpy(repairs, finding->repairs, finding->repair_count * sizeof(*repairs));
    repairs[finding->repair_count - 1].unseen[0] = one;
    repairs[finding->repair_count - 1].unseen[1] = other;
    finding->repairs = repairs;
}
