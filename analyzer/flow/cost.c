#include "flow/cost.h"

#include <string.h>

/* ---- calls ---------------------------------------------------------------------------------------- */

static const char *callee_name(const struct facts *facts, const struct program_call *call)
{
    return call && call->sym != PROGRAM_NONE ? facts->program->syms.data[call->sym].name : "";
}

static const struct model_entry *row_of(const struct costs *costs, const struct program_call *call,
                                        const struct ir_op *op)
{
    const char *name = callee_name(costs->facts, call);
    size_t count = 0;
    const struct model_entry *rows = model_find(costs->facts->model, name, &count);
    if (!rows && strncmp(name, "__builtin_", 10) == 0) {
        rows = model_find(costs->facts->model, name + 10, &count);
    }
    for (size_t i = 0; i < count; i++) {
        if (model_fits(&rows[i], (int)op->c, false) || model_fits(&rows[i], (int)op->c, true)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* The locals of a function are found once for all that is asked of it. */
static void look_at(struct costs *costs, uint32_t func)
{
    if (costs->func == func) {
        return;
    }
    arena_free(&costs->arena);
    costs->func = func;
    local_defs_find(&costs->defs, &costs->arena, program_unit(costs->facts->program, func),
                    program_ir(costs->facts->program, func));
    costs->of = (struct range_of){
        .facts = costs->facts, .func = func, .defs = &costs->defs, .params = costs->params[func]};
}

static struct cost cost_of_copy(struct costs *costs, uint32_t func, const struct ir_op *call)
{
    const struct ir_unit *unit = program_unit(costs->facts->program, func);
    look_at(costs, func);
    struct range size =
        call->c > 2 ? range_of_op(&costs->of, unit->operands.data[call->b + 2]) : range_unknown();
    if (!size.known || size.base != IR_NONE || size.high < 0) {
        return cost_mark(cost_of(1, 1), COST_UNBOUNDED, COST_COPY, func, call->loc);
    }
    struct cost most = weight_copy(unit, (uint64_t)size.high);
    uint64_t least = size.attained ? (uint64_t)size.high : size.low > 0 ? (uint64_t)size.low : 0;
    most.low = weight_copy(unit, least).low;
    return most;
}

static bool may_return(const struct summary *callee)
{
    return !callee->done || callee->count_step || (callee->exit_count > 0 && !callee->aborts);
}

/* Every callee of a call is one of the functions; the worst of them counts. */
static struct cost cost_of_targets(struct costs *costs, uint32_t func, const struct program_call *call,
                                   uint32_t loc)
{
    struct cost worst = cost_of(0, 0);
    bool returns = false;
    for (uint32_t i = 0; i < call->target_count; i++) {
        uint32_t target = costs->facts->program->call_targets.data[call->target + i];
        struct cost one = costs->total[target];
        if (!costs->done[target]) {
            one = cost_mark(cost_of(1, 1), COST_UNBOUNDED, COST_RECURSION, func, loc);
        }
        worst = i ? cost_worse(worst, one) : one;
        returns |= may_return(&costs->facts->summaries[target]);
    }
    worst.stops = !returns;
    return worst;
}

static bool is_inline(const struct facts *facts, const struct program_call *call)
{
    bool all = call->target_count > 0 && call->sym != PROGRAM_NONE;
    for (uint32_t i = 0; i < call->target_count && all; i++) {
        uint32_t target = facts->program->call_targets.data[call->target + i];
        const struct ir_unit *unit = program_unit(facts->program, target);
        all = (unit->syms.data[program_ir(facts->program, target)->sym].flags & IR_SYM_INLINE) != 0;
    }
    return all;
}

enum {
    PRIMITIVE_HIGH = 16 /* a mask operation of a framework that is not in sight: a call and a few lines */
};

static struct cost cost_of_call(struct costs *costs, uint32_t func, uint32_t index)
{
    const struct facts *facts = costs->facts;
    const struct ir_op *op = &program_unit(facts->program, func)->ops.data[index];
    const struct program_call *call = calls_at(facts->program, func, index);
    const struct model_entry *row = row_of(costs, call, op);
    struct cost overhead = weight_op(program_unit(facts->program, func), index);
    struct waiting waiting;
    if (row && (row->role == MODEL_COPY || row->role == MODEL_FILL)) {
        return cost_add(overhead, cost_of_copy(costs, func, op));
    }
    if (blocking_call(&costs->blocking, facts, func, index, &waiting)) {
        return cost_mark(overhead, COST_UNBOUNDED, COST_WAIT, func, op->loc);
    }
    if (call && call->target_count) {
        overhead.high = is_inline(facts, call) ? op->c : overhead.high;
        struct cost callee = cost_of_targets(costs, func, call, op->loc);
        struct cost whole = cost_add(overhead, callee);
        whole.stops = callee.stops;
        return whole;
    }
    bool primitive =
        row && (row->role <= MODEL_EXIT || row->role == MODEL_IN_ISR || row->role == MODEL_ATOMIC ||
                row->role == MODEL_BARRIER || row->role == MODEL_NORETURN);
    if (primitive || (op->flags & IR_OP_BUILTIN)) {
        struct cost cost = cost_of(primitive ? 1 : 0, PRIMITIVE_HIGH);
        cost.stops = row && row->role == MODEL_NORETURN;
        return cost;
    }
    overhead.low = 1;
    enum cost_reason reason = op->flags & IR_OP_INDIRECT ? COST_POINTER : COST_NO_BODY;
    return cost_mark(overhead, COST_PARTIAL, reason, func, op->loc);
}

struct cost costs_op(struct costs *costs, uint32_t func, uint32_t op)
{
    const struct ir_unit *unit = program_unit(costs->facts->program, func);
    struct cost cost = weight_op(unit, op);
    switch (unit->ops.data[op].kind) {
    case IR_CALL: return cost_of_call(costs, func, op);
    case IR_UNKNOWN: return cost_mark(cost, COST_PARTIAL, COST_NOT_UNDERSTOOD, func, unit->ops.data[op].loc);
    default: return cost;
    }
}

/* ---- functions ------------------------------------------------------------------------------------ */

static struct cost op_of_region(void *context, uint32_t func, uint32_t op)
{
    struct costs *costs = context;
    return costs_op(costs, func, op);
}

/* A loop is seen on several ways, and on some of them more of it is known. */
static void note_loop(void *context, const struct bounded_loop *loop)
{
    struct costs *costs = context;
    uint32_t next = (uint32_t)costs->loops.count;
    uint32_t index = map_add(&costs->loop_at, (uint64_t)loop->func << 32 | loop->block, next);
    if (index == next) {
        VEC_PUSH(&costs->loops, *loop);
        return;
    }
    struct trips *trips = &costs->loops.data[index].trips;
    if (!trips->known) {
        *trips = loop->trips;
    } else if (loop->trips.known) {
        trips->low = loop->trips.low < trips->low ? loop->trips.low : trips->low;
        trips->high = loop->trips.high > trips->high ? loop->trips.high : trips->high;
    }
}

void costs_region(struct costs *costs, struct region *region, uint32_t func)
{
    look_at(costs, func);
    *region = (struct region){.of = &costs->of,
                              .start = IR_NONE,
                              .start_cost = cost_of(0, 0),
                              .op_cost = op_of_region,
                              .on_loop = note_loop,
                              .context = costs};
}

void costs_longest(struct costs *costs, struct longest *longest, const struct region *region)
{
    struct arena scratch = {0};
    (void)costs;
    longest_find(longest, &scratch, region);
    arena_free(&scratch);
}

static struct cost cost_of_func(struct costs *costs, uint32_t func)
{
    struct region region;
    struct longest longest;
    costs_region(costs, &region, func);
    region.to_return = true;
    costs_longest(costs, &longest, &region);
    struct cost cost = longest.found ? longest.cost : cost_of(0, 0);
    bool degraded = (program_ir(costs->facts->program, func)->flags & IR_FUNC_DEGRADED) != 0;
    return degraded ? cost_mark(cost, COST_PARTIAL, COST_NOT_UNDERSTOOD, func,
                                program_ir(costs->facts->program, func)->loc)
                    : cost;
}

/* ---- parameters ----------------------------------------------------------------------------------- */

static void join(struct constant_set *to, const struct constant_set *from, bool is_first)
{
    if (is_first) {
        *to = *from;
        return;
    }
    to->known &= from->known;
    for (int i = 0; i < from->count && to->known; i++) {
        bool has = false;
        for (int j = 0; j < to->count; j++) {
            has |= to->data[j] == from->data[i];
        }
        if (!has && to->count == CONSTANTS_MAX) {
            to->known = false;
        } else if (!has) {
            to->data[to->count++] = from->data[i];
        }
    }
}

static void find_params(struct costs *costs)
{
    const struct facts *facts = costs->facts;
    for (size_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        uint32_t count = program_ir(facts->program, entry->func)->param_count;
        bool is_first = !costs->params[entry->func];
        if (is_first) {
            costs->params[entry->func] =
                ARENA_ARRAY(facts->program->image, struct constant_set, PARAM_IN_ISR + 1);
        }
        for (uint32_t j = 0; j < count && j < PARAM_IN_ISR; j++) {
            struct constant_set none = {0};
            join(&costs->params[entry->func][j], entry->constants ? &entry->constants[j] : &none, is_first);
        }
    }
}

void costs_find(struct costs *costs, const struct facts *facts)
{
    uint32_t *order;
    uint32_t *component;
    uint32_t count = (uint32_t)facts->program->funcs.count;
    struct arena *image = facts->program->image;
    *costs = (struct costs){.facts = facts, .func = FLOW_NONE};
    blocking_find(&costs->blocking, facts);
    costs->total = ARENA_ARRAY(image, struct cost, count + 1);
    costs->done = ARENA_ARRAY(image, bool, count + 1);
    costs->params = ARENA_ARRAY(image, struct constant_set *, count + 1);
    find_params(costs);
    calls_order(facts->program, &order, &component);
    for (uint32_t i = 0; i < count; i++) {
        costs->total[order[i]] = cost_of_func(costs, order[i]);
        costs->done[order[i]] = true;
    }
}

void costs_free(struct costs *costs)
{
    arena_free(&costs->arena);
    VEC_FREE(&costs->loops);
    map_free(&costs->loop_at);
}
