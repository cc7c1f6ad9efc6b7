/*
 * CRIT509: a section lasts longer than the period of a handler that it delays. The interrupt's one pending
 * bit remembers one event: of two that come meanwhile one is lost.
 *
 * Periods and the clock are what the configuration says. The section's length is its lower bound, at one
 * cycle an instruction; a section that may be too long is silent.
 */
#include "rules/rule.h"

#include "flow/delay.h"

#include <inttypes.h>
#include <string.h>

static bool has_periods(const struct context_claims *claims)
{
    bool any = false;
    for (size_t i = 0; i < claims->data.count; i++) {
        any |= claims->data.data[i].period != 0;
    }
    return any && claims->clock;
}

static const struct context_claim *claim_of(const struct rule_context *context, const struct context *handler)
{
    const struct context_claims *claims = context->flow->facts.claims;
    const char *name = program_name(context->flow->facts.program, handler->func);
    for (size_t i = 0; i < claims->data.count; i++) {
        if (claims->data.data[i].period && strcmp(claims->data.data[i].func, name) == 0) {
            return &claims->data.data[i];
        }
    }
    return NULL;
}

static void report(struct rule_context *context, const struct section *section, const struct context *handler,
                   uint64_t length, uint64_t period)
{
    const struct longest *longest = &section->longest;
    struct event opened = *section->event;
    opened.part = (uint8_t)section->part;
    const char *part = crit_part_name(context, section->func, &opened);
    uint32_t loc = crit_op_loc(context, section->func, section->op);
    struct finding *finding =
        crit_report(context, section->func, loc,
                    "delays '%s' by at least %" PRIu64 " ns, and its period is %" PRIu64 " ns", handler->name,
                    length, period);
    finding->severity = SEVERITY_NOTE;
    finding->key = crit_text(context, "%s %s %s", finding->rule->code, finding->function, handler->name);
    crit_step(context, finding, section->func, loc, "", false, "%s %s here", part,
              section->part == MODEL_PART_SECTION   ? "entered"
              : section->part == MODEL_PART_CEILING ? "raised"
                                                    : "masked");
    crit_step(context, finding, handler->func, program_ir(context->flow->facts.program, handler->func)->loc,
              handler->name, true, "is pending once, whatever comes in that time");
    crit_step(context, finding, section->func, crit_op_loc(context, section->func, longest->end), "", false,
              "ends here, after at least %" PRIu64 " instructions", longest->cost.low);
    finding->advice = "shorten the section, mask by a ceiling below the handler, or let hardware count";
}

static void check_section(struct rule_context *context, const struct section *section,
                          const struct delay *delay)
{
    const struct facts *facts = &context->flow->facts;
    /* At one cycle an instruction, the fewest that a core takes that does one at a time. */
    uint64_t length = (uint64_t)((double)section->longest.cost.low * 1e9 / (double)facts->claims->clock);
    for (size_t i = 0; i < facts->contexts.data.count; i++) {
        const struct context *handler = &facts->contexts.data.data[i];
        const struct context_claim *claim = delay->handlers[i] ? claim_of(context, handler) : NULL;
        if (claim && length > claim->period) {
            report(context, section, handler, length, claim->period);
        }
    }
}

static void check_program(struct rule_context *context)
{
    struct sections sections;
    struct arena scratch = {0};
    if (!has_periods(context->flow->facts.claims)) {
        return;
    }
    sections_find(&sections, &context->flow->facts);
    for (size_t i = 0; i < sections.data.count; i++) {
        struct delay delay = delay_of(&scratch, &sections, &sections.data.data[i]);
        check_section(context, &sections.data.data[i], &delay);
    }
    sections_free(&sections);
    arena_free(&scratch);
}

const struct rule rule_crit509 = {
    .info =
        {
            .code = "CRIT509",
            .name = "lost-events",
            .summary = "a critical section lasts longer than the period of a handler that it delays",
            .cwe = 821,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
