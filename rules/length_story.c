#include "rules/length_story.h"

#include <inttypes.h>

static const char *step_text(struct rule_context *context, uint32_t func, const struct longest_step *step)
{
    const struct program *program = context->flow->facts.program;
    if (step->op == IR_NONE) {
        return step->trips.known
                   ? crit_text(context, "goes round %" PRIu64 " times, at least %" PRIu64 " instructions",
                               step->trips.low, step->cost.low)
                   : crit_text(context, "goes round here, at least %" PRIu64 " instructions a round",
                               step->cost.low);
    }
    const struct program_call *call = calls_at(program, func, step->op);
    const char *name = call && call->sym != PROGRAM_NONE ? program->syms.data[call->sym].name : NULL;
    return name ? crit_text(context, "calls '%s', at least %" PRIu64 " instructions", name, step->cost.low)
                : crit_text(context, "calls through a pointer, at least %" PRIu64 " instructions",
                            step->cost.low);
}

void length_steps(struct rule_context *context, struct finding *finding, uint32_t func,
                  const struct longest *longest)
{
    for (uint32_t i = 0; i < longest->step_count; i++) {
        if (longest->steps[i].cost.low * 10 >= longest->cost.low) {
            crit_step(context, finding, func, longest->steps[i].loc, "", false, "%s",
                      step_text(context, func, &longest->steps[i]));
        }
    }
}
