#include "flow/trip.h"

#include <string.h>

enum {
    LOOK_BACK_MAX = 400, /* blocks from a loop to where its counter starts */
    TESTS_MAX = 24,      /* exits of one loop that are looked at */
};

#define TRIPS_MAX (INT64_C(1) << 40)

/* What one test says: the loop goes on while `variable` (plus `offset`) stands so to the limit. */
struct test {
    uint32_t block;
    uint32_t op; /* that reads the counter */
    uint32_t variable;
    enum ir_operator stays; /* LT LE GT GE NE */
    struct range limit;
};

enum moves { MOVES_UP, MOVES_DOWN, MOVES_LEFT /* shifted */, MOVES_RIGHT };

struct steps {
    enum moves moves;
    int64_t least, most; /* of one step */
    uint32_t count;      /* ops that step */
};

struct looking {
    const struct range_of *of;
    const struct ir_unit *unit;
    const struct loop_blocks *loop;
    struct arena *arena;
    bool *seen, *stop; /* by block of the loop */
};

static int64_t bits_of(uint64_t value)
{
    int64_t bits = 0;
    for (; value; value >>= 1) {
        bits++;
    }
    return bits;
}

static bool inside(const struct looking *looking, uint32_t block)
{
    return looking->loop->stamp[block] == looking->loop->id;
}

static uint32_t uncast(const struct ir_unit *unit, uint32_t op)
{
    while (unit->ops.data[op].kind == IR_CAST) {
        op = unit->ops.data[op].a;
    }
    return op;
}

/* ---- every round ---------------------------------------------------------------------------------- */

/* Is there a way inside from the header to `to`, its own start too, past all blocks where `stop` is true? */
static bool avoids(struct looking *looking, uint32_t to)
{
    const bool *stop = looking->stop;
    const struct loop_blocks *loop = looking->loop;
    uint32_t *stack = ARENA_ARRAY(looking->arena, uint32_t, loop->count + 1);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < loop->count; i++) {
        looking->seen[loop->blocks[i]] = false;
    }
    if (stop[loop->header]) {
        return false;
    }
    stack[depth++] = loop->header;
    while (depth) {
        const struct ir_func *func = looking->of->defs->func;
        const struct ir_block *block = &looking->unit->blocks.data[func->block + stack[--depth]];
        for (uint32_t i = 0; i < block->succ_count; i++) {
            uint32_t next = looking->unit->edges.data[block->succ + i].block - func->block;
            if (next == to) {
                return true;
            }
            if (inside(looking, next) && !looking->seen[next] && !stop[next] && next != loop->header) {
                looking->seen[next] = true;
                stack[depth++] = next;
            }
        }
    }
    return false;
}

static void stop_nowhere(struct looking *looking)
{
    for (uint32_t i = 0; i < looking->loop->count; i++) {
        looking->stop[looking->loop->blocks[i]] = false;
    }
}

/* ---- steps ---------------------------------------------------------------------------------------- */

static bool constant(const struct looking *looking, uint32_t op, int64_t *value)
{
    struct range range = range_of_op(looking->of, op);
    *value = range.low;
    return range.known && range.low == range.high && range.base == IR_NONE;
}

/* i = i + c, written out. */
static bool step_of_store(const struct looking *looking, const struct ir_op *store, uint32_t variable,
                          enum ir_operator *operator_, uint32_t *by)
{
    const struct ir_op *value = &looking->unit->ops.data[uncast(looking->unit, store->b)];
    if (value->kind != IR_BINARY) {
        return false;
    }
    uint32_t from = uncast(looking->unit, value->a);
    const struct ir_op *load = &looking->unit->ops.data[from];
    *operator_ = (enum ir_operator)value->operator_;
    *by = value->b;
    return load->kind == IR_LOAD && local_defs_of(looking->of->defs, load->a) == variable;
}

