#include "flow/ways.h"

/* Those from which an end can be reached; the others are taken out. */
static void keep_useful(struct ways *ways)
{
    uint32_t *first = ARENA_ARRAY(ways->arena, uint32_t, ways->count + 2);
    uint32_t *pred = ARENA_ARRAY(ways->arena, uint32_t, ways->succ_count + 1);
    uint32_t *stack = ARENA_ARRAY(ways->arena, uint32_t, ways->count + 1);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < ways->succ_count; i++) {
        first[ways->succ[i] + 1]++;
    }
    for (uint32_t i = 0; i < ways->count; i++) {
        first[i + 1] += first[i];
    }
    uint32_t *fill = ARENA_ARRAY(ways->arena, uint32_t, ways->count + 1);
    for (uint32_t i = 0; i < ways->count; i++) {
        const struct way_node *node = &ways->nodes[i];
        for (uint32_t j = 0; j < node->succ_count; j++) {
            uint32_t to = ways->succ[node->succ + j];
            pred[first[to] + fill[to]++] = i;
        }
        if (node->ends) {
            ways->nodes[i].useful = true;
            stack[depth++] = i;
        }
    }
    while (depth) {
        uint32_t at = stack[--depth];
        for (uint32_t i = first[at]; i < first[at + 1]; i++) {
            if (!ways->nodes[pred[i]].useful) {
                ways->nodes[pred[i]].useful = true;
                stack[depth++] = pred[i];
            }
        }
    }
    for (uint32_t i = 0; i < ways->count; i++) {
        struct way_node *node = &ways->nodes[i];
        uint32_t kept = 0;
        for (uint32_t j = 0; j < node->succ_count; j++) {
            uint32_t to = ways->succ[node->succ + j];
            if (ways->nodes[to].useful) {
                ways->succ[node->succ + kept++] = to;
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

static void visit(struct ways *ways, struct components *components, uint32_t node)
{
    ways->nodes[node].number = ways->nodes[node].low = ++components->numbers;
    ways->nodes[node].on_stack = true;
    components->stack[components->stacked++] = node;
    components->frames[components->depth++] = (struct frame){.node = node};
}

static void close(struct ways *ways, struct components *components, uint32_t node)
{
    if (ways->nodes[node].low == ways->nodes[node].number) {
        uint32_t member;
        do {
            member = components->stack[--components->stacked];
            ways->nodes[member].on_stack = false;
            ways->nodes[member].component = ways->next_component;
            components->order[components->ordered++] = member;
        } while (member != node);
        components->end[components->count++] = components->ordered;
        ways->next_component++;
    }
    components->depth--;
    if (components->depth) {
        struct way_node *parent = &ways->nodes[components->frames[components->depth - 1].node];
        parent->low = ways->nodes[node].low < parent->low ? ways->nodes[node].low : parent->low;
    }
}

/* Of the nodes of one level, without the ways back to its entry. */
static void find_components(struct ways *ways, struct components *components, uint32_t size, uint32_t entry)
{
    uint32_t level = ways->nodes[entry].level;
    components->stack = ARENA_ARRAY(ways->arena, uint32_t, size);
    components->frames = ARENA_ARRAY(ways->arena, struct frame, size);
    components->order = ARENA_ARRAY(ways->arena, uint32_t, size);
    components->end = ARENA_ARRAY(ways->arena, uint32_t, size);
    visit(ways, components, entry);
    while (components->depth) {
        struct frame *frame = &components->frames[components->depth - 1];
        struct way_node *node = &ways->nodes[frame->node];
        if (frame->next == node->succ_count) {
            close(ways, components, frame->node);
            continue;
        }
        uint32_t to = ways->succ[node->succ + frame->next++];
        if (ways->nodes[to].level != level || to == entry) {
            continue;
        }
        if (!ways->nodes[to].number) {
            visit(ways, components, to);
        } else if (ways->nodes[to].on_stack && ways->nodes[to].number < node->low) {
            node->low = ways->nodes[to].number;
        }
    }
}

/* ---- the longest way ------------------------------------------------------------------------------- */

bool cost_is_longer(const struct cost *a, const struct cost *b)
{
    return a->low != b->low ? a->low > b->low : a->high > b->high;
}

static void relax(struct ways *ways, uint32_t from, uint32_t level, uint32_t entry)
{
    const struct way_node *node = &ways->nodes[from];
    struct cost way = cost_add(node->before, node->cost);
    for (uint32_t i = 0; i < node->succ_count; i++) {
        uint32_t to = ways->succ[node->succ + i];
        struct way_node *next = &ways->nodes[to];
        if (next->level != level || to == entry || next->component == node->component) {
            continue;
        }
        if (!next->reached || cost_is_longer(&way, &next->before)) {
            next->via = from;
        }
        next->before = next->reached ? cost_worse(next->before, way) : way;
        next->reached = true;
    }
}

static void solve(struct ways *ways, const uint32_t *nodes, uint32_t count, uint32_t entry, int depth);

/* What one round of a loop costs; sets `before` of its nodes to the way from its header. */
static struct cost solve_round(struct ways *ways, const uint32_t *members, uint32_t count, uint32_t header,
                               int depth)
{
    solve(ways, members, count, header, depth + 1);
    struct cost round = cost_of(0, 0);
    for (uint32_t i = 0; i < count; i++) {
        const struct way_node *node = &ways->nodes[members[i]];
        for (uint32_t j = 0; j < node->succ_count; j++) {
            if (ways->succ[node->succ + j] == header) {
                round = cost_worse(round, cost_add(node->before, node->cost));
            }
        }
    }
    return round;
}

static void solve_tangle(struct ways *ways, const uint32_t *members, uint32_t count)
{
    struct cost before = cost_of(0, 0);
    uint32_t via = WAYS_NONE;
    for (uint32_t i = 0; i < count; i++) {
        const struct way_node *node = &ways->nodes[members[i]];
        if (node->reached) {
            before = cost_worse(before, node->before);
            via = via == WAYS_NONE ? node->via : via;
        }
    }
    before = ways->tangle(ways->context, members, count, before);
    for (uint32_t i = 0; i < count; i++) {
        struct way_node *node = &ways->nodes[members[i]];
        node->before = before;
        node->via = via;
        node->reached = true;
    }
}

static void solve_loop(struct ways *ways, const uint32_t *members, uint32_t count, int depth)
{
    uint32_t header = WAYS_NONE;
    uint32_t headers = 0;
    for (uint32_t i = 0; i < count; i++) {
        headers += ways->nodes[members[i]].reached;
        header = ways->nodes[members[i]].reached ? members[i] : header;
    }
    if (headers != 1 || depth >= WAYS_DEPTH_MAX) {
        solve_tangle(ways, members, count);
        return;
    }
    uint32_t level = ways->nodes[header].level;
    uint32_t component = ways->nodes[header].component;
    struct way_loop loop = {.via = ways->nodes[header].via};
    struct cost before = ways->nodes[header].before;
    struct cost round = solve_round(ways, members, count, header, depth);
    struct way_round asked = {.members = members, .count = count, .header = header, .cost = round};
    loop.cost = ways->rounds(ways->context, &asked, &loop);
    before = cost_add(before, loop.cost);
    for (uint32_t i = 0; i < count; i++) {
        struct way_node *node = &ways->nodes[members[i]];
        node->level = level;
        node->component = component;
        node->before = cost_add(before, node->before);
        node->reached = true;
        node->loop = depth == 0 ? (uint32_t)ways->loops.count : WAYS_NONE;
    }
    if (depth == 0) {
        VEC_PUSH(&ways->loops, loop);
    }
}

/* Sets `before` of the nodes of one level: the way from the entry, which is 0. */
static void solve(struct ways *ways, const uint32_t *nodes, uint32_t count, uint32_t entry, int depth)
{
    uint32_t level = ++ways->next_level;
    struct components components = {0};
    for (uint32_t i = 0; i < count; i++) {
        ways->nodes[nodes[i]].level = level;
        ways->nodes[nodes[i]].reached = false;
        ways->nodes[nodes[i]].number = 0;
    }
    ways->nodes[entry].reached = true;
    ways->nodes[entry].before = cost_of(0, 0);
    find_components(ways, &components, count + 1, entry);
    for (uint32_t i = components.count; i-- > 0;) {
        uint32_t from = i ? components.end[i - 1] : 0;
        const uint32_t *members = &components.order[from];
        uint32_t size = components.end[i] - from;
        bool loops = size > 1;
        const struct way_node *node = &ways->nodes[members[0]];
        for (uint32_t j = 0; j < node->succ_count && members[0] != entry; j++) {
            loops |= ways->succ[node->succ + j] == members[0];
        }
        if (loops) {
            solve_loop(ways, members, size, depth);
        }
        for (uint32_t j = 0; j < size; j++) {
            relax(ways, members[j], level, entry);
        }
    }
}

bool ways_find(struct ways *ways)
{
    keep_useful(ways);
    if (!ways->count || !ways->nodes[0].useful) {
        return false;
    }
    uint32_t *all = ARENA_ARRAY(ways->arena, uint32_t, ways->count + 1);
    for (uint32_t i = 0; i < ways->count; i++) {
        all[i] = i;
        ways->nodes[i].via = WAYS_NONE;
        ways->nodes[i].loop = WAYS_NONE;
    }
    ways->next_component = 1;
    solve(ways, all, ways->count, 0, 0);
    return true;
}

void ways_free(struct ways *ways)
{
    VEC_FREE(&ways->loops);
}
