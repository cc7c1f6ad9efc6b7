#include "flow/longest.h"

#define UNSET UINT32_MAX

/* One block, or the rest of the one in which the part starts. */
struct node {
    uint32_t block;    /* of the function; the start has none */
    uint32_t from, to; /* its ops */
    uint32_t succ, succ_count;
    struct cost cost;
    uint32_t end; /* the op that ends it, IR_NONE: a return */
    bool ends, stops, useful;
    /* of the level that is being solved */
    uint32_t level, component, via, loop;
    uint32_t number, low; /* Tarjan's */
    bool on_stack, reached;
    struct cost before; /* the longest way to here */
};

struct loop {
    uint32_t via, loc;
    struct trips trips;
    struct cost cost;
};

struct walk {
    const struct region *region;
    const struct ir_unit *unit;
    const struct ir_func *func;
    struct arena *arena;
    struct node *nodes;
    uint32_t count;
    uint32_t *succ; /* of all nodes */
    uint32_t succ_count;
    uint32_t *node_of; /* by block */
    uint32_t *stamp;   /* by block: for the bounds of loops */
    uint32_t next_level, next_component;
    VEC(struct loop) loops; /* the outermost ones */
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

static void weigh(struct walk *walk, struct node *node, const struct ir_block *block)
{
    const struct region *region = walk->region;
    for (uint32_t op = node->from; op < node->to; op++) {
        const struct region_end *end = region->end_count ? end_at(region, op) : NULL;
        if (end) {
            node->cost = cost_add(node->cost, end->cost);
            node->ends = true;
            node->end = op;
            node->to = op;
            return;
        }
        struct cost cost = region->op_cost(region->context, region->of->func, op);
        node->cost = cost_add(node->cost, cost);
        if (cost.stops) {
            node->stops = true;
            return;
        }
    }
    node->cost = cost_add(node->cost, weight_end(walk->unit, block));
    node->ends = region->to_return && block->term == IR_TERM_RETURN;
    node->end = IR_NONE;
}

static uint32_t add_node(struct walk *walk, uint32_t block)
{
    const struct ir_block *at = &walk->unit->blocks.data[walk->func->block + block];
    uint32_t index = walk->count++;
    struct node *node = &walk->nodes[index];
    *node = (struct node){.block = block,
                          .from = at->op,
                          .to = at->op + at->op_count,
                          .cost = cost_of(0, 0),
                          .loop = UNSET,
                          .via = UNSET};
    walk->node_of[block] = index;
    weigh(walk, node, at);
    return index;
}

static void add_start(struct walk *walk)
{
    const struct region *region = walk->region;
    struct node *node = &walk->nodes[walk->count++];
    *node = (struct node){.block = UNSET, .cost = region->start_cost, .loop = UNSET, .via = UNSET};
    if (region->start == IR_NONE) {
        return;
    }
    uint32_t block = region->of->defs->block_of[region->start - region->of->defs->first_op];
    const struct ir_block *at = &walk->unit->blocks.data[walk->func->block + block];
    node->from = region->start + 1;
    node->to = at->op + at->op_count;
    weigh(walk, node, at);
}

/* The nodes that control may come to, each with its ways on. */
static void build(struct walk *walk)
{
    const struct region *region = walk->region;
    uint32_t edges = 1;
    for (uint32_t i = 0; i < walk->func->block_count; i++) {
        walk->node_of[i] = UNSET;
        edges +=
            2 *
            walk->unit->blocks.data[walk->func->block + i].succ_count; /* the start's block has two nodes */
    }
    walk->succ = ARENA_ARRAY(walk->arena, uint32_t, edges + 1);
    add_start(walk);
    for (uint32_t i = 0; i < walk->count; i++) {
        struct node *node = &walk->nodes[i];
        node->succ = walk->succ_count;
        if (node->ends || node->stops) {
            continue;
        }
        if (i == 0 && region->start == IR_NONE) {
            walk->succ[walk->succ_count++] = add_node(walk, 0);
            node->succ_count = 1;
            continue;
        }
        uint32_t block =
            i == 0 ? region->of->defs->block_of[region->start - region->of->defs->first_op] : node->block;
        const struct ir_block *at = &walk->unit->blocks.data[walk->func->block + block];
        for (uint32_t j = 0; j < at->succ_count; j++) {
            uint32_t to = walk->unit->edges.data[at->succ + j].block - walk->func->block;
            if (!region->enter || region->enter[to]) {
                uint32_t next = walk->node_of[to] == UNSET ? add_node(walk, to) : walk->node_of[to];
                walk->succ[walk->succ_count++] = next;
                node->succ_count++;
            }
        }
    }
}

/* Those from which an end can be reached; the others are taken out. */
static void keep_useful(struct walk *walk)
{
    uint32_t *first = ARENA_ARRAY(walk->arena, uint32_t, walk->count + 2);
    uint32_t *pred = ARENA_ARRAY(walk->arena, uint32_t, walk->succ_count + 1);
    uint32_t *stack = ARENA_ARRAY(walk->arena, uint32_t, walk->count + 1);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < walk->succ_count; i++) {
        first[walk->succ[i] + 1]++;
    }
    for (uint32_t i = 0; i < walk->count; i++) {
        first[i + 1] += first[i];
    }
    uint32_t *fill = ARENA_ARRAY(walk->arena, uint32_t, walk->count + 1);
    for (uint32_t i = 0; i < walk->count; i++) {
        const struct node *node = &walk->nodes[i];
        for (uint32_t j = 0; j < node->succ_count; j++) {
            uint32_t to = walk->succ[node->succ + j];
            pred[first[to] + fill[to]++] = i;
        }
        if (node->ends) {
            walk->nodes[i].useful = true;
            stack[depth++] = i;
        }
    }
    while (depth) {
        uint32_t at = stack[--depth];
        for (uint32_t i = first[at]; i < first[at + 1]; i++) {
            if (!walk->nodes[pred[i]].useful) {
                walk->nodes[pred[i]].useful = true;
                stack[depth++] = pred[i];
            }
        }
    }
    for (uint32_t i = 0; i < walk->count; i++) {
        struct node *node = &walk->nodes[i];
        uint32_t kept = 0;
        for (uint32_t j = 0; j < node->succ_count; j++) {
            uint32_t to = walk->succ[node->succ + j];
            if (walk->nodes[to].useful) {
                walk->succ[node->succ + kept++] = to;
            }
        }
        node->succ_count = kept;
    }
}

