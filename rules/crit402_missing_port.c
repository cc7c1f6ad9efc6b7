/*
 * CRIT402: a primitive that every program must bring a port for is used and defined nowhere.
 *
 * Speaks only of whole programs (one `main`, no unit lost or left out), and of names that a model marks
 * as ports: an ordinary undefined function may come from a library that is not in the tree. A port that
 * lies in the tree, if only among the sources of another program, may be one that the build links.
 */
#include "rules/rule.h"

static bool is_whole(const struct program *program)
{
    uint32_t main_sym = program_find(program, "main");
    if (main_sym == PROGRAM_NONE || program->syms.data[main_sym].definition_count != 1) {
        return false;
    }
    for (size_t i = 0; i < program->unit_count; i++) {
        if (program->units[i]->health == IR_LOST || program->units[i]->is_part) {
            return false;
        }
    }
    return true;
}

static bool is_port(const struct model *model, const char *name)
{
    size_t count;
    const struct model_entry *entries = model_find(model, name, &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].port) {
            return true;
        }
    }
    return false;
}

static void check_program(struct rule_context *context)
{
    const struct program *program = context->flow->facts.program;
    struct map reported = {0};
    for (size_t i = 0; is_whole(program) && i < program->calls.count; i++) {
        const struct program_call *call = &program->calls.data[i];
        if (call->sym == PROGRAM_NONE || program->syms.data[call->sym].defined ||
            str_find(program->tree, program->syms.data[call->sym].name) ||
            !is_port(context->flow->facts.model, program->syms.data[call->sym].name) ||
            map_get(&reported, call->sym) != MAP_NONE) {
            continue;
        }
        map_set(&reported, call->sym, 0);
        struct finding *finding = crit_report(
            context, call->caller, crit_op_loc(context, call->caller, call->op),
            "'%s' is used, and no port in this program defines it", program->syms.data[call->sym].name);
        finding->severity = SEVERITY_ERROR;
        finding->advice = "add exactly one port to the program";
    }
    map_free(&reported);
}

const struct rule rule_crit402 = {
    .info =
        {
            .code = "CRIT402",
            .name = "missing-port",
            .summary = "a masking primitive is used and no port defines it",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
