/*
 * CRIT510: a section masks everything, and a handler with a deadline waits though it shares nothing with what
 * the section does: those who do share are all less urgent, so a ceiling would keep them out and let it in.
 *
 * On cores with BASEPRI, for handlers whose deadline the configuration gives. Silent where nobody shares what
 * the section touches (then it guards something else, a sequence of writes to hardware perhaps), and where
 * one of the priorities is not known.
 */
#include "rules/rule.h"

#include "flow/delay.h"
#include "flow/section_body.h"

#include <string.h>

static bool has_deadline(const struct rule_context *context, const struct context *handler)
{
    const struct context_claims *claims = context->flow->facts.claims;
    const char *name = program_name(context->flow->facts.program, handler->func);
    for (size_t i = 0; i < claims->data.count; i++) {
        if (claims->data.data[i].deadline && strcmp(claims->data.data[i].func, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The most urgent of those who share; FLOW_NONE: none, or one whose priority is not known. */
static uint32_t most_urgent(const struct contexts *contexts, const struct section_body *body)
{
    uint32_t best = FLOW_NONE;
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        const struct context *handler = &contexts->data.data[i];
        if (!body->sharers[i]) {
            continue;
        }
        if (handler->priority == PRIORITY_UNKNOWN || handler->unmaskable) {
            return FLOW_NONE;
        }
        best = best == FLOW_NONE || handler->priority < contexts->data.data[best].priority ? i : best;
    }
    return best;
}

static void report(struct rule_context *context, const struct section *section,
                   const struct section_body *body, const struct context *sharer,
                   const struct context *handler)
{
    const struct facts *facts = &context->flow->facts;
    uint32_t loc = crit_op_loc(context, section->func, section->op);
    struct finding *finding = crit_report(context, section->func, loc,
                                          "interrupts masked, and '%s' (%s) waits, which shares nothing here",
                                          handler->name, crit_priority_text(context, handler));
    finding->severity = SEVERITY_NOTE;
    finding->key = crit_text(context, "%s %s %s", finding->rule->code, finding->function, handler->name);
    crit_step(context, finding, section->func, loc, "", false, "interrupts masked here");
    crit_step(context, finding, body->first->func, crit_op_loc(context, body->first->func, body->first->op),
              crit_context(context, body->first->context)->name, false, "shares '%s'",
              access_name(facts, body->first));
    crit_step(context, finding, handler->func, program_ir(facts->program, handler->func)->loc, handler->name,
              true, "has a deadline, and waits with the others");
    finding->why = crit_text(context, "the most urgent that shares anything is '%s' (%s)", sharer->name,
                             crit_priority_text(context, sharer));
    finding->advice =
        crit_text(context, "raise BASEPRI to the priority of '%s' instead of masking all", sharer->name);
}

static void check_section(struct rule_context *context, struct arena *scratch,
                          const struct sections *sections, const struct section *section)
{
    const struct contexts *contexts = &context->flow->facts.contexts;
    struct delay delay = delay_of(scratch, sections, section);
    struct section_body body = {.count = 0};
    bool known = false;
    for (size_t i = 0; i < contexts->data.count && !delay.unsure; i++) {
        const struct context *handler = &contexts->data.data[i];
        if (!delay.handlers[i] || handler->priority == PRIORITY_UNKNOWN || handler->guessed ||
            !has_deadline(context, handler)) {
            continue;
        }
        body = known ? body : section_body_of(scratch, context->flow, section);
        known = true;
        uint32_t sharer = most_urgent(contexts, &body);
        if (sharer != FLOW_NONE && handler->priority < contexts->data.data[sharer].priority) {
            report(context, section, &body, &contexts->data.data[sharer], handler);
        }
    }
}

static bool has_ceiling(const struct ir_unit *unit)
{
    const char *triple = ir_text(unit, unit->target.triple);
    return unit->target.arch == IR_ARCH_ARM_M &&
           (strstr(triple, "v7m") || strstr(triple, "v7em") || strstr(triple, "m.main"));
}

static void check_program(struct rule_context *context)
{
    const struct context_claims *claims = context->flow->facts.claims;
    struct sections sections;
    struct arena scratch = {0};
    bool any = false;
    for (size_t i = 0; i < claims->data.count; i++) {
        any |= claims->data.data[i].deadline != 0;
    }
    if (!any) {
        return;
    }
    sections_find(&sections, &context->flow->facts);
    for (size_t i = 0; i < sections.data.count; i++) {
        const struct section *section = &sections.data.data[i];
        bool masks_all = section->part == MODEL_PART_GLOBAL || section->part == MODEL_PART_FAULT;
        if (masks_all && has_ceiling(program_unit(context->flow->facts.program, section->func))) {
            check_section(context, &scratch, &sections, section);
        }
    }
    sections_free(&sections);
    arena_free(&scratch);
}

const struct rule rule_crit510 = {
    .info =
        {
            .code = "CRIT510",
            .name = "guard-too-broad",
            .summary = "a section masks a more urgent handler that shares nothing with it",
            .cwe = 667,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
