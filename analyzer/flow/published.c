#include "flow/published.h"

#include "flow/may_wait.h"

#include <string.h>

enum { REACHED_MAX = 2000 /* functions that a callee is looked for in */ };

/* Does the function never return to a caller, as main and tasks do? */
static bool is_root(const struct facts *facts, uint32_t func)
{
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        const struct context *context = &facts->contexts.data.data[i];
        if (context->func == func && context->kind != CONTEXT_HANDLER) {
            return true;
        }
    }
    return false;
}

/* Is `wanted` called from `func`, by any way? Yes too where the ways are too many. */
static bool calls(const struct program *program, uint32_t func, uint32_t wanted)
{
    struct map seen = {0};
    bool found = false;
    map_set(&seen, func, 0);
    for (size_t at = 0; at < seen.count && !found; at++) { /* the map keeps the order of insertion */
        const struct program_func *entry = &program->funcs.data[seen.entries[at].key];
        for (uint32_t i = 0; i < entry->call_count; i++) {
            const struct program_call *call = &program->calls.data[entry->call + i];
            for (uint32_t j = 0; j < call->target_count; j++) {
                map_add(&seen, program->call_targets.data[call->target + j], 0);
            }
        }
        found = seen.count > REACHED_MAX || (at > 0 && seen.entries[at].key == wanted);
    }
    map_free(&seen);
    return found;
}

/* Is what a store writes a parameter, or an address? Then it leaves something there, and resets nothing. */
static bool leaves_address(const struct flow *flow, const struct access *access)
{
    const struct ir_unit *unit = program_unit(flow->facts.program, access->func);
    const struct ir_op *op = &unit->ops.data[access->op];
    if (op->kind != IR_STORE) {
        return false;
    }
    op = &unit->ops.data[op->b];
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    const struct ir_place *place = op->kind == IR_LOAD ? &unit->places.data[op->a] : NULL;
    bool is_param = place && place->base == IR_BASE_SYM && !place->step_count &&
                    unit->syms.data[place->root].kind == IR_SYM_PARAM;
    return is_param || op->kind == IR_ADDR;
}

/*
 * Who reads the variable in a context that does not run `func`. NULL also where somebody resets it:
 * the function itself too, unless it is known that the address lies there at a return.
 */
static const struct access *find_reader(const struct flow *flow, uint32_t func, uint64_t cell, bool at_return)
{
    const struct accesses *accesses = &flow->accesses;
    const struct access *reader = NULL;
    uint32_t size = program_unit(flow->facts.program, func)->target.pointer_size;
    struct access wanted = {
        .object = cell_id(cell), .offset = cell_offset(cell), .exact = cell_offset(cell), .size = size};
    for (size_t i = access_first(accesses, wanted.object);
         i < accesses->data.count && accesses->data.data[i].object == wanted.object; i++) {
        const struct access *access = &accesses->data.data[i];
        bool other = !reach_find(&flow->facts.reach, access->context, func);
        if (!access_overlaps(access, &wanted) || (access->func == func && at_return)) {
            continue;
        }
        if (access->kind == ACCESS_WRITE &&
            (other || (!leaves_address(flow, access) &&
                       (access->func == func || calls(flow->facts.program, func, access->func))))) {
            return NULL;
        }
        reader = other && access->kind != ACCESS_WRITE && !access->unsure && !access->tangled && !reader
                     ? access
                     : reader;
    }
    return reader;
}

static void check_event(struct published_list *list, const struct flow *flow, struct may_wait *waits,
                        uint32_t func, const struct event *event)
{
    struct published found = {
        .func = func, .op = event->op, .local = event->value.id, .cell = (uint64_t)event->value.high};
    bool is_register = (found.cell & PUBLISHED_REGISTER) == PUBLISHED_REGISTER;
    const struct ir_unit *unit = program_unit(flow->facts.program, func);
    const struct ir_func *ir = program_ir(flow->facts.program, func);
    for (size_t i = list->data.count; i-- > 0 && list->data.data[i].func == func;) {
        if (list->data.data[i].cell == found.cell) {
            return;
        }
    }
    uint32_t block = ir->block;
    uint32_t end = ir->block + ir->block_count;
    while (block < end && found.op - unit->blocks.data[block].op >= unit->blocks.data[block].op_count) {
        block++;
    }
    if (block == end || may_wait_from(waits, func, block, found.op)) {
        return;
    }
    found.reader = is_register ? NULL : find_reader(flow, func, found.cell, event->flags & EVENT_AT_RETURN);
    if (is_register || found.reader) {
        VEC_PUSH(&list->data, found);
    }
}

void published_find(struct published_list *list, const struct flow *flow)
{
    const struct facts *facts = &flow->facts;
    struct may_wait waits;
    memset(list, 0, sizeof(*list));
    may_wait_init(&waits, facts);
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        const struct summary *summary = &facts->summaries[func];
        for (size_t i = 0; summary->exit_count && i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            if (event->kind == EVENT_PUBLISHED && !is_root(facts, func)) {
                check_event(list, flow, &waits, func, event);
            }
        }
    }
    may_wait_free(&waits);
}

void published_free(struct published_list *list)
{
    VEC_FREE(&list->data);
}