/* ---- components: Tarjan's, with a stack of its own ------------------------------------------------- */

struct frame {
    uint32_t node, next;
};

struct components {
    uint32_t *stack;
    struct frame *frames;
    uint32_t numbers, depth, stacked;
    uint32_t *order, *end; /* the nodes component by component, last ones first; where each ends */
    uint32_t ordered, count;
};

static void visit(struct walk *walk, struct components *components, uint32_t node)
{
    walk->nodes[node].number = walk->nodes[node].low = ++components->numbers;
    walk->nodes[node].on_stack = true;
    components->stack[components->stacked++] = node;
    components->frames[components->depth++] = (struct frame){.node = node};
}

static void close(struct walk *walk, struct components *components, uint32_t node)
{
    if (walk->nodes[node].low == walk->nodes[node].number) {
        uint32_t member;
        do {
            member = components->stack[--components->stacked];
            walk->nodes[member].on_stack = false;
            walk->nodes[member].component = walk->next_component;
            components->order[components->ordered++] = member;
        } while (member != node);
        components->end[components->count++] = components->ordered;
        walk->next_component++;
    }
    components->depth--;
    if (components->depth) {
        struct node *parent = &walk->nodes[components->frames[components->depth - 1].node];
        parent->low = walk->nodes[node].low < parent->low ? walk->nodes[node].low : parent->low;
    }
}

/* Of the nodes of one level, without the ways back to its entry. */
static void find_components(struct walk *walk, struct components *components, uint32_t size, uint32_t entry)
{
    uint32_t level = walk->nodes[entry].level;
    components->stack = ARENA_ARRAY(walk->arena, uint32_t, size);
    components->frames = ARENA_ARRAY(walk->arena, struct frame, size);
    components->order = ARENA_ARRAY(walk->arena, uint32_t, size);
    components->end = ARENA_ARRAY(walk->arena, uint32_t, size);
    visit(walk, components, entry);
    while (components->depth) {
        struct frame *frame = &components->frames[components->depth - 1];
        struct node *node = &walk->nodes[frame->node];
        if (frame->next == node->succ_count) {
            close(walk, components, frame->node);
            continue;
        }
        uint32_t to = walk->succ[node->succ + frame->next++];
        if (walk->nodes[to].level != level || to == entry) {
            continue;
        }
        if (!walk->nodes[to].number) {
            visit(walk, components, to);
        } else if (walk->nodes[to].on_stack && walk->nodes[to].number < node->low) {
            node->low = walk->nodes[to].number;
        }
    }
}

