/*
 * CRIT206: a loop waits for a variable that another context changes, and the compiler may have read
 * it for the last time before the loop.
 *
 * Reads flow/stale.h. Said once for a variable and a function.
 */
#include "rules/rule.h"

#include "flow/stale.h"

static void report(struct rule_context *context, const struct stale *stale)
{
    const struct access *read = stale->read;
    const struct context *who = crit_context(context, read->context);
    const struct context *by = crit_context(context, stale->writer->context);
    const char *name = access_name(&context->flow->facts, read);
    uint32_t loc = crit_op_loc(context, read->func, read->op);
    struct finding *finding =
        crit_report(context, read->func, loc, "waits for '%s', which '%s' changes and which is not volatile",
                    name, by->name);
    crit_step(context, finding, read->func, loc, who->name, false,
              "read before the loop, and kept in a register: nothing in the loop asks for it again");
    crit_step(context, finding, stale->writer->func,
              crit_op_loc(context, stale->writer->func, stale->writer->op), by->name, true,
              "writes '%s' in memory", name);
    finding->advice = "make it volatile, or read it by an atomic load; what it guards needs more than that";
}

static void check_program(struct rule_context *context)
{
    struct stale_list list;
    struct map said = {0};
    stale_find(&list, context->flow);
    for (size_t i = 0; i < list.data.count; i++) {
        const struct access *read = list.data.data[i].read;
        uint64_t key = (uint64_t)read->func << 32 | (uint32_t)read->object;
        if (map_get(&said, key) == MAP_NONE) {
            map_set(&said, key, 0);
            report(context, &list.data.data[i]);
        }
    }
    map_free(&said);
    stale_free(&list);
}

const struct rule rule_crit206 = {
    .info =
        {
            .code = "CRIT206",
            .name = "missing-volatile",
            .summary = "a loop waits for a plain variable that the compiler need not read again",
            .cwe = 835,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
