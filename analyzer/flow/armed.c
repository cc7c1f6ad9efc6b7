#include "flow/armed.h"

#include "flow/avr_source.h"

#include <stdlib.h>
#include <string.h>

enum { SYSTICK_CTRL = 0xE000E010 /* Armv7-M ARM B3.3.3 */, SYSTICK_LINE = -1 };

struct builder {
    struct armed *armed;
    struct program *program;
    const struct contexts *contexts;
    const struct summary *summaries;
    VEC(struct arming_op) ops;
};

static uint64_t bit_of(uint32_t context)
{
    return context < ARMABLE_MAX ? UINT64_C(1) << context : 0;
}

/* May what is written have the bit set? A constant says no, and so does `&=`. */
static bool may_set(const struct ir_unit *unit, const struct ir_op *op, uint8_t bit)
{
    int64_t constant;
    if (op->kind == IR_RMW) {
        bool known = op->b != IR_NONE && contexts_constant(unit, op->b, &constant);
        return op->operator_ != IR_AND && !(op->operator_ == IR_OR && known && !((constant >> bit) & 1));
    }
    bool known = op->kind == IR_STORE && contexts_constant(unit, op->b, &constant);
    return !known || ((constant >> bit) & 1);
}

/* The handlers that a write to a register of an AVR's peripheral enables. */
static uint64_t bits_of_source(const struct builder *builder, uint32_t func, const struct event *event,
                               uint32_t address)
{
    const struct ir_unit *unit = program_unit(builder->program, func);
    uint64_t bits = 0;
    for (uint32_t i = 0; i < builder->contexts->data.count && unit->target.arch == IR_ARCH_AVR; i++) {
        const struct context *context = &builder->contexts->data.data[i];
        const struct avr_source *source = context->kind == CONTEXT_HANDLER
                                              ? avr_source(ir_text(unit, unit->target.cpu), context->line)
                                              : NULL;
        bool is_it = source && source->address == address;
        bits |= is_it && may_set(unit, &unit->ops.data[event->op], source->bit) ? bit_of(i) : 0;
    }
    return bits;
}

static uint64_t bits_of_event(const struct builder *builder, uint32_t func, const struct event *event)
{
    int64_t key;
    if (event->kind == EVENT_ON && event->part == MODEL_PART_LINE && value_is_int(&event->value, &key)) {
        if (key == HOLD_KEY_UNKNOWN || key == HOLD_KEY_ALL || key >= HOLD_KEY_SYMBOLIC) {
            return UINT64_MAX;
        }
        uint32_t context = contexts_of_line(builder->contexts, key);
        return context == FLOW_NONE ? 0 : bit_of(context);
    }
    bool writes = event->kind == EVENT_WRITE || event->kind == EVENT_UPDATE;
    if (writes && value_is_int(&event->value, &key) && (uint32_t)key == SYSTICK_CTRL) {
        uint32_t context = contexts_of_line(builder->contexts, SYSTICK_LINE);
        return context == FLOW_NONE ? 0 : bit_of(context);
    }
    if (writes && event->place != IR_NONE && value_is_int(&event->value, &key)) {
        const struct ir_unit *unit = program_unit(builder->program, func);
        uint32_t offset = points_offset(unit, &unit->places.data[event->place]);
        return bits_of_source(builder, func, event, (uint32_t)key + offset);
    }
    return 0;
}

static void add_op(struct builder *builder, uint32_t op, uint64_t bits)
{
    if (bits) {
        struct arming_op entry = {op, bits};
        VEC_PUSH(&builder->ops, entry);
    }
}

static int compare_ops(const void *a, const void *b)
{
    uint32_t left = ((const struct arming_op *)a)->op;
    uint32_t right = ((const struct arming_op *)b)->op;
    return (left > right) - (left < right);
}

static uint64_t bits_in_block(const struct armed_func *func, const struct ir_block *block, uint32_t before)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < func->op_count; i++) {
        if (func->ops[i].op >= block->op && func->ops[i].op - block->op < block->op_count &&
            func->ops[i].op < before) {
            bits |= func->ops[i].bits;
        }
    }
    return bits;
}