/* ---- the longest way ------------------------------------------------------------------------------- */

static bool is_longer(const struct cost *a, const struct cost *b)
{
    return a->low != b->low ? a->low > b->low : a->high > b->high;
}

static void relax(struct walk *walk, uint32_t from, uint32_t level, uint32_t entry)
{
    const struct node *node = &walk->nodes[from];
    struct cost way = cost_add(node->before, node->cost);
    for (uint32_t i = 0; i < node->succ_count; i++) {
        uint32_t to = walk->succ[node->succ + i];
        struct node *next = &walk->nodes[to];
        if (next->level != level || to == entry || next->component == node->component) {
            continue;
        }
        if (!next->reached || is_longer(&way, &next->before)) {
            next->via = from;
        }
        next->before = next->reached ? cost_worse(next->before, way) : way;
        next->reached = true;
    }
}

/* Where a loop stands: its header's branch, or what comes first that stands anywhere. */
static uint32_t loop_loc(const struct walk *walk, const uint32_t *members, uint32_t count, uint32_t header)
{
    uint32_t loc = walk->unit->blocks.data[walk->func->block + walk->nodes[header].block].loc;
    for (uint32_t i = count; i-- > 0 && loc == IR_NONE;) {
        const struct ir_block *block =
            &walk->unit->blocks.data[walk->func->block + walk->nodes[members[i]].block];
        loc = block->op_count ? walk->unit->ops.data[block->op].loc : block->loc;
    }
    return loc;
}

static void solve(struct walk *walk, const uint32_t *nodes, uint32_t count, uint32_t entry, int depth);

/* What the rounds of a loop cost; sets `before` of its nodes to the way from its header. */
static struct cost solve_rounds(struct walk *walk, const uint32_t *members, uint32_t count, uint32_t header,
                                int depth, struct trips *trips)
{
    uint32_t *blocks = ARENA_ARRAY(walk->arena, uint32_t, count + 1);
    uint32_t id = ++walk->next_level;
    for (uint32_t i = 0; i < count; i++) {
        blocks[i] = walk->nodes[members[i]].block;
        walk->stamp[blocks[i]] = id;
    }
    struct loop_blocks loop = {.stamp = walk->stamp,
                               .id = id,
                               .header = walk->nodes[header].block,
                               .blocks = blocks,
                               .count = count};
    *trips = trips_of(walk->region->of, walk->arena, &loop);
    solve(walk, members, count, header, depth + 1);
    struct cost round = cost_of(0, 0);
    for (uint32_t i = 0; i < count; i++) {
        const struct node *node = &walk->nodes[members[i]];
        for (uint32_t j = 0; j < node->succ_count; j++) {
            if (walk->succ[node->succ + j] == header) {
                round = cost_worse(round, cost_add(node->before, node->cost));
            }
        }
    }
    if (trips->known) {
        round.low++; /* the counter moves, and -Os does not unroll */
        return cost_times(round, trips->low, trips->high);
    }
    /* Somebody wrote it to go round at least once. */
    return cost_mark(round, COST_UNBOUNDED, COST_LOOP, walk->region->of->func,
                     loop_loc(walk, members, count, header));
}

static void solve_tangle(struct walk *walk, const uint32_t *members, uint32_t count)
{
    struct cost before = cost_of(0, 0);
    uint32_t via = UNSET;
    for (uint32_t i = 0; i < count; i++) {
        const struct node *node = &walk->nodes[members[i]];
        if (node->reached) {
            before = cost_worse(before, node->before);
            via = via == UNSET ? node->via : via;
        }
    }
    before = cost_mark(before, COST_UNBOUNDED, COST_TANGLE, walk->region->of->func,
                       loop_loc(walk, members, count, members[0]));
    for (uint32_t i = 0; i < count; i++) {
        struct node *node = &walk->nodes[members[i]];
        node->before = before;
        node->via = via;
        node->reached = true;
    }
}

