#include "flow/turns.h"

#include <stdlib.h>
#include <string.h>

/* One function in one context. */
struct walk {
    struct turns *turns;
    uint32_t entry, context, func;
    const struct ir_unit *unit;
    const struct ir_func *ir;
    struct turn_facts *blocks; /* on entering each */
    bool changed;              /* since the last look at all blocks */
};

struct worklist {
    VEC(uint32_t) entries;
    bool *has;
};

/* ---- what a function may store ------------------------------------------------------------------------- */

static bool may_store(const struct turns *turns, uint32_t func, uint32_t flag)
{
    return (turns->stored[func * turns->words + flag / 64] >> (flag % 64)) & 1;
}

static void list_stored(struct turns *turns)
{
    struct program *program = turns->facts->program;
    uint32_t *order;
    uint32_t *component;
    turns->words = (turns->flags.count + 63) / 64;
    turns->stored = ARENA_ARRAY(&turns->arena, uint64_t, turns->words *(program->funcs.count + 1));
    for (size_t i = 0; i < turns->flags.stores.count; i++) {
        const struct turn_store *store = &turns->flags.stores.data[i];
        turns->stored[store->access->func * turns->words + store->flag / 64] |= UINT64_C(1)
                                                                                << (store->flag % 64);
    }
    calls_order(program, &order, &component);
    for (int pass = 0; pass < 2; pass++) { /* the second closes recursion */
        for (uint32_t i = 0; i < program->funcs.count; i++) {
            const struct program_func *func = &program->funcs.data[order[i]];
            for (uint32_t j = 0; j < func->call_count; j++) {
                const struct program_call *call = &program->calls.data[func->call + j];
                for (uint32_t k = 0; k < call->target_count; k++) {
                    uint32_t target = program->call_targets.data[call->target + k];
                    for (size_t word = 0; word < turns->words; word++) {
                        turns->stored[order[i] * turns->words + word] |=
                            turns->stored[target * turns->words + word];
                    }
                }
            }
        }
    }
}

/* ---- within a function --------------------------------------------------------------------------------- */

/* An op changes what is known. */
static void pass_op(const struct turns *turns, uint32_t func, const struct ir_unit *unit, uint32_t index,
                    struct turn_facts *facts)
{
    const struct ir_op *op = &unit->ops.data[index];
    if (op->kind == IR_STORE) {
        uint32_t flag = turn_flag_at(&turns->flags, func, index);
        struct turn_fact fact = {.flag = flag, .is = true};
        if (flag != FLOW_NONE && contexts_constant(unit, op->b, &fact.value)) {
            turn_facts_learn(facts, fact);
        }
        return;
    }
    const struct program_call *call =
        op->kind == IR_CALL && facts->count ? calls_at(turns->facts->program, func, index) : NULL;
    for (uint32_t i = 0; call && i < call->target_count; i++) {
        uint32_t target = turns->facts->program->call_targets.data[call->target + i];
        for (uint32_t j = facts->count; j-- > 0;) {
            if (may_store(turns, target, facts->data[j].flag)) {
                turn_facts_forget(facts, facts->data[j].flag);
            }
        }
    }
}

/* Does the flag keep its value from the op to the end of the block? */
static bool stays(const struct turns *turns, uint32_t func, const struct ir_unit *unit,
                  const struct ir_block *block, uint32_t from, uint32_t flag)
{
    struct turn_facts facts = {.count = 1, .data = {{.flag = flag}}};
    for (uint32_t op = from; op < block->op + block->op_count && facts.count; op++) {
        if (turn_flag_at(&turns->flags, func, op) == flag && unit->ops.data[op].kind == IR_STORE) {
            return false;
        }
        pass_op(turns, func, unit, op, &facts);
    }
    return facts.count != 0;
}

