#include "flow/sharing.h"

enum {
    WORD_MAX = 8, /* wider than that is a copy, of several rows maybe */
    COMPARED_MAX = 4000 /* accesses of a row */,
    OTHERS_MAX = 1000 /* kinds of accesses of a row */,
};

enum {
    /* that somebody takes, and does not just have */
    TAKEN_GUARDS = 1 << GUARD_SCHED | 1 << GUARD_LOCK | 1 << GUARD_SECTION | 1 << GUARD_CEILING |
                   1 << GUARD_FAULT | 1 << GUARD_GLOBAL,
};

struct range {
    uint32_t start, end;
};

/* One row while it is judged. */
struct row {
    struct sharing *sharing;
    VEC(const struct access *) accesses;
    VEC(const struct access *) others; /* one of each kind: what they do to the row, not who does it where */
    VEC(struct range) ranges;          /* of its object: the rows */
    bool surely;                       /* shared, and both are sure to reach it */
    bool guarded;                      /* somebody takes a guard for it */
    bool shared;                       /* one context can preempt another that shares it */
};

static bool is_copy(const struct access *access)
{
    return access->place == IR_NONE || access->size > WORD_MAX;
}

static bool writes(const struct access *access)
{
    return access->kind != ACCESS_READ;
}

/* Maybe it is not made: by a pointer that may lead elsewhere, or by way of a large recursion. */
static bool is_unsure(const struct access *access)
{
    return access->unsure || access->tangled;
}

static const struct context *context_of(const struct row *row, const struct access *access)
{
    return &row->sharing->facts->contexts.data.data[access->context];
}

static uint32_t entry_of(const struct row *row, const struct access *access)
{
    return map_get(&row->sharing->entries, (uint64_t)access->context << 32 | access->func);
}

enum guard sharing_weakest(uint32_t guards)
{
    enum guard weakest = GUARD_NONE;
    while (weakest < GUARDS && !(guards & (1u << weakest))) {
        weakest++;
    }
    return weakest;
}

/* ---- who can cut in ---------------------------------------------------------------------------- */

/* Of a pair: nothing to say, for the two never meet. */
enum { APART = GUARDS };

static bool share_lock(struct row *row, const struct access *a, const struct access *b,
                       struct shared_access *result)
{
    const struct locked *locked = &row->sharing->locked;
    struct lock_set left = locked_at(locked, entry_of(row, a), a->held);
    struct lock_set right = locked_at(locked, entry_of(row, b), b->held);
    return locked_both(&left, &right, &result->lock);
}

static bool is_masked(const struct abs_mask *mask, enum gate gate)
{
    return !(mask->gate[gate] & MAY_OPEN);
}

enum guard sharing_keeps_tasks_off(const struct abs_mask *mask)
{
    return mask->sched_low > 0             ? GUARD_SCHED
           : is_masked(mask, GATE_GLOBAL)  ? GUARD_GLOBAL
           : is_masked(mask, GATE_FAULT)   ? GUARD_FAULT
           : is_masked(mask, GATE_CEILING) ? GUARD_CEILING
           : mask->section_low > 0         ? GUARD_SECTION
                                           : GUARD_NONE;
}

/* What a framework calls may come from the same task as others: that it cuts in is not sure. */
static bool is_callback(const struct context *context)
{
    return context->kind == CONTEXT_TASK && (context->dispatcher || context->called_by);
}

static int between_threads(struct row *row, const struct access *a, const struct access *b,
                           struct shared_access *result)
{
    const struct context *left = context_of(row, a);
    const struct context *right = context_of(row, b);
    if (left->kind == CONTEXT_MAIN && right->kind == CONTEXT_MAIN) {
        return APART;
    }
    if (contexts_take_turns(left, right)) {
        return GUARD_TURNS;
    }
    result->unsure |= is_callback(left) || is_callback(right);
    const struct access *in_main = left->kind == CONTEXT_MAIN ? a : right->kind == CONTEXT_MAIN ? b : NULL;
    if (in_main && !context_is_caller(context_of(row, in_main))) {
        const struct event *event =
            &row->sharing->facts->summaries[in_main->func].events.data[in_main->event];
        if (!started_before(&row->sharing->started, entry_of(row, in_main), event->block, in_main->op)) {
            return in_main == a ? (int)GUARD_INIT : APART; /* when the task runs, it is long done */
        }
    }
    row->shared = true;
    return share_lock(row, a, b, result) ? GUARD_LOCK : sharing_keeps_tasks_off(&a->mask);
}

