#include "flow/compiled_way.h"

enum { CALL_DEPTH_MAX = 100, LOOP_KEYS_MAX = 64, INSNS_MAX = 100000, EDGES_MAX = 4000000 };

/* Instructions first .. first + count of the function's own, counted from its first. */
struct part {
    uint32_t first, count;
};

/* A loop of the source that was found in a loop with that header. */
struct claim {
    uint32_t node, loop;
};

struct walk {
    struct compiled *compiled;
    const struct compiled_region *region;
    const struct compiled_file *file;
    const struct code_insn *insns; /* of the function */
    uint32_t count;
    struct arena *arena;
    struct ways ways;
    struct part *parts;
    uint32_t *node_of; /* by instruction: the node that begins there, or WAYS_NONE */
    uint8_t *leads;    /* by instruction: a block begins here */
    uint8_t *orphan;   /* nothing but a computed jump can lead here */
    bool hidden;       /* a library's function jumps by a table for this one: AVR */
    uint32_t edges;    /* at most */
    uint32_t *stamp;   /* by node */
    uint32_t next_stamp;
    VEC(struct claim) claims;
};

/* ---- calls ----------------------------------------------------------------------------------------- */

uint32_t compiled_target(const struct compiled *compiled, uint32_t file, const struct code_insn *insn,
                         uint32_t from_func)
{
    const struct compiled_file *in = &compiled->files.data[file];
    if (insn->has_target) {
        uint32_t func = code_func_at(&in->code, insn->target);
        return func == CODE_NONE || in->first_func + func == from_func ? CODE_NONE : in->first_func + func;
    }
    const char *name = insn->callee ? code_text(&in->code, insn->callee) : "";
    return *name ? map_get(&compiled->by_name, hash_bytes(name, strlen(name), 0)) : CODE_NONE;
}

struct cost compiled_total(struct compiled *compiled, uint32_t func, bool *returns)
{
    struct compiled_func *known = &compiled->funcs.data[func];
    *returns = true;
    if (known->state == 1 || compiled->depth >= CALL_DEPTH_MAX) {
        return cost_mark(cost_of(1, 1), COST_UNBOUNDED, known->state == 1 ? COST_RECURSION : COST_TANGLE,
                         func, CODE_NONE);
    }
    if (known->state == 0) {
        struct compiled_region region = {.func = func, .start = CODE_NONE, .start_cost = cost_of(0, 0)};
        known->state = 1;
        compiled->depth++;
        struct compiled_way way = compiled_way_find(compiled, &region);
        compiled->depth--;
        known->total = way.found ? way.cost : cost_of(0, 0);
        known->returns = way.found;
        known->state = 2;
    }
    *returns = known->returns;
    return known->total;
}

static struct cost marked(const struct walk *walk, enum cost_kind kind, enum cost_reason reason,
                          uint32_t insn)
{
    uint32_t at = (uint32_t)(walk->insns - walk->file->code.insns.data) + insn;
    return cost_mark(cost_of(0, 0), kind, reason, walk->region->func, at);
}

/* What a call takes beyond its own instruction. */
static struct cost cost_of_call(struct walk *walk, uint32_t index, bool *returns)
{
    const struct code_insn *insn = &walk->insns[index];
    *returns = true;
    if (insn->kind == CODE_CALL_AWAY) {
        return marked(walk, COST_PARTIAL, COST_POINTER, index);
    }
    uint32_t file = walk->compiled->funcs.data[walk->region->func].file;
    uint32_t target = compiled_target(walk->compiled, file, insn, CODE_NONE);
    return target == CODE_NONE ? marked(walk, COST_PARTIAL, COST_NO_BODY, index)
                               : compiled_total(walk->compiled, target, returns);
}

/* ---- the graph ------------------------------------------------------------------------------------- */

/* The instruction of the function at an address, or CODE_NONE. */
static uint32_t inside(const struct walk *walk, uint64_t address)
{
    uint32_t at = code_at(&walk->file->code, address);
    uint32_t first = (uint32_t)(walk->insns - walk->file->code.insns.data);
    return at == CODE_NONE || at < first || at - first >= walk->count ? CODE_NONE : at - first;
}

static bool jumps_by_table(const struct code_insn *insn)
{
    return insn->kind == CODE_JUMP_AWAY || (insn->kind == CODE_CALL && insn->into_data);
}

static bool breaks_block(const struct code_insn *insn)
{
    return insn->kind == CODE_BRANCH || insn->kind == CODE_SKIP || insn->kind == CODE_JUMP_AWAY ||
           insn->kind == CODE_RETURN || insn->kind == CODE_STOP || insn->into_data;
}

