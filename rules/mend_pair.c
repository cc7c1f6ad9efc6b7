/* What a bare pair becomes: see rules/mend.h. */
#include "rules/mend.h"

#include "base/str.h"
#include "flow/effects.h"

#include <string.h>

enum {
    OPENINGS_MAX = 8, /* of one pair; more are no longer a small change */
    IDENTITY = 9,     /* relation: open stays open, masked stays masked */
    MASKS = 10,       /* relation: masked, whatever it was */
};

struct pair {
    struct rule_context *context;
    struct finding *finding;
    uint32_t func, by;
    enum gate gate;
    enum model_part part;
    uint32_t openings[OPENINGS_MAX];
    int count;
};

static const struct ir_unit *unit_of(const struct pair *pair)
{
    return program_unit(pair->context->flow->facts.program, pair->func);
}

static bool is_opening(const struct event *event, const struct pair *pair)
{
    return event->part == pair->part && (event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE);
}

/* Every opening that `by` leads to. False: another masking leads there as well, or there are too many. */
static bool find_openings(struct pair *pair)
{
    const struct summary *summary = &pair->context->flow->facts.summaries[pair->func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool known = false;
        if (!is_opening(event, pair) ||
            crit_opened_by(&event->before, event->part, event->value.low) != pair->by) {
            continue;
        }
        for (int j = 0; j < pair->count; j++) {
            known |= pair->openings[j] == event->op;
        }
        if (event->kind != EVENT_UNMASK || (event->flags & EVENT_NESTED) ||
            (!known && pair->count == OPENINGS_MAX)) {
            return false;
        }
        if (!known) {
            pair->openings[pair->count++] = event->op;
        }
    }
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        for (int j = 0; j < pair->count; j++) {
            if (event->op == pair->openings[j] && is_opening(event, pair) &&
                crit_opened_by(&event->before, event->part, event->value.low) != pair->by) {
                return false;
            }
        }
    }
    return pair->count > 0;
}

/* ---- is it safe to leave masked what came in masked? ---------------------------------------------- */

static const struct reach *reach_of(const struct pair *pair)
{
    return &pair->context->flow->facts.reach;
}

/* Sleeps by an instruction: it needs the opening to wake up, whatever the state was before. */
static bool sleeps(const struct pair *pair)
{
    const struct ir_unit *unit = unit_of(pair);
    const struct ir_func *ir = program_ir(pair->context->flow->facts.program, pair->func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            const char *text = op->kind == IR_ASM ? ir_text(unit, unit->asms.data[op->a].text) : "";
            if (strstr(text, "wf") || strstr(text, "wait") || strstr(text, "sleep")) {
                return true;
            }
        }
    }
    return false;
}

/* Does the function open the gate somewhere? `alone`: where it did not shut it before. */
static bool opens(const struct pair *pair, uint32_t func, bool alone)
{
    const struct summary *summary = &pair->context->flow->facts.summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool shut = crit_opened_by(&event->before, event->part, event->value.low) != FLOW_NONE;
        if (is_opening(event, pair) && !(event->flags & EVENT_NESTED) && (!alone || !shut)) {
            return true;
        }
    }
    return false;
}

/* Where the core starts masked: does the program open once and for all, and before it comes here? */
static bool starts_elsewhere(const struct pair *pair)
{
    const struct reach *reach = reach_of(pair);
    bool starts = false;
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        bool is_main = crit_context(pair->context, entry->context)->kind == CONTEXT_MAIN;
        if (is_main && entry->func == pair->func && !entry->mask.armed) {
            return false;
        }
        starts |= is_main && opens(pair, entry->func, true);
    }
    return starts && pair->context->flow->facts.contexts.is_whole;
}

