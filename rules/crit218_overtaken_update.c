/*
 * CRIT218: a value is read, a function is called that updates the same data in a section of its own, and
 * then what was made of the old value is written back: the update of the called function is lost.
 *
 * No interrupt is needed, and no mask helps: who calls holds the data already, and so does who is called.
 * Reads flow/overtaken.h.
 */
#include "rules/rule.h"

#include "flow/overtaken.h"

static void report(struct rule_context *context, const struct overtaken *found)
{
    const struct program *program = context->flow->facts.program;
    const char *object = program->syms.data[found->sym].name;
    const char *callee = program_name(program, found->callee);
    const char *by = program_name(program, found->by_func);
    uint32_t loc = crit_op_loc(context, found->func, found->write);
    struct finding *finding =
        crit_report(context, found->func, loc,
                    "what '%s' writes to '%s' is overwritten by a value from before its call", by, object);
    crit_step(context, finding, found->func, crit_op_loc(context, found->func, found->read), "", false,
              "'%s' is read", object);
    crit_step(context, finding, found->func, crit_op_loc(context, found->func, found->call), "", false,
              "calls '%s'", callee);
    crit_step(context, finding, found->by_func, crit_op_loc(context, found->by_func, found->by_op), "", false,
              "'%s' updates it, in a section of its own", by);
    crit_step(context, finding, found->func, loc, "", false, "the old value, changed, is written back");
    finding->advice = "read it after the call, or let the called function work on what is held here";
}

static void check_program(struct rule_context *context)
{
    struct overtaken_list list;
    overtaken_find(&list, &context->flow->facts);
    for (size_t i = 0; i < list.data.count; i++) {
        report(context, &list.data.data[i]);
    }
    overtaken_free(&list);
}

const struct rule rule_crit218 = {
    .info =
        {
            .code = "CRIT218",
            .name = "overtaken-update",
            .summary = "an update is computed from a value that a called function has updated meanwhile",
            .cwe = 662,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