static bool goes_on(const struct code_insn *insn)
{
    bool leaves = insn->kind == CODE_BRANCH || insn->kind == CODE_JUMP_AWAY || insn->kind == CODE_RETURN ||
                  insn->kind == CODE_STOP;
    return !insn->into_data && (!leaves || insn->falls);
}

/*
 * A block that follows no other and that no branch leads to is where a table of jumps leads: whatever form
 * the table has, this is what is left over. Errs towards too many ways.
 */
static void find_leaders(struct walk *walk)
{
    uint64_t tables = 0;
    uint64_t away = 0;
    uint64_t orphans = 0;
    walk->leads[0] = true;
    for (uint32_t i = 0; i < walk->count; i++) {
        const struct code_insn *insn = &walk->insns[i];
        uint32_t to = insn->kind == CODE_BRANCH && insn->has_target ? inside(walk, insn->target) : CODE_NONE;
        if (to != CODE_NONE) {
            walk->leads[to] = 2;
        }
        if (insn->kind == CODE_SKIP && i + 2 < walk->count) {
            walk->leads[i + 2] = 2;
        }
        if (breaks_block(insn) && i + 1 < walk->count) {
            walk->leads[i + 1] = walk->leads[i + 1] ? walk->leads[i + 1] : 1;
        }
        tables += jumps_by_table(insn);
        away += insn->kind == CODE_BRANCH && to == CODE_NONE;
    }
    for (uint32_t i = 1; i < walk->count; i++) {
        walk->orphan[i] = walk->leads[i] == 1 && !goes_on(&walk->insns[i - 1]);
        orphans += walk->orphan[i];
    }
    walk->hidden = walk->file->code.arch == CODE_AVR && orphans && !tables;
    uint64_t edges = 4ull * walk->count + orphans * ((walk->hidden ? away : tables) + 1) + 4;
    walk->edges = (uint32_t)(edges < EDGES_MAX ? edges : EDGES_MAX);
}

static bool is_end(const struct walk *walk, uint32_t insn)
{
    return walk->region->ends && walk->region->ends[insn];
}

/* Counts the instructions of a node; its ways on come later. False: nothing comes after it. */
static bool weigh(struct walk *walk, uint32_t node, uint32_t from)
{
    struct way_node *way = &walk->ways.nodes[node];
    uint32_t at = from;
    for (; at < walk->count && (at == from || !walk->leads[at]); at++) {
        const struct code_insn *insn = &walk->insns[at];
        bool returns = true;
        if (is_end(walk, at)) {
            way->ends = true;
            way->cost =
                cost_add(way->cost, walk->region->end_costs ? walk->region->end_costs[at] : cost_of(0, 0));
            return false;
        }
        way->cost = cost_add(way->cost, insn->unknown ? marked(walk, COST_PARTIAL, COST_NOT_UNDERSTOOD, at)
                                                      : cost_of(0, 0));
        way->cost = cost_add(way->cost, cost_of(1, 1));
        if ((insn->kind == CODE_CALL || insn->kind == CODE_CALL_AWAY) && !insn->into_data) {
            way->cost = cost_add(way->cost, cost_of_call(walk, at, &returns));
        }
        if (!returns) {
            return false;
        }
        walk->parts[node].count++;
    }
    return true;
}

static uint32_t add_node(struct walk *walk, uint32_t at)
{
    uint32_t index = walk->ways.count++;
    walk->ways.nodes[index] = (struct way_node){.cost = cost_of(0, 0)};
    walk->parts[index] = (struct part){.first = at};
    walk->node_of[at] = index;
    return index;
}

static void add_edge(struct walk *walk, struct way_node *node, uint32_t at)
{
    uint32_t to = walk->node_of[at] == WAYS_NONE ? add_node(walk, at) : walk->node_of[at];
    walk->ways.succ[walk->ways.succ_count++] = to;
    node->succ_count++;
}

/* A branch into another function: it is called, and returns for this one. */
static void leave(struct walk *walk, struct way_node *node, uint32_t last)
{
    bool returns = true;
    uint32_t file = walk->compiled->funcs.data[walk->region->func].file;
    uint32_t target = compiled_target(walk->compiled, file, &walk->insns[last], walk->region->func);
    struct cost cost = target == CODE_NONE ? marked(walk, COST_PARTIAL, COST_NO_BODY, last)
                                           : compiled_total(walk->compiled, target, &returns);
    if (!walk->region->ends && returns) {
        node->cost = cost_add(node->cost, cost);
        node->ends = true;
    }
}

static void add_table(struct walk *walk, struct way_node *node, uint32_t last)
{
    bool any = false;
    for (uint32_t i = 0; i < walk->count; i++) {
        if (walk->orphan[i]) {
            add_edge(walk, node, i);
            any = true;
        }
    }
    if (!any && !walk->region->ends) { /* a pointer to a function that returns for this one */
        node->cost = cost_add(node->cost, marked(walk, COST_PARTIAL, COST_POINTER, last));
        node->ends = true;
    }
}

