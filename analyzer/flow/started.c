#include "flow/started.h"

static bool starts(const struct started *started, const struct program_call *call)
{
    const struct program *program = started->facts->program;
    bool result = call->sym != PROGRAM_NONE &&
                  model_role(started->facts->model, program->syms.data[call->sym].name, MODEL_START);
    for (uint32_t i = 0; i < call->target_count; i++) {
        result |= started->within[program->call_targets.data[call->target + i]];
    }
    return result;
}

/* Callees first; a second round closes recursion. */
static void find_within(struct started *started)
{
    struct program *program = started->facts->program;
    uint32_t *order;
    uint32_t *component;
    calls_order(program, &order, &component);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < program->funcs.count; i++) {
            const struct program_func *func = &program->funcs.data[order[i]];
            for (uint32_t j = 0; j < func->call_count && !started->within[order[i]]; j++) {
                started->within[order[i]] = starts(started, &program->calls.data[func->call + j]);
            }
            started->seen |= started->within[order[i]];
        }
    }
}

static uint64_t key_of(uint32_t func, uint32_t block)
{
    return (uint64_t)func << 32 | block;
}

/* In each block that starts it or comes later: the first op behind which it runs; 0 at the entry. */
static void flow_blocks(struct started *started, uint32_t func)
{
    struct program *program = started->facts->program;
    const struct ir_func *ir = program_ir(program, func);
    const struct ir_unit *unit = program_unit(program, func);
    const struct program_func *entry = &program->funcs.data[func];
    VEC(uint32_t) queue = {0};
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < entry->call_count; j++) {
            const struct program_call *call = &program->calls.data[entry->call + j];
            bool inside = call->op >= block->op && call->op - block->op < block->op_count;
            if (inside && starts(started, call)) {
                map_add(&started->first, key_of(func, ir->block + i), call->op);
                VEC_PUSH(&queue, ir->block + i);
            }
        }
    }
    while (queue.count) {
        const struct ir_block *block = &unit->blocks.data[queue.data[--queue.count]];
        for (uint32_t i = 0; i < block->succ_count; i++) {
            uint32_t next = unit->edges.data[block->succ + i].block;
            uint32_t known = map_get(&started->first, key_of(func, next));
            if (known != 0) {
                map_set(&started->first, key_of(func, next), 0);
                VEC_PUSH(&queue, next);
            }
        }
    }
    VEC_FREE(&queue);
}

bool started_before(const struct started *started, uint32_t entry, uint32_t block, uint32_t op)
{
    if (!started->seen || started->after[entry]) {
        return true;
    }
    uint32_t func = started->facts->reach.entries.data[entry].func;
    uint32_t first = map_get(&started->first, key_of(func, block));
    return first != MAP_NONE && (!first || op > first);
}

/* What is called behind the start, and what that calls. */
static void pass_down(struct started *started, const struct map *entries, uint32_t context)
{
    const struct facts *facts = started->facts;
    VEC(uint32_t) queue = {0};
    for (uint32_t i = facts->reach.first[context]; i < facts->reach.first[context + 1]; i++) {
        if (started->within[facts->reach.entries.data[i].func]) {
            VEC_PUSH(&queue, i);
        }
    }
    while (queue.count) {
        uint32_t at = queue.data[--queue.count];
        uint32_t func = facts->reach.entries.data[at].func;
        const struct summary *summary = &facts->summaries[func];
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            const struct program_call *call =
                event->kind == EVENT_CALL && started_before(started, at, event->block, event->op)
                    ? calls_at(facts->program, func, event->op)
                    : NULL;
            for (uint32_t j = 0; call && j < call->target_count; j++) {
                uint32_t target = facts->program->call_targets.data[call->target + j];
                uint32_t next = map_get(entries, (uint64_t)context << 32 | target);
                if (next != MAP_NONE && !started->after[next]) {
                    started->after[next] = true;
                    VEC_PUSH(&queue, next);
                }
            }
        }
    }
    VEC_FREE(&queue);
}

void started_find(struct started *started, const struct facts *facts)
{
    struct map entries = {0};
    *started = (struct started){.facts = facts};
    started->within = ARENA_ARRAY(facts->program->image, bool, facts->program->funcs.count + 1);
    started->after = ARENA_ARRAY(facts->program->image, bool, facts->reach.entries.count + 1);
    find_within(started);
    for (uint32_t i = 0; i < facts->program->funcs.count && started->seen; i++) {
        if (started->within[i]) {
            flow_blocks(started, i);
        }
    }
    reach_index(&facts->reach, &entries);
    for (uint32_t i = 0; i < facts->contexts.data.count && started->seen; i++) {
        if (facts->contexts.data.data[i].kind == CONTEXT_MAIN) {
            pass_down(started, &entries, i);
        }
    }
    map_free(&entries);
}

void started_free(struct started *started)
{
    map_free(&started->first);
}
