/*
 * CRIT104: a section ends with a value that is not the state saved when it began.
 *
 * The mask state keeps the saves that are still open, oldest first. A restore is wrong when
 * its value was saved by another save than the newest open one (not last in, first out), when
 * it is a constant although a state was saved, or when it puts back a state that this function
 * itself had masked while the older saved state is gone. A value that was not followed is
 * never wrong.
 */
#include "rules/rule.h"

static bool is_open(const struct mask *mask, uint32_t save)
{
    for (int i = 0; i < mask->save_count; i++) {
        if (mask->saves[i] == save) {
            return true;
        }
    }
    return false;
}

/*
 * Was this state put back already? Where no save is open, only an open mask counts: a masked one may be the
 * caller's, put back after the function had opened it. Nothing is said where more saves are open than are
 * kept.
 */
static bool is_done(const struct mask *before, const struct value *token)
{
    return before->save_count == 0 ? token->state == RELATION_IDENTITY
                                   : before->save_count < SAVES_MAX && !is_open(before, token->id);
}

static struct finding *report(struct rule_context *context, uint32_t func, const struct event *event,
                              const char *what, uint32_t save, const char *step)
{
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding = crit_report(context, func, loc, "%s", what);
    finding->severity = SEVERITY_ERROR;
    if (save != FLOW_NONE) {
        crit_step(context, finding, func, crit_op_loc(context, func, save), "", false, "%s", step);
    }
    crit_step(context, finding, func, loc, "", false, "restored here");
    finding->advice = "restore the value that was saved at the start of this section";
    return finding;
}

/* The new state comes from the caller, the old one goes back to it: the function swaps them. */
static bool swaps(const struct summary *summary)
{
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        if (summary->exits[i].result.kind != VALUE_TOKEN) {
            return false;
        }
    }
    return summary->exit_count > 0;
}

/* Is the restored value read from a local? */
static bool reads_local(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_op *op = &unit->ops.data[event->op];
    uint32_t value = IR_NONE;
    if (op->kind == IR_CALL && op->c) {
        value = unit->operands.data[op->b];
    } else if (op->kind == IR_STORE) {
        value = op->b;
    } else if (op->kind == IR_ASM) {
        const struct ir_asm *statement = &unit->asms.data[op->a];
        uint32_t count = statement->output_count + statement->input_count;
        value = count ? unit->asm_operands.data[statement->operand + count - 1].value : IR_NONE;
    }
    while (value != IR_NONE && unit->ops.data[value].kind == IR_CAST) {
        value = unit->ops.data[value].a;
    }
    if (value == IR_NONE || unit->ops.data[value].kind != IR_LOAD) {
        return false;
    }
    const struct ir_place *place = &unit->places.data[unit->ops.data[value].a];
    bool is_wish = place->base == IR_BASE_SYM && unit->syms.data[place->root].kind == IR_SYM_PARAM &&
                   swaps(&context->flow->facts.summaries[func]);
    return place->base == IR_BASE_SYM && !is_wish &&
           program_sym_of(context->flow->facts.program, context->flow->facts.program->funcs.data[func].unit,
                          place->root) == PROGRAM_NONE;
}

static void check_token(struct rule_context *context, uint32_t func, const struct event *event,
                        enum gate gate)
{
    const struct mask *before = &event->before;
    uint32_t newest = before->save_count ? before->saves[before->save_count - 1] : FLOW_NONE;
    const struct value *token = &event->value;
    if (token->gate != gate) {
        report(context, func, event, "restores a state that was saved from another mask", token->id,
               "saved from another mask here");
    } else if ((token->flags & TOKEN_BOOLEAN) && (token->flags & TOKEN_OPEN_NONZERO)) {
        report(context, func, event, "restores the negation of the saved state", token->id, "saved here");
    } else if (newest != FLOW_NONE && newest == before->lost_save && token->id != newest) {
        report(context, func, event, "the saved state was overwritten: this restores a later one", newest,
               "the state that was overwritten was saved here");
    } else if (newest != FLOW_NONE && token->id != newest && is_open(before, token->id)) {
        report(context, func, event, "restores an older saved state than the innermost section's", newest,
               "the innermost section saved its state here");
    } else if (is_done(before, token) && before->gate[gate] == token->state && !before->opaque &&
               !(event->flags & EVENT_WHOLE)) {
        report(context, func, event, "restores a saved state a second time", token->id,
               "saved here, for one section");
    }
}

static void check_restore(struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct mask *before = &event->before;
    enum gate gate = event->part == MODEL_PART_FAULT     ? GATE_FAULT
                     : event->part == MODEL_PART_CEILING ? GATE_CEILING
                                                         : GATE_GLOBAL;
    if (event->value.kind == VALUE_UNSET) {
        report(context, func, event, "restores a value that was never saved", FLOW_NONE, "");
    } else if (event->value.kind == VALUE_TOKEN) {
        check_token(context, func, event, gate);
    } else if ((event->flags & EVENT_TOKEN_ALIVE) && !(event->flags & EVENT_UNTOLD) && before->save_count &&
               reads_local(context, func, event)) {
        report(context, func, event, "restores a value that is not the saved state",
               before->saves[before->save_count - 1], "the state was saved here");
    }
}

/* Is there a caller's mask to lose? A test of the saved state may have said that there is none. */
static bool may_lose(const struct event *event)
{
    enum gate gate = event->part == MODEL_PART_FAULT     ? GATE_FAULT
                     : event->part == MODEL_PART_CEILING ? GATE_CEILING
                                                         : GATE_GLOBAL;
    return (event->before.gate[gate] & RELATION_FROM_MASKED) != 0;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->op == last) {
            continue;
        }
        size_t before = context->findings->count;
        bool constant =
            (event->kind == EVENT_UNMASK || event->kind == EVENT_MASK) && event->value.kind == VALUE_INT &&
            event->before.save_count > 0 &&
            event->before.saves[event->before.save_count - 1] != event->op; /* save and set in one */
        if (event->kind == EVENT_RESTORE) {
            check_restore(context, func, event);
        } else if (constant && event->kind == EVENT_UNMASK && may_lose(event) &&
                   !crit_inverted(summary, event)) {
            report(context, func, event, "restores a constant instead of the saved state",
                   event->before.saves[event->before.save_count - 1], "the state was saved here");
        }
        if (context->findings->count > before) {
            last = event->op;
        }
    }
}

const struct rule rule_crit104 = {
    .info =
        {
            .code = "CRIT104",
            .name = "wrong-token",
            .summary = "a section is ended with a value that is not the state it saved",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
