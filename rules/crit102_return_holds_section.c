/*
 * CRIT102: one path leaves the function with a section open that another path closes.
 *
 * Compares the exits: one at which this function still holds what it took, and another that
 * took it too and gave it back. A function all of whose exits hold is an enter function, unless
 * the saved state dies with it: then nobody can leave the section. A try-lock has an exit that
 * never took it, and is silent, and so is a function that opens its caller's section for a
 * while. A line that a callee closed is a driver being stopped, not a section.
 */
#include "rules/mend.h"
#include "rules/rule.h"

static bool takes(const struct event *event, uint8_t part)
{
    return event->part == part && (event->kind == EVENT_MASK || event->kind == EVENT_RAISE ||
                                   event->kind == EVENT_ENTER || event->kind == EVENT_OFF);
}

static bool gives(const struct event *event, uint8_t part)
{
    return event->part == part &&
           (event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE || event->kind == EVENT_EXIT ||
            event->kind == EVENT_ON) &&
           crit_opened_by(&event->before, part, event->value.low) != FLOW_NONE;
}

/* Held at this exit beyond what the entry had, on every path that ends here. */
static uint32_t held_at(const struct mask *mask, uint8_t part, int64_t *key)
{
    *key = 0;
    if (part == MODEL_PART_SECTION || part == MODEL_PART_SCHED) {
        int8_t low = part == MODEL_PART_SECTION ? mask->section_low : mask->sched_low;
        return low > 0 ? (part == MODEL_PART_SECTION ? mask->section_by : mask->sched_by) : FLOW_NONE;
    }
    if (part == MODEL_PART_LINE || part == MODEL_PART_LOCK) {
        enum hold_kind kind = part == MODEL_PART_LINE ? HOLD_LINE : HOLD_LOCK;
        for (int i = 0; i < mask->hold_count; i++) {
            if (mask->holds[i].kind == kind && mask->holds[i].must && !mask->holds[i].inherited) {
                *key = mask->holds[i].key;
                return mask->holds[i].by;
            }
        }
        return FLOW_NONE;
    }
    enum gate gate = part == MODEL_PART_FAULT     ? GATE_FAULT
                     : part == MODEL_PART_CEILING ? GATE_CEILING
                                                  : GATE_GLOBAL;
    bool masked = (mask->gate[gate] & RELATION_FROM_OPEN) == 2; /* open on entry, masked now */
    return masked && !(mask->opaque & (1 << gate)) ? mask->by[gate] : FLOW_NONE;
}

/*
 * An enter function by design: the saved state goes to the caller or into memory, or a
 * "yes" says that it must be answered.
 */
static bool hands_over(const struct summary *summary, const struct event *exit, uint8_t part)
{
    if (exit->value.kind == VALUE_TOKEN) {
        return true;
    }
    for (size_t i = 0; i < summary->events.count; i++) {
        if (summary->events.data[i].kind == EVENT_KEEP && summary->events.data[i].part == part) {
            return true;
        }
    }
    bool says_yes = summary->answers && value_truth(&exit->value) == TRUTH_TRUE;
    /* open() returns 0 with the device's lock held until close(), and an error without it. */
    bool says_ok = part == MODEL_PART_LOCK && value_truth(&exit->value) == TRUTH_FALSE;
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        const struct summary_exit *other = &summary->exits[i];
        int64_t key;
        if (held_at(&other->mask, part, &key) != FLOW_NONE) {
            for (int j = 0; j < other->write_count; j++) {
                if (other->writes[j].value.kind == VALUE_TOKEN) {
                    return true;
                }
            }
        } else {
            says_yes &= value_truth(&other->result) == TRUTH_FALSE;
            says_ok &= value_truth(&other->result) != TRUTH_FALSE;
        }
    }
    return says_yes || says_ok;
}

static bool is_closed_somewhere(const struct summary *summary, uint8_t part, int64_t key)
{
    bool given = false;
    for (size_t i = 0; i < summary->events.count && !given; i++) {
        const struct event *event = &summary->events.data[i];
        bool keyed = part == MODEL_PART_LINE || part == MODEL_PART_LOCK;
        given = gives(event, part) && (!keyed || event->value.low == key);
    }
    int64_t other;
    for (size_t i = 0; given && i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind == EVENT_RETURN && held_at(&event->after, part, &other) == FLOW_NONE) {
            return true;
        }
    }
    return false;
}

/* The local that takes the value of a call, or the output of an asm statement; or IR_NONE. */
static uint32_t local_taking(const struct ir_unit *unit, const struct ir_func *func, uint32_t value)
{
    const struct ir_op *from = &unit->ops.data[value];
    uint32_t place = IR_NONE;
    if (from->kind == IR_ASM && unit->asms.data[from->a].output_count) {
        place = unit->asm_operands.data[unit->asms.data[from->a].operand].place;
    }
    for (uint32_t i = 0; i < func->block_count && place == IR_NONE; i++) {
        const struct ir_block *block = &unit->blocks.data[func->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            uint32_t stored = op->kind == IR_STORE ? op->b : IR_NONE;
            while (stored != IR_NONE && unit->ops.data[stored].kind == IR_CAST) {
                stored = unit->ops.data[stored].a;
            }
            place = stored == value ? op->a : place;
        }
    }
    if (place == IR_NONE || unit->places.data[place].base != IR_BASE_SYM) {
        return IR_NONE;
    }
    uint32_t sym = unit->places.data[place].root;
    return unit->syms.data[sym].kind == IR_SYM_LOCAL ? sym : IR_NONE;
}