static bool nests(const struct row *row, const struct context *running)
{
    const struct program *program = row->sharing->facts->program;
    return running->kind != CONTEXT_HANDLER ||
           program_unit(program, running->func)->target.arch == IR_ARCH_ARM_M;
}

/* Is nothing that the context does to the row ever done in the midst of `a`? */
static bool takes_turns(const struct row *row, const struct access *a, uint32_t context)
{
    for (size_t i = 0; i < row->accesses.count; i++) {
        const struct access *other = row->accesses.data[i];
        if (other->context == context && !turns_exclude(row->sharing->turns, a, other)) {
            return false;
        }
    }
    return true;
}

static int between_handlers(struct row *row, const struct access *a, const struct access *b,
                            struct shared_access *result)
{
    const struct facts *facts = row->sharing->facts;
    bool guess;
    enum reach_stop stop =
        reach_stop(facts->program, &facts->contexts, a->context, &a->mask, b->context, &guess);
    switch (stop) {
    case STOP_PRIORITY: return GUARD_PRIORITY;
    case STOP_NO_HANDLER:
    case STOP_SAME:
    case STOP_SYNCHRONOUS: return APART;
    case STOP_TURNS: return GUARD_TURNS;
    default: break;
    }
    if (stop == STOP_GLOBAL && !nests(row, context_of(row, a))) {
        return GUARD_NESTING;
    }
    row->shared = true;
    switch (stop) {
    case STOP_UNARMED: return GUARD_INIT;
    case STOP_GLOBAL: return GUARD_GLOBAL;
    case STOP_FAULT: return GUARD_FAULT;
    case STOP_LINE: return GUARD_LINE;
    case STOP_SOURCE: return GUARD_SOURCE;
    case STOP_CEILING: return GUARD_CEILING;
    case STOP_SECTION: return GUARD_SECTION;
    default: break;
    }
    if (takes_turns(row, a, b->context)) {
        return GUARD_TURNS;
    }
    result->unsure |= guess;
    return GUARD_NONE;
}

/* What keeps `b` out of `a`; GUARD_NONE if nothing does, APART where they never meet. */
static int between(struct row *row, const struct access *a, const struct access *b,
                   struct shared_access *result)
{
    const struct context *left = context_of(row, a);
    const struct context *right = context_of(row, b);
    if (context_is_core(left) != context_is_core(right)) {
        row->shared = true;
        bool section = a->mask.section_low > 0 && b->mask.section_low > 0;
        return share_lock(row, a, b, result) ? GUARD_LOCK : section ? GUARD_SECTION : GUARD_NONE;
    }
    return left->kind != CONTEXT_HANDLER && right->kind != CONTEXT_HANDLER
               ? between_threads(row, a, b, result)
               : between_handlers(row, a, b, result);
}

/* ---- one row ------------------------------------------------------------------------------------- */

static enum guard harmless(const struct access *a, const struct access *b)
{
    bool same_bits = a->bits && b->bits && !(b->bits & ~a->bits);
    return a->atomic                  ? GUARD_ATOMIC
           : a->kind != ACCESS_UPDATE ? GUARD_ONE_STEP
           : writes(b) && same_bits   ? GUARD_SAME_BITS
                                      : GUARD_ONE_WRITER;
}

static void add_cutter(struct shared_access *result, uint32_t context, enum race_kind harm)
{
    for (uint32_t i = 0; i < result->cutters && i < CUTTERS_MAX; i++) {
        if (result->cut_by[i] == context) {
            return;
        }
    }
    result->harm = result->cutters ? result->harm : harm;
    if (result->cutters < CUTTERS_MAX) {
        result->cut_by[result->cutters] = context;
    }
    result->cutters++;
}

