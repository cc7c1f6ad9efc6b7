/*
 * CRIT305: the address of a local stays where another context or hardware uses it, and the function
 * returns: from then on they read and write whatever the stack holds there.
 *
 * Reads flow/published.h. Returning such an address, and leaving it in the caller's memory, is what
 * compilers warn about.
 */
#include "rules/rule.h"

#include "flow/published.h"

static void report(struct rule_context *context, const struct published *published)
{
    const struct facts *facts = &context->flow->facts;
    const struct ir_unit *unit = program_unit(facts->program, published->func);
    const char *local = ir_text(unit, unit->syms.data[published->local].name);
    const char *who = program_name(facts->program, published->func);
    const struct access *reader = published->reader;
    uint32_t loc = crit_op_loc(context, published->func, published->op);
    const char *where =
        reader ? crit_text(context, "'%s'", facts->program->syms.data[cell_id(published->cell)].name)
               : crit_text(context, "register 0x%08x", (unsigned)published->cell);
    const char *user = reader ? crit_context(context, reader->context)->name : "hardware";
    struct finding *finding =
        crit_report(context, published->func, loc, "the address of local '%s' stays in %s after '%s' returns",
                    local, where, who);
    crit_step(context, finding, published->func, loc, "", false, "the address is left in %s", where);
    crit_step(context, finding, published->func, program_ir(facts->program, published->func)->end_loc, "",
              false, "'%s' is gone", local);
    if (reader) {
        crit_step(context, finding, reader->func, crit_op_loc(context, reader->func, reader->op), user, true,
                  "uses the address");
    }
    finding->why = crit_text(context, "nothing in '%s' waits until %s is done with it", who, user);
    finding->advice = "give the object static storage, or wait here until it is no longer used";
    if (reader && crit_context(context, reader->context)->guessed) {
        crit_lower(finding);
    }
}

static void check_program(struct rule_context *context)
{
    struct published_list list;
    published_find(&list, context->flow);
    for (size_t i = 0; i < list.data.count; i++) {
        report(context, &list.data.data[i]);
    }
    published_free(&list);
}

const struct rule rule_crit305 = {
    .info =
        {
            .code = "CRIT305",
            .name = "stack-address-published",
            .summary = "the address of a local stays where a handler or hardware uses it, after its function",
            .cwe = 562,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
