/*
 * CRIT107: the saved state is kept in one variable that all sections share, so that a nested
 * section, or a handler's, overwrites it.
 *
 * Looks for a function that masks and leaves the state that it saved in a global or static
 * variable on every path that masked. A store under a test (a nesting counter) leaves a path
 * that masks without it, and is silent; so is a state in the object of a lock that is held, and
 * a state that is passed on in the caller's memory. One that another context puts back is CRIT303's.
 */
#include "flow/effects.h"
#include "flow/handed.h"
#include "rules/rule.h"

static bool in_held_lock(const struct mask *mask, uint32_t sym)
{
    for (int i = 0; i < mask->hold_count; i++) {
        const struct hold *hold = &mask->holds[i];
        bool is_lock = hold->kind == HOLD_LOCK || hold->kind == HOLD_SPIN;
        if (is_lock && hold->key >= 0 && (uint32_t)(hold->key >> 24) == sym) {
            return true;
        }
    }
    return false;
}

static bool has_write(const struct summary_exit *exit, uint64_t key)
{
    for (int i = 0; i < exit->write_count; i++) {
        if (exit->writes[i].key == key && exit->writes[i].value.kind == VALUE_TOKEN) {
            return true;
        }
    }
    return false;
}

/* Every end that leaves masked what was open has the state in that variable. */
static bool always_written(const struct summary *summary, uint64_t key, enum gate gate)
{
    bool masks = false;
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        const struct summary_exit *exit = &summary->exits[i];
        if (exit->mask.gate[gate] & 2) {
            masks = true;
            if (!has_write(exit, key)) {
                return false;
            }
        }
    }
    return masks;
}

static void check_function(struct rule_context *context, const struct handed_list *handed, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    const struct program *program = context->flow->facts.program;
    const struct summary_exit *exit = summary->exit_count ? &summary->exits[0] : NULL;
    for (int i = 0; exit && i < exit->write_count; i++) {
        const struct summary_write *write = &exit->writes[i];
        if (cell_kind_of(write->key) != CELL_GLOBAL || write->value.kind != VALUE_TOKEN ||
            in_held_lock(&exit->mask, cell_id(write->key)) || handed_at(handed, write->key) ||
            !always_written(summary, write->key, (enum gate)write->value.gate)) {
            continue;
        }
        uint32_t op = handed_store(&context->flow->facts, func, write->key);
        if (op == FLOW_NONE) {
            continue;
        }
        uint32_t loc = crit_op_loc(context, func, op);
        struct finding *finding =
            crit_report(context, func, loc, "keeps the saved state in '%s', which every section shares",
                        program->syms.data[cell_id(write->key)].name);
        crit_step(context, finding, func, crit_op_loc(context, func, write->value.id), "", false,
                  "the state is saved here");
        crit_step(context, finding, func, loc, "", false,
                  "stored here: a section inside this one overwrites it");
        finding->advice = "keep the state in a local, and hand it to the function that restores it";
    }
}

static void check_program(struct rule_context *context)
{
    struct handed_list handed;
    handed_find(&handed, &context->flow->facts);
    for (uint32_t func = 0; func < context->flow->facts.program->funcs.count; func++) {
        check_function(context, &handed, func);
    }
    handed_free(&handed);
}

const struct rule rule_crit107 = {
    .info =
        {
            .code = "CRIT107",
            .name = "token-in-shared-memory",
            .summary = "the saved state is kept in a variable that all sections share",
            .cwe = 567,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