static struct shared_access judge(struct row *row, const struct access *a)
{
    struct shared_access result = {.access = a};
    bool doubt = false;
    bool sure = false;
    bool by_tasks = true;
    bool opposed = false;
    for (size_t i = 0; i < row->others.count; i++) {
        const struct access *b = row->others.data[i];
        if (b->context == a->context || b->fatal || (!writes(a) && !writes(b)) || !access_overlaps(a, b)) {
            continue;
        }
        result.unsure = is_unsure(a) || is_unsure(b);
        opposed = true;
        bool known = row->shared;
        row->shared = false;
        int guard = between(row, a, b, &result);
        row->surely |= row->shared && !is_unsure(a) && !is_unsure(b);
        row->shared |= known;
        enum race_kind harm;
        if (guard == GUARD_NONE && !a->fatal && race_splits(row->sharing->facts, a, b, &harm)) {
            add_cutter(&result, b->context, harm);
            by_tasks &= context_of(row, b)->kind != CONTEXT_HANDLER && !context_is_core(context_of(row, b)) &&
                        !context_is_core(context_of(row, a));
            doubt |= result.unsure;
            sure |= !result.unsure;
        } else if (guard == GUARD_NONE) {
            guard = harmless(a, b);
        }
        result.guards |= guard == APART ? 0 : 1u << guard;
    }
    if (!result.guards) {
        result.guards = 1u << (opposed ? GUARD_PRIORITY : GUARD_READERS);
    }
    result.unsure = doubt && !sure;
    result.by_tasks = result.cutters && by_tasks;
    struct lock_set locks = locked_at(&row->sharing->locked, entry_of(row, a), a->held);
    row->guarded |= locks.count > 0 || (result.guards & TAKEN_GUARDS);
    return result;
}

static uint64_t signature(const struct row *row, const struct access *access)
{
    struct lock_set locks = locked_at(&row->sharing->locked, entry_of(row, access), access->held);
    const uint64_t words[] = {access->context,
                              access->kind,
                              access->offset,
                              access->exact,
                              access->size,
                              access->bits,
                              access->atomic | access->indexed << 1 | access->fatal << 2 |
                                  is_unsure(access) << 3 | (access->mask.section_low > 0) << 4,
                              locks.count ? access->func : 0,
                              locks.count ? access->op : 0,
                              context_of(row, access)->kind == CONTEXT_MAIN ? access->func : 0,
                              context_of(row, access)->kind == CONTEXT_MAIN ? access->op : 0};
    return hash_bytes(words, sizeof(words), 0);
}

static void pick_others(struct row *row)
{
    struct map seen = {0};
    row->others.count = 0;
    for (size_t i = 0; i < row->accesses.count; i++) {
        uint64_t key = signature(row, row->accesses.data[i]);
        if (map_get(&seen, key) == MAP_NONE && row->others.count < OTHERS_MAX) {
            map_set(&seen, key, 1);
            VEC_PUSH(&row->others, row->accesses.data[i]);
        } else if (row->others.count == OTHERS_MAX) {
            row->sharing->capped = true;
        }
    }
    map_free(&seen);
}

/* Two contexts, and one of them writes: cheap to ask, and most rows end here. */
static bool may_be_shared(const struct row *row)
{
    bool several = false;
    bool written = false;
    const struct access *first = row->accesses.data[0];
    for (size_t i = 0; i < row->accesses.count; i++) {
        const struct access *access = row->accesses.data[i];
        bool callers =
            context_is_caller(context_of(row, access)) && context_is_caller(context_of(row, first));
        several |= access->context != first->context && !callers;
        written |= writes(access);
    }
    return several && written;
}

/* A row is called by what is moved as a word, and by the widest of those. */
static bool names_better(const struct access *one, const struct access *than)
{
    return is_copy(one) != is_copy(than) ? is_copy(than) : one->place != IR_NONE && one->size > than->size;
}

