#include "flow/longest.h"

/* One block, or the rest of the one in which the part starts. */
struct part {
    uint32_t block;    /* of the function; the start has none */
    uint32_t from, to; /* its ops */
    uint32_t end;      /* the op that ends it, IR_NONE: a return */
    bool stops;
};

struct walk {
    const struct region *region;
    const struct ir_unit *unit;
    const struct ir_func *func;
    struct arena *arena;
    struct ways ways;
    struct part *parts; /* by node */
    uint32_t *node_of;  /* by block */
    uint32_t *stamp;    /* by block: for the bounds of loops */
    uint32_t next_stamp;
};

/* ---- the graph ------------------------------------------------------------------------------------ */

static const struct region_end *end_at(const struct region *region, uint32_t op)
{
    uint32_t low = 0;
    uint32_t high = region->end_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (region->ends[middle].op < op) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < region->end_count && region->ends[low].op == op ? &region->ends[low] : NULL;
}

static void weigh(struct walk *walk, uint32_t index, const struct ir_block *block)
{
    const struct region *region = walk->region;
    struct way_node *node = &walk->ways.nodes[index];
    struct part *part = &walk->parts[index];
    for (uint32_t op = part->from; op < part->to; op++) {
        const struct region_end *end = region->end_count ? end_at(region, op) : NULL;
        if (end) {
            node->cost = cost_add(node->cost, end->cost);
            node->ends = true;
            part->end = op;
            part->to = op;
            return;
        }
        struct cost cost = region->op_cost(region->context, region->of->func, op);
        node->cost = cost_add(node->cost, cost);
        if (cost.stops) {
            part->stops = true;
            return;
        }
    }
    node->cost = cost_add(node->cost, weight_end(walk->unit, block));
    node->ends = region->to_return && block->term == IR_TERM_RETURN;
    part->end = IR_NONE;
}

static uint32_t add_node(struct walk *walk, uint32_t block)
{
    const struct ir_block *at = &walk->unit->blocks.data[walk->func->block + block];
    uint32_t index = walk->ways.count++;
    walk->ways.nodes[index] = (struct way_node){.cost = cost_of(0, 0)};
    walk->parts[index] = (struct part){.block = block, .from = at->op, .to = at->op + at->op_count};
    walk->node_of[block] = index;
    weigh(walk, index, at);
    return index;
}

static void add_start(struct walk *walk)
{
    const struct region *region = walk->region;
    uint32_t index = walk->ways.count++;
    walk->ways.nodes[index] = (struct way_node){.cost = region->start_cost};
    walk->parts[index] = (struct part){.block = WAYS_NONE};
    if (region->start == IR_NONE) {
        return;
    }
    uint32_t block = region->of->defs->block_of[region->start - region->of->defs->first_op];
    const struct ir_block *at = &walk->unit->blocks.data[walk->func->block + block];
    walk->parts[index].from = region->start + 1;
    walk->parts[index].to = at->op + at->op_count;
    weigh(walk, index, at);
}

static void add_edge(struct walk *walk, struct way_node *node, uint32_t to)
{
    walk->ways.succ[walk->ways.succ_count++] = to;
    node->succ_count++;
}

/* The nodes that control may come to, each with its ways on. */
static void build(struct walk *walk)
{
    const struct region *region = walk->region;
    uint32_t edges = 1;
    for (uint32_t i = 0; i < walk->func->block_count; i++) {
        walk->node_of[i] = WAYS_NONE;
        edges +=
            2 *
            walk->unit->blocks.data[walk->func->block + i].succ_count; /* the start's block has two nodes */
    }
    walk->ways.succ = ARENA_ARRAY(walk->arena, uint32_t, edges + 1);
    add_start(walk);
    for (uint32_t i = 0; i < walk->ways.count; i++) {
        struct way_node *node = &walk->ways.nodes[i];
        node->succ = walk->ways.succ_count;
        if (node->ends || walk->parts[i].stops) {
            continue;
        }
        if (i == 0 && region->start == IR_NONE) {
            add_edge(walk, node, add_node(walk, 0));
            continue;
        }
        uint32_t block = i == 0 ? region->of->defs->block_of[region->start - region->of->defs->first_op]
                                : walk->parts[i].block;
        const struct ir_block *at = &walk->unit->blocks.data[walk->func->block + block];
        for (uint32_t j = 0; j < at->succ_count; j++) {
            uint32_t to = walk->unit->edges.data[at->succ + j].block - walk->func->block;
            if (!region->enter || region->enter[to]) {
                add_edge(walk, node, walk->node_of[to] == WAYS_NONE ? add_node(walk, to) : walk->node_of[to]);
            }
        }
    }
}