/* Whoever comes masked opens again by itself: else this pair is what starts the interrupts. */
static bool is_safe(const struct pair *pair, const struct holder *holder)
{
    const struct reach *reach = reach_of(pair);
    bool starts_open = unit_of(pair)->target.arch == IR_ARCH_ARM_M;
    if (sleeps(pair) || (!starts_open && !starts_elsewhere(pair))) {
        return false;
    }
    if (holder) {
        return holder->by == FLOW_NONE || opens(pair, holder->func, false);
    }
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        const struct context *who = crit_context(pair->context, entry->context);
        if (entry->func == pair->func && who->kind == CONTEXT_MAIN && !who->guessed &&
            (entry->mask.gate[pair->gate] & MAY_MASKED)) {
            return false;
        }
    }
    return true;
}

/* ---- steps --------------------------------------------------------------------------------------- */

/* `save`: a declaration and its kind; at each opening stands `restore` then. */
static void add_way(struct pair *pair, const char *local, const struct repair_step *save, const char *restore)
{
    struct program *program = pair->context->flow->facts.program;
    struct repair_step step = *save;
    if (!mend_way(pair->context, pair->finding, local)) {
        return;
    }
    step.loc = program_loc(program, program->funcs.data[pair->func].unit,
                           crit_op_loc(pair->context, pair->func, pair->by));
    mend_step_add(pair->context, pair->finding, &step);
    for (int i = 0; i < pair->count; i++) {
        mend_step(pair->context, pair->finding, REPAIR_REPLACE, pair->func,
                  crit_op_loc(pair->context, pair->func, pair->openings[i]), restore);
    }
}

static const char *return_type(const struct ir_unit *unit, const struct ir_sym *sym)
{
    uint32_t type = sym->type == IR_NONE ? IR_NONE : unit->types.data[sym->type].element;
    return type == IR_NONE ? "" : ir_text(unit, unit->types.data[type].name);
}

/* ---- the program's own --------------------------------------------------------------------------- */

/* Returns what was before, and masks, or leaves all as it is: the relation of its exit. */
static bool saves(const struct pair *pair, uint32_t func, unsigned does)
{
    const struct summary *summary = &pair->context->flow->facts.summaries[func];
    const struct summary_exit *exit = &summary->exits[0];
    return summary->done && summary->caller_exits == 1 && !summary->truncated && !exit->write_count &&
           program_ir(pair->context->flow->facts.program, func)->param_count == 0 &&
           exit->mask.gate[pair->gate] == does && exit->result.kind == VALUE_TOKEN &&
           exit->result.gate == pair->gate && exit->result.state == IDENTITY;
}

/* Sets the gate to what its one argument says. */
static bool gives(const struct pair *pair, uint32_t func)
{
    const struct summary *summary = &pair->context->flow->facts.summaries[func];
    bool restores = false;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool is_it = event->kind == EVENT_RESTORE && event->part == pair->part &&
                     event->value.kind == VALUE_PARAM && event->value.id == 0;
        if (!is_it && event->kind != EVENT_RETURN && event->part != MODEL_PART_NONE) {
            return false;
        }
        restores |= is_it;
    }
    const struct ir_func *ir = program_ir(pair->context->flow->facts.program, func);
    return summary->done && !summary->truncated && restores && ir->param_count == 1;
}

static bool reads_file(const struct ir_unit *unit, const char *file)
{
    for (size_t i = 0; i < unit->files.count; i++) {
        const char *read = ir_text(unit, unit->files.data[i]);
        while (str_has_prefix(read, "./")) {
            read += 2;
        }
        if (strcmp(read, file) == 0) {
            return true;
        }
    }
    return false;
}

/* The unit that shows a function to this one: this, which uses it, or that of a header's function; or NULL.
 */