static void add_ways(struct walk *walk, struct way_node *node, uint32_t last)
{
    const struct code_insn *insn = &walk->insns[last];
    if (goes_on(insn) && last + 1 < walk->count) {
        add_edge(walk, node, last + 1);
    }
    if (insn->kind == CODE_SKIP && last + 2 < walk->count) {
        add_edge(walk, node, last + 2);
    } else if (jumps_by_table(insn)) {
        add_table(walk, node, last);
    } else if (insn->kind == CODE_RETURN) {
        node->ends |= !walk->region->ends;
    } else if (insn->kind == CODE_BRANCH) {
        uint32_t to = insn->has_target ? inside(walk, insn->target) : CODE_NONE;
        if (to != CODE_NONE) {
            add_edge(walk, node, to);
        } else if (walk->hidden) {
            add_table(walk, node, last);
        } else {
            leave(walk, node, last);
        }
    }
}

static void build(struct walk *walk)
{
    const struct compiled_region *region = walk->region;
    uint32_t first = (uint32_t)(walk->insns - walk->file->code.insns.data);
    walk->ways.succ = ARENA_ARRAY(walk->arena, uint32_t, walk->edges);
    uint32_t from = region->start == CODE_NONE ? 0 : region->start - first + 1;
    walk->ways.nodes[walk->ways.count++] = (struct way_node){.cost = region->start_cost};
    walk->parts[0].first = from;
    for (uint32_t i = 0; i < walk->ways.count; i++) {
        struct way_node *node = &walk->ways.nodes[i];
        uint32_t at = walk->parts[i].first;
        node->succ = walk->ways.succ_count;
        if (i == 0 && (region->start == CODE_NONE || (from < walk->count && walk->leads[from]))) {
            if (from < walk->count) {
                add_edge(walk, node, from);
            }
        } else if (at < walk->count && weigh(walk, i, at)) {
            add_ways(walk, node, at + walk->parts[i].count - 1);
        }
    }
}

/* ---- loops ----------------------------------------------------------------------------------------- */

struct keys {
    uint32_t loops[LOOP_KEYS_MAX];
    uint32_t count;
    bool overflow;
};

static void add_key(struct keys *keys, uint32_t loop)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        if (keys->loops[i] == loop) {
            return;
        }
    }
    if (keys->count == LOOP_KEYS_MAX) {
        keys->overflow = true;
        return;
    }
    keys->loops[keys->count++] = loop;
}

static void drop_key(struct keys *keys, uint32_t loop)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        if (keys->loops[i] == loop) {
            keys->loops[i] = keys->loops[--keys->count];
            return;
        }
    }
}

/* The loops of the source on whose lines the instructions of a loop stand, but for those of loops inside. */
static void find_keys(struct walk *walk, const struct way_round *round, struct keys *keys)
{
    const struct code *code = &walk->file->code;
    uint32_t id = ++walk->next_stamp;
    for (uint32_t i = 0; i < round->count; i++) {
        const struct part *part = &walk->parts[round->members[i]];
        walk->stamp[round->members[i]] = id;
        for (uint32_t j = 0; j < part->count; j++) {
            uint32_t place = walk->insns[part->first + j].place;
            for (; place != CODE_NONE; place = code->places.data[place].caller) {
                uint64_t key = (uint64_t)code->places.data[place].file << 32 | code->places.data[place].line;
                uint32_t loop = map_get(&walk->file->loops, key);
                if (loop != MAP_NONE) {
                    add_key(keys, loop);
                }
            }
        }
    }
    for (size_t i = 0; i < walk->claims.count; i++) {
        if (walk->stamp[walk->claims.data[i].node] == id) {
            drop_key(keys, walk->claims.data[i].loop);
        }
    }
}

/*
 * A loop that the compiler made of a shift by a variable: it moves one bit a round, each byte by an
 * instruction of its own, and touches nothing else. More rounds than bits have no meaning in C.
 */
static uint64_t shift_rounds(const struct walk *walk, const struct way_round *round)
{
    uint32_t shifts = 0;
    for (uint32_t i = 0; i < round->count; i++) {
        const struct part *part = &walk->parts[round->members[i]];
        for (uint32_t j = 0; j < part->count; j++) {
            const struct code_insn *insn = &walk->insns[part->first + j];
            shifts += insn->shifts;
            if (insn->effect != CODE_NO_EFFECT || (insn->kind != CODE_PLAIN && insn->kind != CODE_BRANCH)) {
                return 0;
            }
        }
    }
    return (uint64_t)shifts * 8;
}