static bool read_step(const struct looking *looking, uint32_t def, uint32_t variable, enum moves *moves,
                      int64_t *size)
{
    const struct ir_op *op = &looking->unit->ops.data[def];
    enum ir_operator operator_ = (enum ir_operator)op->operator_;
    uint32_t by = op->b;
    bool is_step = op->kind == IR_RMW
                       ? by != IR_NONE
                       : op->kind == IR_STORE && step_of_store(looking, op, variable, &operator_, &by);
    if (!is_step || !constant(looking, by, size)) {
        return false;
    }
    bool negative = *size < 0;
    *size = negative ? -*size : *size;
    switch (operator_) {
    case IR_ADD: *moves = negative ? MOVES_DOWN : MOVES_UP; break;
    case IR_SUB: *moves = negative ? MOVES_UP : MOVES_DOWN; break;
    case IR_SHL: *moves = MOVES_LEFT; break;
    case IR_SHR: *moves = MOVES_RIGHT; break;
    case IR_DIV:
        *moves = MOVES_RIGHT;
        *size = bits_of((uint64_t)*size) - 1;
        break;
    default: return false;
    }
    uint32_t type = looking->unit->syms.data[variable].type;
    *size *= *moves <= MOVES_DOWN ? range_stride(looking->unit, type) : 1;
    return *size > 0 && *size < TRIPS_MAX && !(negative && *moves > MOVES_DOWN);
}

/* All writes of the variable in the loop are steps of one direction, and every round makes one. */
static bool find_steps(struct looking *looking, const struct test *test, struct steps *steps, bool *first)
{
    const struct local_defs *defs = looking->of->defs;
    bool *stop = looking->stop;
    stop_nowhere(looking);
    *steps = (struct steps){0};
    for (uint32_t def = local_defs_first(defs, test->variable); def != DEF_NONE;
         def = local_defs_next(defs, def)) {
        uint32_t block = defs->block_of[def - defs->first_op];
        enum moves moves;
        int64_t size;
        if (!inside(looking, block)) {
            continue;
        }
        if (!read_step(looking, def, test->variable, &moves, &size) ||
            (steps->count && moves != steps->moves)) {
            return false;
        }
        steps->moves = moves;
        steps->least = !steps->count || size < steps->least ? size : steps->least;
        steps->most = size > steps->most ? size : steps->most;
        steps->count++;
        stop[block] = true;
    }
    if (!steps->count || avoids(looking, looking->loop->header)) {
        return false;
    }
    /* A step comes before the first test where no way leads past all of them. */
    const struct ir_op *reader = &looking->unit->ops.data[test->op];
    bool in_test = stop[test->block];
    *first = reader->kind == IR_RMW
                 ? !(reader->flags & IR_OP_OLD)
                 : !in_test && test->block != looking->loop->header && !avoids(looking, test->block);
    if (in_test && reader->kind != IR_RMW) { /* in one block with the test: by their order */
        uint32_t def = local_defs_first(defs, test->variable);
        while (defs->block_of[def - defs->first_op] != test->block) {
            def = local_defs_next(defs, def);
        }
        *first = def < test->op;
    }
    return true;
}

/* ---- where the counter starts ---------------------------------------------------------------------- */

/* What the last write in a block gives the variable. False: there is none. */
static bool last_write(const struct looking *looking, uint32_t block, uint32_t variable, struct range *range)
{
    const struct ir_block *at = &looking->unit->blocks.data[looking->of->defs->func->block + block];
    for (uint32_t i = at->op_count; i-- > 0;) {
        const struct ir_op *op = &looking->unit->ops.data[at->op + i];
        bool writes = op->kind == IR_STORE || op->kind == IR_RMW;
        if (writes && local_defs_of(looking->of->defs, op->a) == variable) {
            *range = op->kind == IR_STORE ? range_of_op(looking->of, op->b) : range_unknown();
            return true;
        }
    }
    return false;
}

static struct range start_of(struct looking *looking, uint32_t variable)
{
    const struct local_defs *defs = looking->of->defs;
    const struct loop_blocks *loop = looking->loop;
    bool *seen = ARENA_ARRAY(looking->arena, bool, defs->func->block_count + 1);
    uint32_t *queue = ARENA_ARRAY(looking->arena, uint32_t, LOOK_BACK_MAX + 1);
    uint32_t count = 0;
    struct range start = range_unknown();
    bool any = false;
    queue[count++] = loop->header;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t block = queue[i];
        struct range here;
        bool entry = block == 0;
        if (i > 0 && last_write(looking, block, variable, &here)) {
            start = any ? range_join(start, here) : here;
            any = true;
            continue;
        }
        if (entry) { /* nobody wrote it: a parameter, or nothing */
            here =
                local_defs_is_param(defs, variable) ? range_of_param(looking->of, variable) : range_unknown();
            start = any ? range_join(start, here) : here;
            any = true;
        }
        for (uint32_t j = defs->pred_first[block]; j < defs->pred_first[block + 1]; j++) {
            uint32_t pred = defs->pred[j];
            bool round = block == loop->header && inside(looking, pred);
            if (seen[pred] || round) {
                continue;
            }
            if (count >= LOOK_BACK_MAX) {
                return range_unknown();
            }
            seen[pred] = true;
            queue[count++] = pred;
        }
    }
    return any ? start : range_unknown();
}