static const struct ir_sym *shown_by(const struct pair *pair, uint32_t func, uint32_t *unit)
{
    const struct program *program = pair->context->flow->facts.program;
    const struct ir_func *ir = program_ir(program, func);
    const struct ir_unit *own = unit_of(pair);
    const struct ir_unit *other = program_unit(program, func);
    const struct ir_sym *sym = &other->syms.data[ir->sym];
    *unit = program->funcs.data[func].unit;
    if (func == pair->func || (ir->flags & (IR_FUNC_MACRO_BODY | IR_FUNC_SYSTEM)) || sym->shown) {
        return NULL;
    }
    if (other == own ||
        ((ir->flags & IR_FUNC_HEADER) && reads_file(own, ir_text(other, other->locs.data[ir->loc].file)))) {
        return sym;
    }
    *unit = program->funcs.data[pair->func].unit;
    for (uint32_t i = 0; i < own->syms.count; i++) {
        uint32_t known =
            own->syms.data[i].kind == IR_SYM_FUNCTION ? program_sym_of(program, *unit, i) : PROGRAM_NONE;
        if (known != PROGRAM_NONE && program->syms.data[program_resolve(program, known)].function == func) {
            return own->syms.data[i].flags & (IR_SYM_IMPLICIT | IR_SYM_SYSTEM) ? NULL : &own->syms.data[i];
        }
    }
    return NULL;
}

static void add_own(struct pair *pair)
{
    struct program *program = pair->context->flow->facts.program;
    for (uint32_t taker = 0; taker < program->funcs.count; taker++) {
        bool masks = saves(pair, taker, MASKS);
        uint32_t unit = 0;
        const struct ir_sym *sym =
            masks || saves(pair, taker, IDENTITY) ? shown_by(pair, taker, &unit) : NULL;
        const char *type = sym ? return_type(program->units[unit], sym) : "";
        for (uint32_t giver = 0; *type && giver < program->funcs.count; giver++) {
            uint32_t other;
            if (gives(pair, giver) && shown_by(pair, giver, &other)) {
                struct repair_step save = {
                    .kind = masks ? REPAIR_TAKE : REPAIR_DECLARE,
                    .from = program_loc(program, unit, sym->loc),
                    .type = type,
                    .text = crit_text(pair->context, "$ = %s()", program_name(program, taker))};
                add_way(pair, "state", &save,
                        crit_text(pair->context, "%s($)", program_name(program, giver)));
            }
        }
    }
}

/* ---- what the models know ------------------------------------------------------------------------ */

/* What stands in the source at an op: a macro's name, or the function that is called. */
static const char *written_name(const struct pair *pair, uint32_t op_index)
{
    const struct ir_unit *unit = unit_of(pair);
    const struct ir_op *op = &unit->ops.data[op_index];
    const char *macro = op->loc == IR_NONE ? "" : ir_text(unit, unit->locs.data[op->loc].macro);
    bool direct = op->kind == IR_CALL && !(op->flags & IR_OP_INDIRECT);
    return *macro ? macro : direct ? ir_text(unit, unit->syms.data[op->a].name) : "";
}

static const struct model_entry *row_of(const struct pair *pair, uint32_t op, enum model_role role)
{
    size_t count;
    const struct model_entry *rows =
        model_find(pair->context->flow->facts.model, written_name(pair, op), &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].role == role && rows[i].part == pair->part) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool is_restore(const struct model_entry *row)
{
    return (row->role == MODEL_RESTORE && row->state == 0 && !row->state_by_address) ||
           (row->role == MODEL_SET && row->value_arg == 0 && row->state == MODEL_ARG_NONE);
}

/* The first row of the same ecosystem and part that a test accepts. */
static const struct model_entry *kin(const struct pair *pair, const struct model_entry *of,
                                     bool (*accepts)(const struct model_entry *))
{
    size_t count;
    const struct model_entry *all = model_all(pair->context->flow->facts.model, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].ecosystem, of->ecosystem) == 0 && all[i].part == pair->part && !all[i].replaced &&
            accepts(&all[i])) {
            return &all[i];
        }
    }
    return NULL;
}

static bool is_save(const struct model_entry *row)
{
    return row->role == MODEL_SAVE && row->state == MODEL_ARG_RETURN && row->args <= 0;
}