/* ---- loops ----------------------------------------------------------------------------------------- */

/* Where a loop stands: its header's branch, or what comes first that stands anywhere. */
static uint32_t loop_loc(const struct walk *walk, const uint32_t *members, uint32_t count, uint32_t header)
{
    uint32_t loc = walk->unit->blocks.data[walk->func->block + walk->parts[header].block].loc;
    for (uint32_t i = count; i-- > 0 && loc == IR_NONE;) {
        const struct ir_block *block =
            &walk->unit->blocks.data[walk->func->block + walk->parts[members[i]].block];
        loc = block->op_count ? walk->unit->ops.data[block->op].loc : block->loc;
    }
    return loc;
}

/* Does the header's own test leave the loop, before the round? A block that goes back to itself asks last. */
static bool is_top_tested(const struct walk *walk, const struct way_round *round, uint32_t id)
{
    const struct way_node *header = &walk->ways.nodes[round->header];
    bool leaves = false;
    for (uint32_t i = 0; i < header->succ_count; i++) {
        uint32_t to = walk->ways.succ[header->succ + i];
        uint32_t block = walk->parts[to].block;
        leaves |= block != WAYS_NONE && walk->stamp[block] != id;
        if (to == round->header) {
            return false;
        }
    }
    return leaves;
}

static struct cost cost_of_rounds(void *context, const struct way_round *round, struct way_loop *loop)
{
    struct walk *walk = context;
    const struct region *region = walk->region;
    uint32_t *blocks = ARENA_ARRAY(walk->arena, uint32_t, round->count + 1);
    uint32_t id = ++walk->next_stamp;
    for (uint32_t i = 0; i < round->count; i++) {
        blocks[i] = walk->parts[round->members[i]].block;
        walk->stamp[blocks[i]] = id;
    }
    struct loop_blocks of = {.stamp = walk->stamp,
                             .id = id,
                             .header = walk->parts[round->header].block,
                             .blocks = blocks,
                             .count = round->count};
    loop->trips = trips_of(region->of, walk->arena, &of);
    loop->loc = loop_loc(walk, round->members, round->count, round->header);
    if (region->on_loop) {
        struct bounded_loop seen = {.func = region->of->func,
                                    .block = of.header,
                                    .loc = loop->loc,
                                    .trips = loop->trips,
                                    .at_top = is_top_tested(walk, round, id)};
        region->on_loop(region->context, &seen);
    }
    struct cost cost = round->cost;
    if (loop->trips.known) {
        cost.low++; /* the counter moves, and -Os does not unroll */
        return cost_times(cost, loop->trips.low, loop->trips.high);
    }
    /* Somebody wrote it to go round at least once. */
    return cost_mark(cost, COST_UNBOUNDED, COST_LOOP, region->of->func, loop->loc);
}

static struct cost cost_of_tangle(void *context, const uint32_t *members, uint32_t count, struct cost before)
{
    struct walk *walk = context;
    return cost_mark(before, COST_UNBOUNDED, COST_TANGLE, walk->region->of->func,
                     loop_loc(walk, members, count, members[0]));
}

/* ---- the story ------------------------------------------------------------------------------------- */

