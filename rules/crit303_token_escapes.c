/*
 * CRIT303: what belongs to one section outlives it.
 *
 * Two shapes. A proof of a section (CRITLINT_PROOF: a token of critsec) is stored in memory that
 * outlives the section, or returned or used after its end. And a saved state that one context keeps
 * in a variable is put back by another. One variable for the states of all sections is CRIT107's
 * matter, a wrong state in one function CRIT104's. Errs towards silence: see flow/proof.h and
 * flow/handed.h.
 */
#include "rules/rule.h"

#include "flow/handed.h"
#include "flow/proof.h"

/* Does the function hand a section to its caller? Then the proof may go there with it. */
static bool hands_over(const struct summary *summary)
{
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        if (mask_owns(&summary->exits[i].mask)) {
            return true;
        }
    }
    return false;
}

static bool is_named(const struct rule_context *context, uint32_t func, uint32_t op)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_op *store = &unit->ops.data[op];
    return store->kind == IR_STORE && unit->places.data[store->a].base == IR_BASE_SYM;
}

/* What an event does with a proof that it should not, or NULL. */
static const char *misuse(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    if (event->value.kind != VALUE_PROOF) {
        return NULL;
    }
    switch (event->kind) {
    case EVENT_PROOF: return "is used after that section";
    case EVENT_RETURN:
        return proof_is_over(&event->value, &event->before) ? "is returned after its end" : NULL;
    case EVENT_ESCAPE:
        return is_named(context, func, event->op) || !hands_over(summary) ? "is stored, and outlives it"
                                                                          : NULL;
    default: return NULL;
    }
}

static void check_proofs(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    struct map said = {0}; /* by proof: one that was stored is used later, for the same reason */
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const char *what = misuse(context, func, event);
        if (!what || map_get(&said, event->value.id) != MAP_NONE) {
            continue;
        }
        uint32_t loc = event->kind == EVENT_RETURN ? crit_exit_loc(context, func, event)
                                                   : crit_op_loc(context, func, event->op);
        map_set(&said, event->value.id, 0);
        struct finding *finding = crit_report(context, func, loc, "the proof of a section %s", what);
        finding->severity = SEVERITY_ERROR;
        crit_step(context, finding, func, crit_op_loc(context, func, event->value.id), "", false,
                  "the section that it proves begins here");
        crit_step(context, finding, func, loc, "", false, "%s",
                  event->kind == EVENT_ESCAPE ? "stored here: it says 'held' for ever"
                                              : "the section is over");
        finding->advice = "pass a proof down to callees only, and take a new one from each section";
    }
    map_free(&said);
}

static void check_handed(struct rule_context *context, const struct handed *handed)
{
    const struct program *program = context->flow->facts.program;
    const char *name = program->syms.data[cell_id(handed->cell)].name;
    const struct context *keeper = crit_context(context, handed->context);
    const struct context *other = crit_context(context, handed->by_context);
    uint32_t loc = crit_op_loc(context, handed->func, handed->op);
    struct finding *finding =
        crit_report(context, handed->func, loc, "the state that '%s' saves in '%s' is put back by '%s'",
                    keeper->name, name, other->name);
    crit_step(context, finding, handed->func, crit_op_loc(context, handed->func, handed->saved_at),
              keeper->name, false, "the state is saved here");
    crit_step(context, finding, handed->by_func, crit_op_loc(context, handed->by_func, handed->by_op),
              other->name, false, "put back here: the mask of '%s' is set to what another one had",
              other->name);
    finding->advice = "close a section where it was opened, and signal the other side by a flag";
}

static void check_program(struct rule_context *context)
{
    struct handed_list list;
    handed_find(&list, &context->flow->facts);
    for (size_t i = 0; i < list.data.count; i++) {
        check_handed(context, &list.data.data[i]);
    }
    handed_free(&list);
}

const struct rule rule_crit303 = {
    .info =
        {
            .code = "CRIT303",
            .name = "token-escapes",
            .summary = "a proof or a saved state outlives its section, or goes to another context",
            .cwe = 672,
            .tier = TIER_C,
        },
    .on_function = check_proofs,
    .on_program = check_program,
};