/* The masking itself returns the old state, and nobody takes it. */
static void add_result(struct pair *pair, const struct model_entry *mask)
{
    const struct ir_unit *unit = unit_of(pair);
    const struct ir_op *op = &unit->ops.data[pair->by];
    const struct model_entry *restore = kin(pair, mask, is_restore);
    const char *type = op->kind == IR_CALL && !(op->flags & IR_OP_INDIRECT) && !unit->locs.data[op->loc].macro
                           ? return_type(unit, &unit->syms.data[op->a])
                           : "";
    if (restore && *type && strcmp(type, "void") != 0) {
        struct program *program = pair->context->flow->facts.program;
        uint32_t loc = unit->syms.data[op->a].loc;
        struct repair_step take = {.kind = REPAIR_TAKE,
                                   .from = program_loc(program, program->funcs.data[pair->func].unit, loc),
                                   .type = type,
                                   .text = crit_text(pair->context, "$ = %s()", mask->name)};
        add_way(pair, "state", &take, crit_text(pair->context, "%s($)", restore->name));
    }
}

/* Is the function called without a declaration? The header that is missing has its kin as well. */
static bool is_undeclared(const struct pair *pair, uint32_t op_index)
{
    const struct ir_unit *unit = unit_of(pair);
    const struct ir_op *op = &unit->ops.data[op_index];
    return op->kind == IR_CALL && !(op->flags & IR_OP_INDIRECT) &&
           (unit->syms.data[op->a].flags & IR_SYM_IMPLICIT);
}

static void add_modelled(struct pair *pair)
{
    const struct model_entry *mask = row_of(pair, pair->by, MODEL_MASK);
    bool known = mask != NULL;
    for (int i = 0; i < pair->count && known; i++) {
        const struct model_entry *row = row_of(pair, pair->openings[i], MODEL_UNMASK);
        known = row && strcmp(row->ecosystem, mask->ecosystem) == 0;
    }
    if (!known) {
        return;
    }
    if (mask->state == MODEL_ARG_RETURN) {
        add_result(pair, mask);
    }
    const struct model_entry *save = kin(pair, mask, is_save);
    const struct model_entry *restore = kin(pair, mask, is_restore);
    uint32_t arch = unit_of(pair)->target.arch;
    if (save && restore && arch == IR_ARCH_ARM_M) { /* its mask registers have 32 bits */
        const char *local = pair->gate == GATE_CEILING ? "basepri"
                            : pair->gate == GATE_FAULT ? "faultmask"
                                                       : "primask";
        struct repair_step step = {.kind = REPAIR_DECLARE,
                                   .text = crit_text(pair->context, "uint32_t $ = %s()", save->name)};
        add_way(pair, local, &step, crit_text(pair->context, "%s($)", restore->name));
        if (is_undeclared(pair, pair->by)) {
            mend_unseen(pair->context, pair->finding, save->name, restore->name);
        }
    }
    if (arch == IR_ARCH_AVR &&
        pair->gate == GATE_GLOBAL) { /* the status register, by the architecture's name */
        struct repair_step step = {.kind = REPAIR_DECLARE, .text = "uint8_t $ = SREG"};
        add_way(pair, "sreg", &step, "SREG = $");
    }
}

void mend_pair(struct rule_context *context, struct finding *finding, uint32_t func,
               const struct event *opening, uint32_t by, const struct holder *holder)
{
    struct pair pair = {.context = context,
                        .finding = finding,
                        .func = func,
                        .by = by,
                        .part = (enum model_part)opening->part};
    bool is_gate =
        pair.part == MODEL_PART_GLOBAL || pair.part == MODEL_PART_FAULT || pair.part == MODEL_PART_CEILING;
    if (!context->settings->repairs || !is_gate || opening->kind != EVENT_UNMASK || !find_openings(&pair)) {
        return;
    }
    pair.gate = effect_gate(pair.part);
    if (is_safe(&pair, holder)) {
        add_own(&pair);
        add_modelled(&pair);
    }
}