/* ---- tests ----------------------------------------------------------------------------------------- */

static enum ir_operator mirrored(enum ir_operator operator_)
{
    switch (operator_) {
    case IR_LT: return IR_GT;
    case IR_LE: return IR_GE;
    case IR_GT: return IR_LT;
    case IR_GE: return IR_LE;
    default: return operator_;
    }
}

/* Does the op read a counter: a local that the loop writes? */
static bool reads_counter(const struct looking *looking, uint32_t op, struct test *test)
{
    test->op = uncast(looking->unit, op);
    const struct ir_op *reader = &looking->unit->ops.data[test->op];
    if (reader->kind != IR_LOAD && reader->kind != IR_RMW) {
        return false;
    }
    test->variable = local_defs_of(looking->of->defs, reader->a);
    const struct local_defs *defs = looking->of->defs;
    uint32_t def = test->variable == DEF_NONE ? DEF_NONE : local_defs_first(defs, test->variable);
    while (def != DEF_NONE && !inside(looking, defs->block_of[def - defs->first_op])) {
        def = local_defs_next(defs, def);
    }
    return def != DEF_NONE;
}

/* The branch at the end of a block, read as a test of a counter. `taken`: the loop goes on if it is. */
static bool read_test(const struct looking *looking, uint32_t value, bool taken, struct test *test)
{
    const struct ir_unit *unit = looking->unit;
    uint32_t index = uncast(unit, value);
    const struct ir_op *op = &unit->ops.data[index];
    while (op->kind == IR_UNARY && op->operator_ == IR_LNOT) {
        taken = !taken;
        index = uncast(unit, op->a);
        op = &unit->ops.data[index];
    }
    enum ir_operator stays = IR_NE;
    test->limit = (struct range){.known = true, .attained = true, .base = IR_NONE};
    if (op->kind == IR_BINARY && op->operator_ >= IR_EQ && op->operator_ <= IR_GE) {
        stays = (enum ir_operator)op->operator_;
        if (reads_counter(looking, op->a, test)) {
            test->limit = range_of_op(looking->of, op->b);
        } else if (reads_counter(looking, op->b, test)) {
            test->limit = range_of_op(looking->of, op->a);
            stays = mirrored(stays);
        } else {
            return false;
        }
    } else if (!reads_counter(looking, index, test)) {
        return false;
    }
    test->stays = taken ? stays : ir_operator_inverse(stays);
    return test->limit.known && test->stays != IR_EQ;
}

/* ---- rounds ----------------------------------------------------------------------------------------- */

/* How many values lie in between, a step apart; a way that does not end is too long. */
static int64_t rounds(int64_t distance, int64_t step)
{
    return distance <= 0 ? 0 : (distance - 1) / step + 1;
}

/* A value that is shifted until nothing is left of it. */
static struct trips shifted(const struct looking *looking, const struct test *test, const struct steps *steps,
                            const struct range *start)
{
    const struct ir_type *type = &looking->unit->types.data[looking->unit->syms.data[test->variable].type];
    bool to_zero =
        test->limit.low == 0 && test->limit.high == 0 && (test->stays == IR_NE || test->stays == IR_GT);
    bool dies =
        steps->moves == MOVES_LEFT || !(type->flags & IR_TYPE_SIGNED) || (start->known && start->low >= 0);
    if (!to_zero || !dies || type->kind != IR_TYPE_INT || !type->size || type->size > 8) {
        return (struct trips){0};
    }
    int64_t width = (int64_t)type->size * 8;
    bool exact = start->known && start->low >= 0 && start->low == start->high;
    int64_t value_bits = exact ? bits_of((uint64_t)start->high) : width;
    if (steps->moves == MOVES_RIGHT) {
        uint64_t high = (uint64_t)rounds(value_bits, steps->least);
        return (struct trips){.known = true, .low = exact ? high : 0, .high = high};
    }
    int64_t lowest = 0; /* the bit that leaves last */
    while (exact && start->low && !((start->low >> lowest) & 1)) {
        lowest++;
    }
    uint64_t high = (uint64_t)rounds(exact && !start->low ? 0 : width - lowest, steps->least);
    return (struct trips){.known = true, .low = exact ? high : 0, .high = high};
}