/* Does the test that leaves the loop come first in each round? A block that goes back to itself asks last. */
static bool is_top_tested(const struct walk *walk, const struct way_round *round)
{
    const struct way_node *header = &walk->ways.nodes[round->header];
    bool leaves = false;
    for (uint32_t i = 0; i < header->succ_count; i++) {
        uint32_t to = walk->ways.succ[header->succ + i];
        leaves |= walk->stamp[to] != walk->stamp[round->header];
        if (to == round->header) {
            return false;
        }
    }
    return leaves;
}

static struct cost cost_of_rounds(void *context, const struct way_round *round, struct way_loop *loop)
{
    struct walk *walk = context;
    struct keys keys = {.count = 0};
    struct trips trips = {.known = true};
    uint32_t at = walk->parts[round->header].first;
    find_keys(walk, round, &keys);
    uint64_t shifts = keys.count ? 0 : shift_rounds(walk, round);
    for (uint32_t i = 0; i < keys.count; i++) {
        const struct compiled_loop *of = &walk->compiled->loops.data[keys.loops[i]];
        struct claim claim = {.node = round->header, .loop = keys.loops[i]};
        bool turned = of->at_top && !is_top_tested(walk, round); /* the last round does not come back */
        uint64_t less = turned ? 1 : 0;
        uint64_t high = of->trips.high > less ? of->trips.high - less : 0;
        uint64_t low = of->trips.low > less ? of->trips.low - less : 0;
        trips.known &= of->trips.known;
        trips.low = i == 0 || low < trips.low ? low : trips.low;
        trips.high = high > trips.high ? high : trips.high;
        VEC_PUSH(&walk->claims, claim);
    }
    loop->loc = at;
    if (shifts) {
        return cost_times(round->cost, 0, shifts);
    }
    if (keys.count && trips.known && !keys.overflow) {
        loop->trips = trips;
        return cost_times(round->cost, trips.low, trips.high);
    }
    return cost_add(round->cost, marked(walk, COST_UNBOUNDED, COST_LOOP, at));
}

static struct cost cost_of_tangle(void *context, const uint32_t *members, uint32_t count, struct cost before)
{
    struct walk *walk = context;
    (void)count;
    return cost_add(before, marked(walk, COST_UNBOUNDED, COST_TANGLE, walk->parts[members[0]].first));
}

/* ---- all together ---------------------------------------------------------------------------------- */

struct compiled_way compiled_way_find(struct compiled *compiled, const struct compiled_region *region)
{
    const struct compiled_func *of = &compiled->funcs.data[region->func];
    const struct compiled_file *file = &compiled->files.data[of->file];
    const struct code_func *func = &file->code.funcs.data[of->func];
    struct arena scratch = {0};
    struct walk walk = {.compiled = compiled,
                        .region = region,
                        .file = file,
                        .insns = file->code.insns.data + func->first,
                        .count = func->count,
                        .arena = &scratch,
                        .ways = {.arena = &scratch, .rounds = cost_of_rounds, .tangle = cost_of_tangle}};
    struct compiled_way result = {.cost = cost_of(0, 0)};
    if (!walk.count) {
        return result;
    }
    walk.ways.context = &walk;
    walk.ways.nodes = ARENA_ARRAY(&scratch, struct way_node, walk.count + 2);
    walk.parts = ARENA_ARRAY(&scratch, struct part, walk.count + 2);
    walk.stamp = ARENA_ARRAY(&scratch, uint32_t, walk.count + 2);
    walk.node_of = ARENA_ARRAY(&scratch, uint32_t, walk.count + 1);
    walk.leads = ARENA_ARRAY(&scratch, uint8_t, walk.count + 2);
    walk.orphan = ARENA_ARRAY(&scratch, uint8_t, walk.count + 2);
    for (uint32_t i = 0; i < walk.count; i++) {
        walk.node_of[i] = WAYS_NONE;
    }
    find_leaders(&walk);
    if (walk.count > INSNS_MAX || walk.edges == EDGES_MAX) {
        arena_free(&scratch);
        result.found = true;
        result.cost = cost_mark(cost_of(1, 1), COST_UNBOUNDED, COST_TANGLE, region->func, func->first);
        return result;
    }
    build(&walk);
    if (ways_find(&walk.ways)) {
        for (uint32_t i = 0; i < walk.ways.count; i++) {
            const struct way_node *node = &walk.ways.nodes[i];
            if (node->ends && node->reached) {
                struct cost whole = cost_add(node->before, node->cost);
                result.cost = result.found ? cost_worse(result.cost, whole) : whole;
                result.found = true;
            }
        }
    }
    ways_free(&walk.ways);
    VEC_FREE(&walk.claims);
    arena_free(&scratch);
    return result;
}