static void solve_loop(struct walk *walk, const uint32_t *members, uint32_t count, int depth)
{
    uint32_t header = UNSET;
    uint32_t headers = 0;
    for (uint32_t i = 0; i < count; i++) {
        headers += walk->nodes[members[i]].reached;
        header = walk->nodes[members[i]].reached ? members[i] : header;
    }
    if (headers != 1 || depth >= LONGEST_DEPTH_MAX) {
        solve_tangle(walk, members, count);
        return;
    }
    uint32_t level = walk->nodes[header].level;
    uint32_t component = walk->nodes[header].component;
    struct loop loop = {.via = walk->nodes[header].via, .loc = loop_loc(walk, members, count, header)};
    struct cost before = walk->nodes[header].before;
    loop.cost = solve_rounds(walk, members, count, header, depth, &loop.trips);
    before = cost_add(before, loop.cost);
    for (uint32_t i = 0; i < count; i++) {
        struct node *node = &walk->nodes[members[i]];
        node->level = level;
        node->component = component;
        node->before = cost_add(before, node->before);
        node->reached = true;
        node->loop = depth == 0 ? (uint32_t)walk->loops.count : UNSET;
    }
    if (depth == 0) {
        VEC_PUSH(&walk->loops, loop);
    }
}

/* Sets `before` of the nodes of one level: the way from the entry, which is 0. */
static void solve(struct walk *walk, const uint32_t *nodes, uint32_t count, uint32_t entry, int depth)
{
    uint32_t level = ++walk->next_level;
    struct components components = {0};
    for (uint32_t i = 0; i < count; i++) {
        walk->nodes[nodes[i]].level = level;
        walk->nodes[nodes[i]].reached = false;
        walk->nodes[nodes[i]].number = 0;
    }
    walk->nodes[entry].reached = true;
    walk->nodes[entry].before = cost_of(0, 0);
    find_components(walk, &components, count + 1, entry);
    for (uint32_t i = components.count; i-- > 0;) {
        uint32_t from = i ? components.end[i - 1] : 0;
        const uint32_t *members = &components.order[from];
        uint32_t size = components.end[i] - from;
        bool loops = size > 1;
        const struct node *node = &walk->nodes[members[0]];
        for (uint32_t j = 0; j < node->succ_count && members[0] != entry; j++) {
            loops |= walk->succ[node->succ + j] == members[0];
        }
        if (loops) {
            solve_loop(walk, members, size, depth);
        }
        for (uint32_t j = 0; j < size; j++) {
            relax(walk, members[j], level, entry);
        }
    }
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
        lightest = is_longer(&longest->steps[lightest].cost, &longest->steps[i].cost) ? i : lightest;
    }
    if (!is_longer(&step.cost, &longest->steps[lightest].cost)) {
        return;
    }
    for (uint32_t i = lightest; i + 1 < longest->step_count; i++) {
        longest->steps[i] = longest->steps[i + 1];
    }
    longest->steps[longest->step_count - 1] = step;
}

static void add_calls(struct walk *walk, struct longest *longest, const struct node *node)
{
    const struct region *region = walk->region;
    for (uint32_t op = node->to; op-- > node->from;) {
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
    for (uint32_t at = end; at != UNSET;) {
        const struct node *node = &walk->nodes[at];
        if (node->loop != UNSET) {
            const struct loop *loop = &walk->loops.data[node->loop];
            add_step(longest, (struct longest_step){
                                  .op = IR_NONE, .loc = loop->loc, .trips = loop->trips, .cost = loop->cost});
            at = loop->via;
            continue;
        }
        add_calls(walk, longest, node);
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
                        .next_component = 1};
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
    walk.nodes = ARENA_ARRAY(arena, struct node, blocks + 2);
    walk.node_of = ARENA_ARRAY(arena, uint32_t, blocks + 1);
    walk.stamp = ARENA_ARRAY(arena, uint32_t, blocks + 1);
    build(&walk);
    keep_useful(&walk);
    if (walk.nodes[0].useful) {
        uint32_t *all = ARENA_ARRAY(arena, uint32_t, walk.count + 1);
        uint32_t best = UNSET;
        struct cost most = cost_of(0, 0);
        for (uint32_t i = 0; i < walk.count; i++) {
            all[i] = i;
        }
        solve(&walk, all, walk.count, 0, 0);
        for (uint32_t i = 0; i < walk.count; i++) {
            struct node *node = &walk.nodes[i];
            if (!node->ends || !node->reached) {
                continue;
            }
            struct cost whole = cost_add(node->before, node->cost);
            if (best == UNSET || is_longer(&whole, &most)) {
                best = i;
                most = whole;
            }
            longest->cost = longest->found ? cost_worse(longest->cost, whole) : whole;
            longest->found = true;
        }
        longest->end = best == UNSET ? IR_NONE : walk.nodes[best].end;
        tell(&walk, longest, best);
    }
    VEC_FREE(&walk.loops);
}