/* What a condition says of a flag that it loads in its own block, when it is taken or not. */
static bool read_condition(const struct walk *walk, const struct ir_block *block, uint32_t value, bool taken,
                           struct turn_fact *fact)
{
    const struct ir_unit *unit = walk->unit;
    const struct ir_op *op = &unit->ops.data[value];
    while (op->kind == IR_CAST || (op->kind == IR_UNARY && op->operator_ == IR_LNOT)) {
        taken ^= op->kind == IR_UNARY;
        value = op->a;
        op = &unit->ops.data[value];
    }
    if (op->kind == IR_BINARY && (op->operator_ == IR_EQ || op->operator_ == IR_NE)) {
        bool same = (op->operator_ == IR_EQ) == taken;
        value = op->a;
        if (!contexts_constant(unit, op->b, &fact->value)) {
            value = op->b;
            if (!contexts_constant(unit, op->a, &fact->value)) {
                return false;
            }
        }
        while (unit->ops.data[value].kind == IR_CAST) {
            value = unit->ops.data[value].a;
        }
        fact->is = same;
    } else {
        fact->is = !taken;
        fact->value = 0;
    }
    fact->asked = true;
    fact->flag = unit->ops.data[value].kind == IR_LOAD ? turn_flag_at(&walk->turns->flags, walk->func, value)
                                                       : FLOW_NONE;
    return fact->flag != FLOW_NONE && value >= block->op && value - block->op < block->op_count &&
           stays(walk->turns, walk->func, unit, block, value, fact->flag);
}

static void leave_block(struct walk *walk, const struct ir_block *block, const struct turn_facts *out)
{
    for (uint32_t i = 0; i < block->succ_count; i++) {
        const struct ir_edge *edge = &walk->unit->edges.data[block->succ + i];
        struct turn_facts on_edge = *out;
        struct turn_fact fact = {0};
        if (block->term == IR_TERM_BRANCH && read_condition(walk, block, block->value, i == 0, &fact)) {
            turn_facts_learn(&on_edge, fact);
        }
        walk->changed |= turn_facts_join(&walk->blocks[edge->block - walk->ir->block], &on_edge);
    }
}

/* Hands on what is known where a function is called. */
static void enter_callees(struct walk *walk, uint32_t op, const struct turn_facts *facts,
                          struct worklist *list)
{
    struct turns *turns = walk->turns;
    const struct program_call *call = calls_at(turns->facts->program, walk->func, op);
    for (uint32_t i = 0; call && i < call->target_count; i++) {
        uint32_t target = turns->facts->program->call_targets.data[call->target + i];
        uint32_t entry = map_get(&turns->entry_at, (uint64_t)walk->context << 32 | target);
        if (entry != MAP_NONE && turn_facts_join(&turns->entries[entry], facts) && !list->has[entry]) {
            list->has[entry] = true;
            VEC_PUSH(&list->entries, entry);
        }
    }
}

/* Until nothing changes; then what is known at the calls goes to the callees. */
static void walk_function(struct walk *walk, struct worklist *list)
{
    memset(walk->blocks, 0, walk->ir->block_count * sizeof(*walk->blocks));
    walk->blocks[0] = walk->turns->entries[walk->entry];
    for (int last = 0; last < 2; last++) {
        do {
            walk->changed = false;
            for (uint32_t i = 0; i < walk->ir->block_count; i++) {
                const struct ir_block *block = &walk->unit->blocks.data[walk->ir->block + i];
                struct turn_facts facts = walk->blocks[i];
                for (uint32_t j = 0; facts.reached && j < block->op_count; j++) {
                    if (last && walk->unit->ops.data[block->op + j].kind == IR_CALL) {
                        enter_callees(walk, block->op + j, &facts, list);
                    }
                    pass_op(walk->turns, walk->func, walk->unit, block->op + j, &facts);
                }
                if (facts.reached) {
                    leave_block(walk, block, &facts);
                }
            }
        } while (walk->changed);
    }
}

/* Keeps what is known in the blocks, where something is. */
static void keep(struct walk *walk)
{
    bool any = false;
    for (uint32_t i = 0; i < walk->ir->block_count; i++) {
        any |= walk->blocks[i].count != 0;
    }
    struct turn_facts **kept = &walk->turns->blocks[walk->entry];
    if (any && !*kept) {
        *kept = ARENA_ARRAY(&walk->turns->arena, struct turn_facts, walk->ir->block_count);
    }
    if (*kept) {
        memcpy(*kept, walk->blocks, walk->ir->block_count * sizeof(**kept));
    }
}

static void walk_all(struct turns *turns)
{
    const struct reach *reach = &turns->facts->reach;
    struct worklist list = {.has = ARENA_ARRAY(&turns->arena, bool, reach->entries.count + 1)};
    struct turn_facts *blocks = NULL;
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        if (reach->entries.data[i].from_call == FLOW_NONE) {
            turns->entries[i].reached = list.has[i] = true;
            VEC_PUSH(&list.entries, i);
        }
    }
    for (size_t next = 0; next < list.entries.count; next++) {
        uint32_t index = list.entries.data[next];
        const struct reach_entry *entry = &reach->entries.data[index];
        const struct ir_func *ir = program_ir(turns->facts->program, entry->func);
        blocks = mem_realloc(blocks, (ir->block_count + 1) * sizeof(*blocks));
        struct walk walk = {.turns = turns,
                            .entry = index,
                            .context = entry->context,
                            .func = entry->func,
                            .unit = program_unit(turns->facts->program, entry->func),
                            .ir = ir,
                            .blocks = blocks};
        list.has[index] = false;
        walk_function(&walk, &list);
        keep(&walk);
    }
    free(blocks);
    VEC_FREE(&list.entries);
}

