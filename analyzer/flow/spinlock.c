#include "flow/spinlock.h"

#include "flow/asm_kind.h"
#include "flow/graph.h"

#include <string.h>

enum { BLOCKS_MAX = 400, SMALL_FUNC = 40 /* blocks: no helper of a lock has more */ };

/* What a round of a loop does, from least to most. */
enum round { ROUND_UNKNOWN, ROUND_LOOKS, ROUND_TRIES, ROUND_ACTS };

struct finder {
    const struct facts *facts;
    uint8_t *rounds; /* by function: enum round of its whole body */
};

static enum round most(enum round a, enum round b)
{
    return a > b ? a : b;
}

static bool is_local(const struct ir_unit *unit, const struct ir_op *op)
{
    const struct ir_place *place = &unit->places.data[op->a];
    return place->base == IR_BASE_SYM && unit->syms.data[place->root].kind > IR_SYM_STATIC_LOCAL;
}

/* A constant, or what the function was given: not computed from the old value, as a counter's is. */
static bool is_given(const struct ir_unit *unit, uint32_t value)
{
    const struct ir_op *op = value == IR_NONE ? NULL : &unit->ops.data[value];
    while (op && op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    bool loads = op && op->kind == IR_LOAD && unit->places.data[op->a].base == IR_BASE_SYM;
    return op && (op->kind == IR_CONST ||
                  (loads && unit->syms.data[unit->places.data[op->a].root].kind == IR_SYM_PARAM));
}

static enum round round_of_func(struct finder *finder, uint32_t func);

static enum round round_of_call(struct finder *finder, uint32_t func, uint32_t op)
{
    const struct facts *facts = finder->facts;
    const struct program_call *call = calls_at(facts->program, func, op);
    if (!call || !call->target_count) {
        const char *name = call && call->sym != PROGRAM_NONE ? facts->program->syms.data[call->sym].name : "";
        return model_role(facts->model, name, MODEL_BARRIER) ? ROUND_LOOKS : ROUND_ACTS;
    }
    enum round round = ROUND_LOOKS;
    for (uint32_t i = 0; i < call->target_count && round != ROUND_ACTS; i++) {
        round = most(round, round_of_func(finder, facts->program->call_targets.data[call->target + i]));
    }
    return round;
}

static enum round round_of_op(struct finder *finder, uint32_t func, uint32_t index)
{
    const struct ir_unit *unit = program_unit(finder->facts->program, func);
    const struct ir_op *op = &unit->ops.data[index];
    bool atomic = (op->flags & IR_OP_ATOMIC) != 0;
    switch (op->kind) {
    case IR_ASM: {
        const struct ir_asm *statement = &unit->asms.data[op->a];
        return asm_tries_lock(unit, statement)   ? ROUND_TRIES
               : asm_only_waits(unit, statement) ? ROUND_LOOKS
                                                 : ROUND_ACTS;
    }
    case IR_RMW:
        if (atomic && (op->operator_ == IR_EXCHANGE || op->operator_ == IR_COMPARE_EXCHANGE) &&
            is_given(unit, op->b)) {
            return ROUND_TRIES;
        }
        return is_local(unit, op) ? ROUND_LOOKS : ROUND_ACTS;
    case IR_STORE: return is_local(unit, op) ? ROUND_LOOKS : ROUND_ACTS;
    case IR_CALL: return round_of_call(finder, func, index);
    case IR_UNKNOWN: return ROUND_ACTS;
    default: return ROUND_LOOKS;
    }
}

static enum round round_of_block(struct finder *finder, uint32_t func, const struct ir_block *block)
{
    enum round round = ROUND_LOOKS;
    for (uint32_t i = 0; i < block->op_count && round != ROUND_ACTS; i++) {
        round = most(round, round_of_op(finder, func, block->op + i));
    }
    return round;
}

static enum round round_of_func(struct finder *finder, uint32_t func)
{
    const struct ir_unit *unit = program_unit(finder->facts->program, func);
    const struct ir_func *ir = program_ir(finder->facts->program, func);
    if (finder->rounds[func] != ROUND_UNKNOWN) {
        return (enum round)finder->rounds[func];
    }
    finder->rounds[func] = ROUND_ACTS; /* where it calls itself */
    bool small = ir->block_count && ir->block_count <= SMALL_FUNC;
    enum round round = small ? ROUND_LOOKS : ROUND_ACTS;
    for (uint32_t i = 0; i < ir->block_count && round != ROUND_ACTS; i++) {
        round = most(round, round_of_block(finder, func, &unit->blocks.data[ir->block + i]));
    }
    finder->rounds[func] = (uint8_t)round;
    return round;
}

static const struct event *event_at(const struct summary *summary, uint32_t op)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        if (summary->events.data[i].op == op) {
            return &summary->events.data[i];
        }
    }
    return NULL;
}

static void add_tries(struct spinlocks *locks, struct finder *finder, uint32_t func,
                      const struct ir_block *block)
{
    for (uint32_t i = 0; i < block->op_count; i++) {
        uint32_t op = block->op + i;
        const struct event *event = round_of_op(finder, func, op) == ROUND_TRIES
                                        ? event_at(&finder->facts->summaries[func], op)
                                        : NULL;
        if (event) {
            struct spinlock lock = {.func = func, .op = op, .event = event};
            VEC_PUSH(&locks->data, lock);
            return;
        }
    }
}

static void find_in(struct spinlocks *locks, struct finder *finder, uint32_t func)
{
    const struct facts *facts = finder->facts;
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    uint8_t rounds[BLOCKS_MAX] = {0};
    bool waits[BLOCKS_MAX] = {false}; /* only looks or tries */
    if (ir->block_count > BLOCKS_MAX || (ir->flags & (IR_FUNC_DEGRADED | IR_FUNC_MACRO_BODY))) {
        return;
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        rounds[i] = (uint8_t)round_of_block(finder, func, &unit->blocks.data[ir->block + i]);
        waits[i] = rounds[i] != ROUND_ACTS;
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        if (rounds[i] == ROUND_TRIES && graph_leads_back(unit, ir, waits, i)) {
            add_tries(locks, finder, func, &unit->blocks.data[ir->block + i]);
        }
    }
}

/* The calls of a function that holds the loop. */
static void add_calls(struct spinlocks *locks, const struct facts *facts, size_t count)
{
    for (size_t i = 0; i < facts->program->calls.count; i++) {
        const struct program_call *call = &facts->program->calls.data[i];
        uint32_t target =
            call->target_count == 1 ? facts->program->call_targets.data[call->target] : FLOW_NONE;
        bool spins = false;
        for (size_t j = 0; j < count && !spins; j++) {
            spins = locks->data.data[j].func == target;
        }
        const struct event *event = spins ? event_at(&facts->summaries[call->caller], call->op) : NULL;
        if (event) {
            struct spinlock lock = {.func = call->caller, .op = call->op, .event = event};
            VEC_PUSH(&locks->data, lock);
        }
    }
}

void spinlocks_find(struct spinlocks *locks, const struct facts *facts)
{
    memset(locks, 0, sizeof(*locks));
    struct finder finder = {.facts = facts,
                            .rounds =
                                ARENA_ARRAY(facts->program->image, uint8_t, facts->program->funcs.count + 1)};
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        find_in(locks, &finder, func);
    }
    size_t direct = locks->data.count;
    add_calls(locks, facts, direct);
}

void spinlocks_free(struct spinlocks *locks)
{
    VEC_FREE(&locks->data);
}
