#include "flow/overtaken.h"

#include "flow/graph.h"
#include "flow/local_defs.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 64 /* of a value's computation */, CALLS_MAX = 64, REACHED_MAX = 64 };

/* Bytes of an object with static storage. */
struct bytes {
    uint32_t sym, offset, size;
};

/* A write inside a section of the writing function's own. */
struct inner {
    uint32_t func, op;
    struct bytes at;
    uint32_t next; /* of the same object, or MAP_NONE */
};

struct search {
    struct overtaken_list *list;
    const struct facts *facts;
    VEC(struct inner) inners;
    struct map by_sym; /* the last of its inner writes */
};

/* What is known of the function that writes back; made for those that may. */
struct writer {
    struct search *search;
    uint32_t func;
    const struct ir_unit *unit;
    const struct ir_func *ir;
    const struct summary *summary;
    struct arena arena;
    struct local_defs defs;
    struct map reads; /* by op: the event */
    struct map asked; /* ops that the value which is written is computed from, as far as was asked */
};

/* What an event touches, as a whole. False: not known, or bits or elements of something. */
static bool find_bytes(const struct facts *facts, uint32_t func, const struct event *event,
                       struct bytes *bytes)
{
    uint32_t unit_index = facts->program->funcs.data[func].unit;
    const struct ir_unit *unit = facts->program->units[unit_index];
    if (event->place == IR_NONE) {
        return false;
    }
    const struct ir_place *place = &unit->places.data[event->place];
    for (uint32_t i = 0; i < place->step_count; i++) {
        if (unit->steps.data[place->step + i].kind == IR_STEP_INDEX) {
            return false;
        }
    }
    bytes->sym = PROGRAM_NONE;
    bytes->offset = points_offset(unit, place);
    bytes->size = unit->types.data[place->type].size;
    if (place->base == IR_BASE_SYM) {
        uint32_t sym = program_sym_of(facts->program, unit_index, place->root);
        bytes->sym = sym == PROGRAM_NONE ? sym : program_resolve(facts->program, sym);
    } else if (event->value.kind == VALUE_GLOBAL) {
        bytes->sym = event->value.id;
        bytes->offset += (uint32_t)event->value.low;
    }
    return bytes->sym != PROGRAM_NONE && bytes->size && !(place->flags & IR_PLACE_BITFIELD);
}

static bool overlap(const struct bytes *a, const struct bytes *b)
{
    return a->sym == b->sym && a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

static void collect_inner(struct search *search, uint32_t func)
{
    const struct summary *summary = &search->facts->summaries[func];
    uint32_t last = IR_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        struct inner inner = {.func = func, .op = event->op};
        bool writes = event->kind == EVENT_WRITE || event->kind == EVENT_UPDATE;
        if (writes && event->op != last && mask_owns(&event->before) &&
            find_bytes(search->facts, func, event, &inner.at)) {
            last = event->op;
            inner.next = map_get(&search->by_sym, inner.at.sym);
            map_set(&search->by_sym, inner.at.sym, (uint32_t)search->inners.count);
            VEC_PUSH(&search->inners, inner);
        }
    }
}

/* ---- the value that is written back ------------------------------------------------------------ */

static uint32_t read_of(struct writer *writer, uint32_t value, const struct bytes *bytes, bool *changed);

/* The read from which one of the writes to a local computes. */
static uint32_t read_of_local(struct writer *writer, uint32_t place, const struct bytes *bytes, bool *changed)
{
    uint32_t local = local_defs_of(&writer->defs, place);
    uint32_t found = IR_NONE;
    for (uint32_t op = local == DEF_NONE ? DEF_NONE : local_defs_first(&writer->defs, local); op != DEF_NONE;
         op = local_defs_next(&writer->defs, op)) {
        const struct ir_op *def = &writer->unit->ops.data[op];
        if (def->kind == IR_RMW) {
            *changed = true;
        } else if (found == IR_NONE) {
            found = read_of(writer, def->b, bytes, changed);
        }
    }
    return found;
}

/* The read of these bytes from which a value is computed, or IR_NONE; whether it was changed since. */
static uint32_t read_of(struct writer *writer, uint32_t value, const struct bytes *bytes, bool *changed)
{
    const struct ir_op *op = &writer->unit->ops.data[value];
    uint32_t event = map_get(&writer->reads, value);
    struct bytes at;
    if (map_get(&writer->asked, value) != MAP_NONE || writer->asked.count >= STEPS_MAX) {
        return IR_NONE;
    }
    map_set(&writer->asked, value, 0);
    if (event != MAP_NONE &&
        find_bytes(writer->search->facts, writer->func, &writer->summary->events.data[event], &at)) {
        bool same = at.sym == bytes->sym && at.offset == bytes->offset && at.size == bytes->size;
        return same ? value : IR_NONE;
    }
    switch (op->kind) {
    case IR_CAST: return read_of(writer, op->a, bytes, changed);
    case IR_LOAD: return read_of_local(writer, op->a, bytes, changed);
    case IR_BINARY: {
        bool compares = op->operator_ >= IR_EQ && op->operator_ <= IR_GE;
        uint32_t left = compares ? IR_NONE : read_of(writer, op->a, bytes, changed);
        uint32_t found = compares || left != IR_NONE ? left : read_of(writer, op->b, bytes, changed);
        *changed |= found != IR_NONE;
        return found;
    }
    default: return IR_NONE;
    }
}

/* ---- the call between ---------------------------------------------------------------------------- */

