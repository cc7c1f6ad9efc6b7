#include "link/calls.h"

#include <stdlib.h>
#include <string.h>

static void add_target(struct program *program, struct program_call *call, uint32_t sym)
{
    uint32_t func = program->syms.data[sym].function;
    if (func != PROGRAM_NONE) {
        VEC_PUSH(&program->call_targets, func);
        call->target_count++;
    }
}

static void add_call(struct program *program, const struct points *points, uint32_t func, uint32_t op_index)
{
    uint32_t unit_index = program->funcs.data[func].unit;
    const struct ir_op *op = &program->units[unit_index]->ops.data[op_index];
    struct program_call call = {
        .caller = func, .op = op_index, .sym = PROGRAM_NONE, .target = (uint32_t)program->call_targets.count};
    if (op->flags & IR_OP_INDIRECT) {
        struct points_set set = points_of_value(points, unit_index, op->a);
        for (uint32_t i = 0; i < set.count; i++) {
            if (set.data[i].sym != POINTS_FIXED &&
                program->syms.data[set.data[i].sym].kind == IR_SYM_FUNCTION) {
                add_target(program, &call, set.data[i].sym);
            }
        }
    } else {
        call.sym = program_resolve(program, program_sym_of(program, unit_index, op->a));
        if (call.sym != PROGRAM_NONE) {
            add_target(program, &call, call.sym);
        }
    }
    VEC_PUSH(&program->calls, call);
}

static int compare_calls(const void *a, const void *b)
{
    uint32_t left = ((const struct program_call *)a)->op;
    uint32_t right = ((const struct program_call *)b)->op;
    return (left > right) - (left < right);
}

static void list_callers(struct program *program)
{
    size_t count = program->funcs.count;
    uint32_t *first = ARENA_ARRAY(program->image, uint32_t, count + 1);
    uint32_t *filled = ARENA_ARRAY(program->image, uint32_t, count + 1);
    program->callers = ARENA_ARRAY(program->image, uint32_t, program->call_targets.count + 1);
    for (size_t i = 0; i < program->call_targets.count; i++) {
        first[program->call_targets.data[i] + 1]++;
    }
    for (size_t func = 0; func < count; func++) {
        first[func + 1] += first[func];
    }
    for (uint32_t i = 0; i < program->calls.count; i++) {
        const struct program_call *call = &program->calls.data[i];
        for (uint32_t j = 0; j < call->target_count; j++) {
            uint32_t target = program->call_targets.data[call->target + j];
            program->callers[first[target] + filled[target]++] = i;
        }
    }
    program->first_caller = first;
}

void calls_build(struct program *program, const struct points *points)
{
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        const struct ir_func *ir = program_ir(program, func);
        const struct ir_unit *unit = program_unit(program, func);
        uint32_t first = (uint32_t)program->calls.count;
        for (uint32_t i = 0; i < ir->block_count; i++) {
            const struct ir_block *block = &unit->blocks.data[ir->block + i];
            for (uint32_t j = 0; j < block->op_count; j++) {
                if (unit->ops.data[block->op + j].kind == IR_CALL) {
                    add_call(program, points, func, block->op + j);
                }
            }
        }
        program->funcs.data[func].call = first;
        program->funcs.data[func].call_count = (uint32_t)program->calls.count - first;
        if (program->calls.count > first) {
            qsort(program->calls.data + first, program->calls.count - first, sizeof(*program->calls.data),
                  compare_calls);
        }
    }
    list_callers(program);
}

struct calls_to calls_to(const struct program *program, uint32_t func)
{
    uint32_t first = program->first_caller[func];
    return (struct calls_to){program->callers + first, program->first_caller[func + 1] - first};
}

const struct program_call *calls_at(const struct program *program, uint32_t func, uint32_t op)
{
    const struct program_func *entry = &program->funcs.data[func];
    uint32_t low = entry->call;
    uint32_t high = entry->call + entry->call_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (program->calls.data[middle].op < op) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < entry->call + entry->call_count && program->calls.data[low].op == op;
    return found ? &program->calls.data[low] : NULL;
}

/* Tarjan's components, with a stack of its own: call chains are as deep as programs are. */
struct frame {
    uint32_t func, call, target;
};

struct tarjan {
    const struct program *program;
    uint32_t *number, *low, *order, *component;
    bool *on_stack;
    VEC(uint32_t) stack;
    VEC(struct frame) frames;
    uint32_t next_number, next_order, next_component;
};

static void enter(struct tarjan *tarjan, uint32_t func)
{
    tarjan->number[func] = tarjan->low[func] = ++tarjan->next_number;
    tarjan->on_stack[func] = true;
    VEC_PUSH(&tarjan->stack, func);
    struct frame frame = {.func = func};
    VEC_PUSH(&tarjan->frames, frame);
}

static void leave(struct tarjan *tarjan, uint32_t func)
{
    if (tarjan->low[func] == tarjan->number[func]) {
        uint32_t member;
        do {
            member = tarjan->stack.data[--tarjan->stack.count];
            tarjan->on_stack[member] = false;
            tarjan->component[member] = tarjan->next_component;
            tarjan->order[tarjan->next_order++] = member;
        } while (member != func);
        tarjan->next_component++;
    }
    tarjan->frames.count--;
    if (tarjan->frames.count) {
        uint32_t parent = tarjan->frames.data[tarjan->frames.count - 1].func;
        if (tarjan->low[func] < tarjan->low[parent]) {
            tarjan->low[parent] = tarjan->low[func];
        }
    }
}

static void step(struct tarjan *tarjan)
{
    struct frame *frame = &tarjan->frames.data[tarjan->frames.count - 1];
    const struct program_func *func = &tarjan->program->funcs.data[frame->func];
    while (frame->call < func->call_count) {
        const struct program_call *call = &tarjan->program->calls.data[func->call + frame->call];
        if (frame->target == call->target_count) {
            frame->call++;
            frame->target = 0;
            continue;
        }
        uint32_t callee = tarjan->program->call_targets.data[call->target + frame->target++];
        if (!tarjan->number[callee]) {
            enter(tarjan, callee);
            return;
        }
        if (tarjan->on_stack[callee] && tarjan->number[callee] < tarjan->low[frame->func]) {
            tarjan->low[frame->func] = tarjan->number[callee];
        }
    }
    leave(tarjan, frame->func);
}

void calls_order(const struct program *program, uint32_t **order, uint32_t **component)
{
    size_t count = program->funcs.count;
    struct tarjan tarjan = {.program = program};
    tarjan.number = ARENA_ARRAY(program->image, uint32_t, count + 1);
    tarjan.low = ARENA_ARRAY(program->image, uint32_t, count + 1);
    tarjan.on_stack = ARENA_ARRAY(program->image, bool, count + 1);
    tarjan.order = ARENA_ARRAY(program->image, uint32_t, count + 1);
    tarjan.component = ARENA_ARRAY(program->image, uint32_t, count + 1);
    for (uint32_t func = 0; func < count; func++) {
        if (!tarjan.number[func]) {
            enter(&tarjan, func);
            while (tarjan.frames.count) {
                step(&tarjan);
            }
        }
    }
    *order = tarjan.order;
    *component = tarjan.component;
    VEC_FREE(&tarjan.stack);
    VEC_FREE(&tarjan.frames);
}