/* The counter is known at the first test; `first`: one step is behind it by then. */
static struct trips counted(const struct test *test, const struct steps *steps, const struct range *start,
                            bool first)
{
    const struct range *limit = &test->limit;
    bool up = steps->moves == MOVES_UP;
    bool fits = up ? test->stays == IR_LT || test->stays == IR_LE || test->stays == IR_NE
                   : test->stays == IR_GT || test->stays == IR_GE || test->stays == IR_NE;
    if (!start->known || start->base != limit->base || !fits) {
        return (struct trips){0};
    }
    int64_t more = test->stays == IR_LE || test->stays == IR_GE ? 1 : 0;
    int64_t longest = (up ? limit->high - start->low : start->high - limit->low) + more;
    int64_t shortest = (up ? limit->low - start->high : start->low - limit->high) + more;
    if (test->stays == IR_NE &&
        (shortest < 0 || steps->count != 1 || shortest != longest || longest % steps->least != 0)) {
        return (struct trips){0}; /* it may step over the limit */
    }
    if (longest > TRIPS_MAX) {
        return (struct trips){0};
    }
    bool attained =
        up ? limit->attained && start->low == start->high : start->attained && limit->low == limit->high;
    attained &= steps->count == 1;
    longest -= first ? steps->least : 0;
    shortest -= first ? steps->most : 0;
    uint64_t high = (uint64_t)rounds(longest, steps->least);
    return (struct trips){
        .known = true, .high = high, .low = attained ? high : (uint64_t)rounds(shortest, steps->most)};
}

/* `i >= 0` of what has no sign is no test. */
static bool never_ends(const struct looking *looking, const struct test *test)
{
    const struct ir_type *type = &looking->unit->types.data[looking->unit->syms.data[test->variable].type];
    return test->stays == IR_GE && test->limit.base == IR_NONE && test->limit.low <= 0 &&
           type->kind == IR_TYPE_INT && !(type->flags & IR_TYPE_SIGNED);
}

static struct trips trips_of_test(struct looking *looking, uint32_t block, uint32_t value, bool taken)
{
    struct test test = {.block = block};
    struct steps steps;
    bool first;
    if (!read_test(looking, value, taken, &test) || never_ends(looking, &test)) {
        return (struct trips){0};
    }
    stop_nowhere(looking);
    looking->stop[block] = true;
    if (avoids(looking, looking->loop->header) || !find_steps(looking, &test, &steps, &first)) {
        return (struct trips){0};
    }
    struct range start = start_of(looking, test.variable);
    if (steps.moves == MOVES_LEFT || steps.moves == MOVES_RIGHT) {
        return shifted(looking, &test, &steps, &start);
    }
    return counted(&test, &steps, &start, first);
}

struct trips trips_of(const struct range_of *of, struct arena *arena, const struct loop_blocks *loop)
{
    const struct ir_unit *unit = of->defs->unit;
    uint32_t base = of->defs->func->block;
    struct looking looking = {.of = of, .unit = unit, .loop = loop, .arena = arena};
    looking.seen = ARENA_ARRAY(arena, bool, of->defs->func->block_count + 1);
    looking.stop = ARENA_ARRAY(arena, bool, of->defs->func->block_count + 1);
    struct trips best = {0};
    int tests = 0;
    for (uint32_t i = 0; i < loop->count && tests < TESTS_MAX; i++) {
        const struct ir_block *block = &unit->blocks.data[base + loop->blocks[i]];
        if (block->term != IR_TERM_BRANCH || block->value == IR_NONE) {
            continue;
        }
        bool taken_stays = inside(&looking, unit->edges.data[block->succ].block - base);
        bool other_stays = inside(&looking, unit->edges.data[block->succ + 1].block - base);
        if (taken_stays == other_stays) {
            continue;
        }
        tests++;
        struct trips trips = trips_of_test(&looking, loop->blocks[i], block->value, taken_stays);
        if (trips.known && (!best.known || trips.high < best.high)) {
            best = trips;
        }
    }
    return best;
}
