#include "flow/spin.h"

#include "flow/graph.h"

#include <string.h>

enum { BLOCKS_MAX = 400 };

static bool only_looks(const struct ir_unit *unit, const struct ir_block *block)
{
    for (uint32_t i = 0; i < block->op_count; i++) {
        const struct ir_op *op = &unit->ops.data[block->op + i];
        bool temporary = op->kind == IR_STORE && unit->places.data[op->a].base == IR_BASE_SYM &&
                         unit->syms.data[unit->places.data[op->a].root].kind == IR_SYM_TEMP;
        bool nothing = op->kind == IR_ASM && !unit->asms.data[op->a].output_count &&
                       strncmp(ir_text(unit, unit->asms.data[op->a].text), "nop", 3) == 0;
        if (!temporary && !nothing &&
            (op->kind == IR_STORE || op->kind == IR_RMW || op->kind == IR_CALL || op->kind == IR_ASM ||
             op->kind == IR_UNKNOWN)) {
            return false;
        }
    }
    return true;
}

static const struct event *read_at(const struct summary *summary, uint32_t op)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        if (summary->events.data[i].op == op && summary->events.data[i].kind == EVENT_READ) {
            return &summary->events.data[i];
        }
    }
    return NULL;
}

static void find_in(struct spins *spins, const struct facts *facts, uint32_t func)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    bool looks[BLOCKS_MAX] = {false};
    if (ir->block_count > BLOCKS_MAX || (ir->flags & (IR_FUNC_DEGRADED | IR_FUNC_MACRO_BODY))) {
        return;
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        looks[i] = only_looks(unit, &unit->blocks.data[ir->block + i]);
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        if (!looks[i] || block->term != IR_TERM_BRANCH || !graph_leads_back(unit, ir, looks, i)) {
            continue;
        }
        struct spin spin = {.func = func, .op = FLOW_NONE};
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            bool is_volatile = op->kind == IR_LOAD &&
                               (unit->places.data[op->a].flags & (IR_PLACE_VOLATILE | IR_PLACE_ATOMIC));
            const struct event *event = is_volatile ? read_at(&facts->summaries[func], block->op + j) : NULL;
            if (event) {
                spin.op = block->op + j;
                spin.event = event;
            }
        }
        if (spin.op != FLOW_NONE) {
            VEC_PUSH(&spins->data, spin);
        }
    }
}

void spins_find(struct spins *spins, const struct facts *facts)
{
    memset(spins, 0, sizeof(*spins));
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        find_in(spins, facts, func);
    }
}

void spins_free(struct spins *spins)
{
    VEC_FREE(&spins->data);
}

const struct access *spin_access(const struct flow *flow, const struct spin *spin)
{
    for (size_t i = 0; i < flow->accesses.data.count; i++) {
        const struct access *access = &flow->accesses.data.data[i];
        if (access->func == spin->func && access->op == spin->op) {
            return access;
        }
    }
    return NULL;
}

bool spin_is_endless(const struct flow *flow, const struct spin *spin, const struct reach_entry *entry,
                     const struct access **writer)
{
    const struct access *awaited = spin_access(flow, spin);
    const struct contexts *contexts = &flow->facts.contexts;
    *writer = NULL;
    if (!awaited || (awaited->object & ACCESS_FIXED) ||
        !reach_possible(contexts, entry, &spin->event->before)) {
        return false;
    }
    struct abs_mask mask = reach_at(&entry->mask, &spin->event->before);
    mask.armed |=
        armed_before(&flow->facts.armed, flow->facts.program, spin->func, spin->event->block, spin->op);
    bool waits_as_handler = contexts->data.data[entry->context].kind == CONTEXT_HANDLER;
    bool all_masked = !(mask.gate[GATE_GLOBAL] & MAY_OPEN);
    for (size_t i = 0; i < flow->accesses.data.count; i++) {
        const struct access *other = &flow->accesses.data.data[i];
        bool guess = false;
        if (other->kind == ACCESS_READ || !access_overlaps(other, awaited)) {
            continue;
        }
        const struct context *who = &contexts->data.data[other->context];
        bool can =
            who->kind == CONTEXT_HANDLER
                ? reach_preempts(flow->facts.program, contexts, entry->context, &mask, other->context, &guess)
                : !waits_as_handler && !all_masked && mask.section_high <= 0 && mask.sched_low <= 0 &&
                      other->context != entry->context;
        if (can || guess || who->guessed) {
            return false;
        }
        bool ends = who->kind == CONTEXT_HANDLER || other->context != entry->context;
        *writer = ends ? other : *writer;
    }
    return *writer != NULL;
}