/* Keeps the heaviest; `steps` is in the order of the way, from its end. */
static void add_step(struct longest *longest, struct longest_step step)
{
    if (longest->step_count < LONGEST_STEPS_MAX) {
        longest->steps[longest->step_count++] = step;
        return;
    }
    uint32_t lightest = 0;
    for (uint32_t i = 1; i < longest->step_count; i++) {
        lightest = cost_is_longer(&longest->steps[lightest].cost, &longest->steps[i].cost) ? i : lightest;
    }
    if (!cost_is_longer(&step.cost, &longest->steps[lightest].cost)) {
        return;
    }
    for (uint32_t i = lightest; i + 1 < longest->step_count; i++) {
        longest->steps[i] = longest->steps[i + 1];
    }
    longest->steps[longest->step_count - 1] = step;
}

static void add_calls(struct walk *walk, struct longest *longest, const struct part *part)
{
    const struct region *region = walk->region;
    for (uint32_t op = part->to; op-- > part->from;) {
        if (walk->unit->ops.data[op].kind == IR_CALL) {
            add_step(longest,
                     (struct longest_step){.op = op,
                                           .loc = walk->unit->ops.data[op].loc,
                                           .cost = region->op_cost(region->context, region->of->func, op)});
        }
    }
}

static void tell(struct walk *walk, struct longest *longest, uint32_t end)
{
    for (uint32_t at = end; at != WAYS_NONE;) {
        const struct way_node *node = &walk->ways.nodes[at];
        if (node->loop != WAYS_NONE) {
            const struct way_loop *loop = &walk->ways.loops.data[node->loop];
            add_step(longest, (struct longest_step){
                                  .op = IR_NONE, .loc = loop->loc, .trips = loop->trips, .cost = loop->cost});
            at = loop->via;
            continue;
        }
        add_calls(walk, longest, &walk->parts[at]);
        at = node->via;
    }
    for (uint32_t i = 0; i < longest->step_count / 2; i++) {
        struct longest_step step = longest->steps[i];
        longest->steps[i] = longest->steps[longest->step_count - 1 - i];
        longest->steps[longest->step_count - 1 - i] = step;
    }
}

bool longest_matters(const struct longest *longest, const struct longest_step *step)
{
    return step->cost.kind != COST_BOUND || step->cost.low * 10 >= longest->cost.low ||
           step->cost.high * 10 >= longest->cost.high;
}

void longest_find(struct longest *longest, struct arena *arena, const struct region *region)
{
    struct walk walk = {.region = region,
                        .unit = region->of->defs->unit,
                        .func = region->of->defs->func,
                        .arena = arena,
                        .ways = {.arena = arena, .rounds = cost_of_rounds, .tangle = cost_of_tangle}};
    uint32_t blocks = walk.func->block_count;
    *longest = (struct longest){.end = IR_NONE};
    if (!blocks) {
        return;
    }
    if (blocks > LONGEST_BLOCKS_MAX) {
        longest->found = true;
        longest->cost =
            cost_mark(region->start_cost, COST_UNBOUNDED, COST_TANGLE, region->of->func, walk.func->loc);
        return;
    }
    walk.ways.context = &walk;
    walk.ways.nodes = ARENA_ARRAY(arena, struct way_node, blocks + 2);
    walk.parts = ARENA_ARRAY(arena, struct part, blocks + 2);
    walk.node_of = ARENA_ARRAY(arena, uint32_t, blocks + 1);
    walk.stamp = ARENA_ARRAY(arena, uint32_t, blocks + 1);
    build(&walk);
    if (ways_find(&walk.ways)) {
        uint32_t best = WAYS_NONE;
        struct cost most = cost_of(0, 0);
        for (uint32_t i = 0; i < walk.ways.count; i++) {
            struct way_node *node = &walk.ways.nodes[i];
            if (!node->ends || !node->reached) {
                continue;
            }
            struct cost whole = cost_add(node->before, node->cost);
            if (best == WAYS_NONE || cost_is_longer(&whole, &most)) {
                best = i;
                most = whole;
            }
            longest->cost = longest->found ? cost_worse(longest->cost, whole) : whole;
            longest->found = true;
        }
        longest->end = best == WAYS_NONE ? IR_NONE : walk.parts[best].end;
        tell(&walk, longest, best);
    }
    ways_free(&walk.ways);
}
