#include "flow/reentry.h"

#include "flow/graph.h"

#include <string.h>

enum { GROUP_MAX = 400 /* accesses of one object that are compared */ };

static bool is_own(const struct facts *facts, const struct access *access)
{
    if (access->object & ACCESS_FIXED) {
        return false;
    }
    uint32_t kind = facts->program->syms.data[access->object].kind;
    return kind == IR_SYM_STATIC_LOCAL || kind == IR_SYM_STATIC;
}

static uint32_t block_of(const struct facts *facts, const struct access *access)
{
    return facts->summaries[access->func].events.data[access->event].block;
}

/* Can control come from the write to the read within one call? */
static bool leads_to(const struct facts *facts, const struct access *write, const struct access *read)
{
    const struct ir_unit *unit = program_unit(facts->program, write->func);
    const struct ir_func *ir = program_ir(facts->program, write->func);
    uint32_t from = block_of(facts, write);
    uint32_t to = block_of(facts, read);
    return (from == to && write->op < read->op) ||
           graph_leads(unit, ir, NULL, from - ir->block, to - ir->block);
}

/* ---- flags that keep a second call out -------------------------------------------------------------- */

enum { SETS = 1, CLEARS = 2 };

/* Adds what functions write into the static object as constants: by function, SETS and CLEARS. */
static void note_flags(const struct facts *facts, const struct access *group, size_t count, struct map *flags)
{
    struct map here = {0};
    for (size_t i = 0; i < count; i++) {
        const struct ir_unit *unit = program_unit(facts->program, group[i].func);
        int64_t constant;
        if (group[i].constant && contexts_constant(unit, unit->ops.data[group[i].op].b, &constant)) {
            uint32_t before = map_add(&here, group[i].func, 0);
            map_set(&here, group[i].func, before | (constant ? SETS : CLEARS));
        }
    }
    for (size_t i = 0; i < here.count; i++) { /* a flag has both itself: two objects with one each are none */
        if (here.entries[i].value == (SETS | CLEARS)) {
            map_set(flags, here.entries[i].key, SETS | CLEARS);
        }
    }
    map_free(&here);
}

/* ---- pairs --------------------------------------------------------------------------------------------- */

static const struct access *handlers_write(const struct facts *facts, const struct access *group,
                                           size_t count, const struct access *read)
{
    for (size_t i = 0; i < count; i++) {
        const struct access *by = &group[i];
        bool guess = false;
        if (by->kind != ACCESS_READ && by->context != read->context && !by->unsure && !by->tangled &&
            !by->fatal && access_overlaps(by, read) &&
            reach_preempts(facts->program, &facts->contexts, read->context, &read->mask, by->context,
                           &guess) &&
            !guess) {
            return by;
        }
    }
    return NULL;
}

/* One function alone writes it, and it is more than a flag that remembers one constant. */
static bool is_private_state(const struct access *group, size_t count)
{
    const struct access *writer = NULL;
    bool varies = false;
    for (size_t i = 0; i < count; i++) {
        if (group[i].kind == ACCESS_READ) {
            continue;
        }
        writer = writer ? writer : &group[i];
        if (group[i].func != writer->func || group[i].atomic) {
            return false;
        }
        varies |= group[i].kind == ACCESS_WRITE && !group[i].constant;
    }
    return varies;
}

static bool is_raced(const struct races *races, const struct access *access)
{
    for (size_t i = 0; i < races->data.count; i++) {
        const struct access *at_risk = races->data.data[i].at_risk;
        if (at_risk->object == access->object && at_risk->func == access->func) {
            return true;
        }
    }
    return false;
}

static bool find_pair(const struct flow *flow, const struct access *group, size_t count,
                      struct reentry *found)
{
    const struct facts *facts = &flow->facts;
    for (size_t i = 0; i < count; i++) {
        found->read = &group[i];
        found->by = group[i].kind == ACCESS_READ && !group[i].unsure && !group[i].tangled
                        ? handlers_write(facts, group, count, found->read)
                        : NULL;
        for (size_t j = 0; found->by && j < count; j++) {
            found->write = &group[j];
            if (group[j].kind == ACCESS_WRITE && group[j].context == found->read->context &&
                group[j].func == found->read->func && access_overlaps(found->write, found->read) &&
                leads_to(facts, found->write, found->read)) {
                return !is_raced(&flow->races, found->read);
            }
        }
    }
    return false;
}

void reentry_find(struct reentries *reentries, const struct flow *flow)
{
    const struct accesses *accesses = &flow->accesses;
    struct map guarded = {0}; /* functions that set and clear a static flag */
    memset(reentries, 0, sizeof(*reentries));
    for (int pass = 0; pass < 2; pass++) {
        for (size_t first = 0; first < accesses->data.count;) {
            const struct access *group = &accesses->data.data[first];
            size_t count = access_group(accesses, first);
            first += count;
            if (!is_own(&flow->facts, group) || count > GROUP_MAX) {
                continue;
            }
            struct reentry found;
            if (pass == 0) {
                note_flags(&flow->facts, group, count, &guarded);
            } else if (is_private_state(group, count) && find_pair(flow, group, count, &found) &&
                       map_get(&guarded, found.write->func) != (SETS | CLEARS)) {
                VEC_PUSH(&reentries->data, found);
            }
        }
    }
    map_free(&guarded);
}

void reentry_free(struct reentries *reentries)
{
    VEC_FREE(&reentries->data);
}