/* What took the section also saved the state, in a local that nothing reads. */
static bool state_dies(const struct rule_context *context, uint32_t func, uint32_t by)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_func *ir = program_ir(context->flow->facts.program, func);
    const struct summary *summary = &context->flow->facts.summaries[func];
    bool saves = false;
    for (size_t i = 0; i < summary->events.count; i++) {
        saves |= summary->events.data[i].kind == EVENT_SAVE && summary->events.data[i].op == by;
    }
    uint32_t sym = saves ? local_taking(unit, ir, by) : IR_NONE;
    for (uint32_t i = 0; i < ir->block_count && sym != IR_NONE; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            bool reads = op->kind == IR_LOAD || op->kind == IR_ADDR || op->kind == IR_RMW;
            if (reads && unit->places.data[op->a].base == IR_BASE_SYM &&
                unit->places.data[op->a].root == sym) {
                return false;
            }
        }
    }
    return sym != IR_NONE;
}

/* Nothing that the section guards: what is returned may be computed after the section as well. */
static bool returns_own(const struct rule_context *context, uint32_t func, const struct ir_loc *at)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_func *ir = program_ir(context->flow->facts.program, func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            const struct ir_loc *loc = op->loc == IR_NONE ? NULL : &unit->locs.data[op->loc];
            bool inside = loc && loc->file == at->file && loc->line >= at->line &&
                          loc->line <= at->end_line && (loc->line > at->line || loc->column >= at->column) &&
                          (loc->line < at->end_line || loc->column < at->end_column);
            bool is_load = op->kind == IR_LOAD && unit->places.data[op->a].base == IR_BASE_SYM;
            uint32_t kind = is_load ? unit->syms.data[unit->places.data[op->a].root].kind : IR_SYM_GLOBAL;
            bool own = kind == IR_SYM_LOCAL || kind == IR_SYM_PARAM || kind == IR_SYM_TEMP;
            bool pure = op->kind == IR_CONST || op->kind == IR_CAST || op->kind == IR_UNARY ||
                        op->kind == IR_BINARY || op->kind == IR_ADDR || own;
            if (inside && !pure) {
                return false;
            }
        }
    }
    return true;
}

/* The way out that other paths take, before this return, if each path here holds the section. */
static void mend(struct rule_context *context, struct finding *finding, uint32_t func,
                 const struct event *exit, uint8_t part, uint32_t by)
{
    struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t loc = unit->blocks.data[exit->block].loc;
    if (loc == IR_NONE || !returns_own(context, func, &unit->locs.data[loc])) {
        return;
    }
    int64_t key;
    uint32_t last = IR_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind == EVENT_RETURN && event->block == exit->block &&
            held_at(&event->after, part, &key) != by) {
            return;
        }
    }
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (!gives(event, part) || crit_opened_by(&event->before, part, event->value.low) != by ||
            event->op == last || unit->ops.data[event->op].flags & IR_OP_CLEANUP) {
            continue;
        }
        last = event->op;
        uint32_t unit_index = program->funcs.data[func].unit;
        struct repair_step step = {.kind = REPAIR_EXIT,
                                   .loc = program_loc(program, unit_index, loc),
                                   .from = program_loc(program, unit_index, unit->ops.data[event->op].loc)};
        if (mend_way(context, finding, NULL)) {
            mend_step_add(context, finding, &step);
        }
    }
}

static void check_exit(struct rule_context *context, uint32_t func, const struct event *exit, uint8_t part)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    int64_t key;
    uint32_t by = held_at(&exit->after, part, &key);
    if (by == FLOW_NONE || hands_over(summary, exit, part) || crit_lets_go(summary, part)) {
        return;
    }
    bool dies = !is_closed_somewhere(summary, part, key);
    if (dies && !state_dies(context, func, by)) {
        return;
    }
    struct event opened = {.part = part, .op = by, .value = value_int(key)};
    const char *name = crit_part_name(context, func, &opened);
    bool counted = part == MODEL_PART_SECTION || part == MODEL_PART_LOCK;
    const char *state = counted ? "held" : part == MODEL_PART_SCHED ? "suspended" : "masked";
    uint32_t loc = crit_exit_loc(context, func, exit);
    struct finding *finding = crit_report(context, func, loc, "returns with %s still %s", name, state);
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, func, crit_op_loc(context, func, by), "", false, "%s %s here", name,
              counted ? "entered" : state);
    crit_step(context, finding, func, loc, "", false,
              dies ? "leaves '%s' without undoing it, and the saved state is lost"
                   : "leaves '%s' without undoing it; other paths do",
              program_name(context->flow->facts.program, func));
    finding->advice = "leave the section before this return";
    mend(context, finding, func, exit, part, by);
    /* An error may leave a device stopped; a mutex may be taken or not by what is not followed. */
    bool is_object = part == MODEL_PART_LINE || part == MODEL_PART_LOCK;
    while (is_object && finding->tier != TIER_C) {
        crit_lower(finding);
    }
}

static bool any_inverted(const struct summary *summary)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        if (crit_inverted(summary, &summary->events.data[i])) {
            return true;
        }
    }
    return false;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint8_t parts = 0;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->part != MODEL_PART_NONE && takes(event, event->part)) {
            parts |= (uint8_t)(1u << event->part);
        }
    }
    if (any_inverted(summary)) {
        return; /* what stays masked is CRIT113's matter */
    }
    for (size_t i = 0; parts && i < summary->events.count; i++) {
        for (uint8_t part = MODEL_PART_GLOBAL; part < MODEL_PARTS; part++) {
            if (((parts >> part) & 1) && summary->events.data[i].kind == EVENT_RETURN) {
                check_exit(context, func, &summary->events.data[i], part);
            }
        }
    }
}

const struct rule rule_crit102 = {
    .info =
        {
            .code = "CRIT102",
            .name = "return-holds-section",
            .summary = "a path leaves the function with a section open that another path closes",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