void turns_find(struct turns *turns, const struct facts *facts, const struct accesses *accesses)
{
    *turns = (struct turns){.facts = facts};
    turn_flags_find(&turns->flags, facts, accesses);
    if (!turns->flags.count) {
        return;
    }
    reach_index(&facts->reach, &turns->entry_at);
    turns->entries = ARENA_ARRAY(&turns->arena, struct turn_facts, facts->reach.entries.count + 1);
    turns->blocks = ARENA_ARRAY(&turns->arena, struct turn_facts *, facts->reach.entries.count + 1);
    list_stored(turns);
    walk_all(turns);
}

void turns_free(struct turns *turns)
{
    turn_flags_free(&turns->flags);
    map_free(&turns->entry_at);
    arena_free(&turns->arena);
}

/* ---- questions ----------------------------------------------------------------------------------------- */

/* What is known at an access, before it is made. */
static struct turn_facts known_at(const struct turns *turns, const struct access *access)
{
    struct turn_facts facts = {0};
    uint32_t entry = turns->flags.count
                         ? map_get(&turns->entry_at, (uint64_t)access->context << 32 | access->func)
                         : MAP_NONE;
    if (entry == MAP_NONE) {
        return facts;
    }
    const struct ir_unit *unit = program_unit(turns->facts->program, access->func);
    const struct ir_func *ir = program_ir(turns->facts->program, access->func);
    uint32_t block = turns->facts->summaries[access->func].events.data[access->event].block;
    if (turns->blocks[entry]) {
        facts = turns->blocks[entry][block - ir->block];
    }
    for (uint32_t op = unit->blocks.data[block].op; op < access->op; op++) {
        pass_op(turns, access->func, unit, op, &facts);
    }
    return facts;
}

/* Does no other context that may run meanwhile make the fact untrue? */
static bool is_kept(const struct turns *turns, const struct turn_fact *fact, uint32_t context)
{
    const struct context *contexts = turns->facts->contexts.data.data;
    const struct turn_flags *flags = &turns->flags;
    for (uint32_t i = flags->first_store.data[fact->flag]; i < flags->first_store.data[fact->flag + 1]; i++) {
        const struct turn_store *store = &flags->stores.data[i];
        const struct context *by = &contexts[store->access->context];
        bool later = by->kind == CONTEXT_MAIN ||
                     (by->kind != CONTEXT_HANDLER && contexts[context].kind == CONTEXT_HANDLER);
        if (store->access->context == context || later || turn_fact_allows(fact, store->value)) {
            continue;
        }
        struct turn_facts there = known_at(turns, store->access);
        const struct turn_fact *said = turn_facts_find(&there, fact->flag);
        if (!said || !turn_facts_contradict(said, fact)) {
            return false;
        }
    }
    return true;
}

bool turns_exclude(const struct turns *turns, const struct access *at_risk, const struct access *by)
{
    struct turn_facts here = known_at(turns, at_risk);
    struct turn_facts there = here.count ? known_at(turns, by) : here;
    for (uint32_t i = 0; i < here.count; i++) {
        const struct turn_fact *other = turn_facts_find(&there, here.data[i].flag);
        if (other && turn_facts_contradict(&here.data[i], other) &&
            is_kept(turns, &here.data[i], at_risk->context)) {
            return true;
        }
    }
    return false;
}

bool turns_asked(const struct turns *turns, const struct access *at_risk, const struct access *by)
{
    struct turn_facts here = known_at(turns, at_risk);
    for (uint32_t i = 0; i < here.count; i++) {
        const struct turn_flags *flags = &turns->flags;
        uint32_t flag = here.data[i].flag;
        for (uint32_t j = flags->first_store.data[flag];
             here.data[i].asked && j < flags->first_store.data[flag + 1]; j++) {
            const struct access *store = flags->stores.data[j].access;
            if (store->context == by->context && !access_overlaps(store, at_risk) &&
                turn_fact_allows(&here.data[i], flags->stores.data[j].value)) {
                return true;
            }
        }
    }
    return false;
}