static void flow_blocks(struct builder *builder, uint32_t index, struct armed_func *func)
{
    const struct ir_func *ir = program_ir(builder->program, index);
    const struct ir_unit *unit = program_unit(builder->program, index);
    func->at_block = ARENA_ARRAY(builder->program->image, uint64_t, ir->block_count + 1);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < ir->block_count; i++) {
            const struct ir_block *block = &unit->blocks.data[ir->block + i];
            uint64_t out = func->at_block[i] | bits_in_block(func, block, UINT32_MAX);
            for (uint32_t j = 0; j < block->succ_count; j++) {
                uint64_t *in = &func->at_block[unit->edges.data[block->succ + j].block - ir->block];
                changed |= (out & ~*in) != 0;
                *in |= out;
            }
        }
    }
}

static bool names_its_line(const struct summary *summary, uint32_t op)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->op == op && event->kind == EVENT_ON && event->part == MODEL_PART_LINE) {
            return true;
        }
    }
    return false;
}

static void compute_func(struct builder *builder, uint32_t index)
{
    const struct summary *summary = &builder->summaries[index];
    const struct program_func *entry = &builder->program->funcs.data[index];
    struct armed_func *func = &builder->armed->funcs[index];
    builder->ops.count = 0;
    for (size_t i = 0; i < summary->events.count; i++) {
        add_op(builder, summary->events.data[i].op, bits_of_event(builder, index, &summary->events.data[i]));
    }
    for (uint32_t i = 0; i < entry->call_count; i++) {
        const struct program_call *call = &builder->program->calls.data[entry->call + i];
        if (names_its_line(summary, call->op)) {
            continue; /* the call itself says which line; its body only knows a parameter */
        }
        for (uint32_t j = 0; j < call->target_count; j++) {
            uint32_t target = builder->program->call_targets.data[call->target + j];
            add_op(builder, call->op, builder->armed->funcs[target].whole);
        }
    }
    if (!builder->ops.count) {
        return;
    }
    qsort(builder->ops.data, builder->ops.count, sizeof(*builder->ops.data), compare_ops);
    func->ops = ARENA_ARRAY(builder->program->image, struct arming_op, builder->ops.count);
    memcpy(func->ops, builder->ops.data, builder->ops.count * sizeof(*func->ops));
    func->op_count = (uint32_t)builder->ops.count;
    func->whole = 0;
    for (uint32_t i = 0; i < func->op_count; i++) {
        func->whole |= func->ops[i].bits;
    }
    flow_blocks(builder, index, func);
}

void armed_compute(struct armed *armed, struct program *program, const struct contexts *contexts,
                   const struct summary *summaries)
{
    struct builder builder = {
        .armed = armed, .program = program, .contexts = contexts, .summaries = summaries};
    uint32_t *order;
    uint32_t *component;
    armed->funcs = ARENA_ARRAY(program->image, struct armed_func, program->funcs.count + 1);
    calls_order(program, &order, &component);
    uint64_t seen = 0;
    for (int pass = 0; pass < 2; pass++) { /* the second pass closes recursion */
        for (uint32_t i = 0; i < program->funcs.count; i++) {
            compute_func(&builder, order[i]);
            seen |= armed->funcs[order[i]].whole;
        }
    }
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        const struct context *context = &contexts->data.data[i];
        /* faults, SVC and PendSV happen where code makes them happen */
        bool asynchronous = context->line >= SYSTICK_LINE || context->line == LINE_NONE;
        armed->unseen |= context->kind == CONTEXT_HANDLER && asynchronous ? bit_of(i) & ~seen : 0;
    }
    VEC_FREE(&builder.ops);
}

uint64_t armed_before(const struct armed *armed, const struct program *program, uint32_t func, uint32_t block,
                      uint32_t op)
{
    const struct armed_func *entry = &armed->funcs[func];
    if (!entry->at_block) {
        return 0;
    }
    const struct ir_unit *unit = program_unit(program, func);
    return entry->at_block[block - program_ir(program, func)->block] |
           bits_in_block(entry, &unit->blocks.data[block], op);
}