static void judge_row(struct row *row)
{
    struct sharing *sharing = row->sharing;
    if (!row->accesses.count || !may_be_shared(row)) {
        return;
    }
    struct shared_object object = {.first = (uint32_t)sharing->accesses.count};
    size_t count = row->accesses.count;
    sharing->capped |= count > COMPARED_MAX;
    row->shared = row->surely = row->guarded = false;
    pick_others(row);
    for (size_t i = 0; i < count && i < COMPARED_MAX; i++) {
        const struct access *access = row->accesses.data[i];
        struct shared_access judged = judge(row, access);
        VEC_PUSH(&sharing->accesses, judged);
        if (!object.named || names_better(access, object.named)) {
            object.named = access;
        }
    }
    object.count = (uint32_t)sharing->accesses.count - object.first;
    for (uint32_t i = 0; i < object.count && !row->guarded; i++) {
        struct shared_access *judged = &sharing->accesses.data[object.first + i];
        judged->unsure |= judged->by_tasks;
    }
    object.sure = row->surely;
    if (row->shared) {
        VEC_PUSH(&sharing->objects, object);
    } else {
        sharing->accesses.count = object.first;
    }
}

/* ---- rows ------------------------------------------------------------------------------------------ */

/* The accesses of one object that meet [start, end), copies too. */
static void judge_range(struct row *row, const struct access *group, size_t count, uint32_t start,
                        uint32_t end)
{
    row->accesses.count = 0;
    for (size_t i = 0; i < count && group[i].offset < end; i++) { /* sorted by offset */
        if (group[i].offset + group[i].size > start) {
            VEC_PUSH(&row->accesses, &group[i]);
        }
    }
    judge_row(row);
}

/* Does it meet one of the rows, so that it counts there? */
static bool is_covered(const struct row *row, const struct access *access)
{
    for (size_t i = 0; i < row->ranges.count; i++) {
        if (access->offset < row->ranges.data[i].end &&
            row->ranges.data[i].start < access->offset + access->size) {
            return true;
        }
    }
    return false;
}

/* Rows of what is moved as words, or of the copies that meet none of those. */
static void judge_ranges(struct row *row, const struct access *group, size_t count, bool copies)
{
    size_t known = row->ranges.count;
    for (size_t i = 0; i < count; i++) {
        if (is_copy(&group[i]) != copies || (copies && is_covered(row, &group[i]))) {
            continue;
        }
        struct range *last = row->ranges.count > known ? &row->ranges.data[row->ranges.count - 1] : NULL;
        uint32_t end = group[i].offset + group[i].size;
        if (last && group[i].offset < last->end) { /* sorted by offset */
            last->end = end > last->end ? end : last->end;
        } else {
            struct range range = {group[i].offset, end};
            VEC_PUSH(&row->ranges, range);
        }
    }
    for (size_t i = known; i < row->ranges.count; i++) {
        judge_range(row, group, count, row->ranges.data[i].start, row->ranges.data[i].end);
    }
}

static void judge_object(struct row *row, const struct access *group, size_t count)
{
    row->ranges.count = 0;
    judge_ranges(row, group, count, false);
    judge_ranges(row, group, count, true);
}

void sharing_find(struct sharing *sharing, const struct flow *flow)
{
    *sharing = (struct sharing){.facts = &flow->facts, .turns = &flow->turns};
    reach_index(&flow->facts.reach, &sharing->entries);
    locked_find(&sharing->locked, &flow->facts);
    started_find(&sharing->started, &flow->facts);
    struct row row = {.sharing = sharing};
    for (size_t first = 0; first < flow->accesses.data.count;) {
        const struct access *group = &flow->accesses.data.data[first];
        size_t count = access_group(&flow->accesses, first);
        judge_object(&row, group, count);
        first += count;
    }
    VEC_FREE(&row.accesses);
    VEC_FREE(&row.others);
    VEC_FREE(&row.ranges);
}

void sharing_free(struct sharing *sharing)
{
    started_free(&sharing->started);
    map_free(&sharing->entries);
    VEC_FREE(&sharing->objects);
    VEC_FREE(&sharing->accesses);
}