/* Does control come from op `from` to op `to` without op `around`, which stands elsewhere? */
static bool comes(const struct writer *writer, uint32_t from, uint32_t to, uint32_t around)
{
    const uint32_t *block_of = writer->defs.block_of;
    uint32_t first = writer->defs.first_op;
    uint32_t start = block_of[from - first];
    uint32_t end = block_of[to - first];
    if (start == end && from < to) {
        return true;
    }
    bool *passes = mem_realloc(NULL, writer->ir->block_count);
    memset(passes, true, writer->ir->block_count);
    passes[block_of[around - first]] = false;
    bool leads = graph_leads(writer->unit, writer->ir, passes, start, end);
    free(passes);
    return leads;
}

/* Is the datum read again between the two, as the text stands? Then the function knows what it became. */
static bool read_again(const struct writer *writer, const struct bytes *bytes, uint32_t after,
                       uint32_t before)
{
    for (size_t i = 0; i < writer->reads.count; i++) {
        struct bytes at;
        uint32_t op = (uint32_t)writer->reads.entries[i].key;
        const struct event *event = &writer->summary->events.data[writer->reads.entries[i].value];
        if (op > after && op < before && find_bytes(writer->search->facts, writer->func, event, &at) &&
            overlap(&at, bytes)) {
            return true;
        }
    }
    return false;
}

/* The nearest inner write of these bytes by what is surely called from `callee` on; NULL: none. */
static const struct inner *written_by(const struct search *search, uint32_t callee, uint32_t not_by,
                                      const struct bytes *bytes)
{
    const struct program *program = search->facts->program;
    struct map seen = {0};
    map_set(&seen, callee, 0);
    for (size_t at = 0; at < seen.count && seen.count <= REACHED_MAX; at++) {
        const struct program_func *entry = &program->funcs.data[seen.entries[at].key];
        for (uint32_t i = 0; i < entry->call_count; i++) {
            const struct program_call *call = &program->calls.data[entry->call + i];
            if (call->target_count == 1) {
                map_add(&seen, program->call_targets.data[call->target], (uint32_t)seen.count);
            }
        }
    }
    const struct inner *found = NULL;
    uint32_t nearest = MAP_NONE;
    for (uint32_t i = map_get(&search->by_sym, bytes->sym); i != MAP_NONE; i = search->inners.data[i].next) {
        const struct inner *inner = &search->inners.data[i];
        uint32_t distance = inner->func == not_by ? MAP_NONE : map_get(&seen, inner->func);
        if (distance != MAP_NONE && (!found || distance <= nearest) && overlap(&inner->at, bytes)) {
            found = inner;
            nearest = distance;
        }
    }
    map_free(&seen);
    return found;
}

static void check_write(struct writer *writer, const struct event *event, const struct bytes *bytes)
{
    const struct program *program = writer->search->facts->program;
    const struct program_func *entry = &program->funcs.data[writer->func];
    bool changed = false;
    map_free(&writer->asked);
    uint32_t read = read_of(writer, writer->unit->ops.data[event->op].b, bytes, &changed);
    if (read == IR_NONE || !changed) {
        return;
    }
    uint32_t asked = 0;
    for (uint32_t i = 0; i < entry->call_count && asked < CALLS_MAX; i++) {
        const struct program_call *call = &program->calls.data[entry->call + i];
        if (call->op <= read || call->op >= event->op || call->target_count != 1) {
            continue;
        }
        asked++;
        uint32_t callee = program->call_targets.data[call->target];
        const struct inner *by = written_by(writer->search, callee, writer->func, bytes);
        if (by && !read_again(writer, bytes, call->op, event->op) &&
            comes(writer, read, call->op, event->op) && comes(writer, call->op, event->op, read)) {
            struct overtaken found = {.func = writer->func,
                                      .sym = bytes->sym,
                                      .read = read,
                                      .call = call->op,
                                      .write = event->op,
                                      .callee = callee,
                                      .by_func = by->func,
                                      .by_op = by->op};
            VEC_PUSH(&writer->search->list->data, found);
            return;
        }
    }
}

static void writer_open(struct writer *writer)
{
    local_defs_find(&writer->defs, &writer->arena, writer->unit, writer->ir);
    for (size_t i = 0; i < writer->summary->events.count; i++) {
        const struct event *event = &writer->summary->events.data[i];
        if (event->kind == EVENT_READ) {
            map_add(&writer->reads, event->op, (uint32_t)i);
        }
    }
}

static void check_function(struct search *search, uint32_t func)
{
    struct writer writer = {.search = search,
                            .func = func,
                            .unit = program_unit(search->facts->program, func),
                            .ir = program_ir(search->facts->program, func),
                            .summary = &search->facts->summaries[func]};
    struct map done = {0}; /* by op: an op has an event for each state that comes to it */
    for (size_t i = 0; i < writer.summary->events.count; i++) {
        const struct event *event = &writer.summary->events.data[i];
        struct bytes bytes;
        if (event->kind != EVENT_WRITE || writer.unit->ops.data[event->op].kind != IR_STORE ||
            !find_bytes(search->facts, func, event, &bytes) ||
            map_get(&search->by_sym, bytes.sym) == MAP_NONE || map_get(&done, event->op) != MAP_NONE) {
            continue;
        }
        if (!done.count) {
            writer_open(&writer);
        }
        map_set(&done, event->op, 0);
        check_write(&writer, event, &bytes);
    }
    map_free(&done);
    map_free(&writer.asked);
    map_free(&writer.reads);
    arena_free(&writer.arena);
}

void overtaken_find(struct overtaken_list *list, const struct facts *facts)
{
    struct search search = {.list = list, .facts = facts};
    memset(list, 0, sizeof(*list));
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        collect_inner(&search, func);
    }
    for (uint32_t func = 0; search.inners.count && func < facts->program->funcs.count; func++) {
        check_function(&search, func);
    }
    VEC_FREE(&search.inners);
    map_free(&search.by_sym);
}

void overtaken_free(struct overtaken_list *list)
{
    VEC_FREE(&list->data);
}
