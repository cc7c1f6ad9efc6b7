#include "flow/handed.h"

#include <stdlib.h>

enum { SIDES_MAX = 100000, NOBODY = -1, UNCERTAIN = -2 };

struct side {
    uint64_t cell;
    uint32_t func, op, saved_at;
    bool restores;
};

struct sides {
    VEC(struct side) data;
};

uint32_t handed_store(const struct facts *facts, uint32_t func, uint64_t cell)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct summary *summary = &facts->summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind != EVENT_WRITE || event->place == IR_NONE) {
            continue;
        }
        const struct ir_place *place = &unit->places.data[event->place];
        uint32_t sym =
            place->base == IR_BASE_SYM
                ? program_sym_of(facts->program, facts->program->funcs.data[func].unit, place->root)
                : PROGRAM_NONE;
        if (sym != PROGRAM_NONE && program_resolve(facts->program, sym) == cell_id(cell)) {
            return event->op;
        }
    }
    return FLOW_NONE;
}

static void add(struct sides *sides, struct side side)
{
    if (sides->data.count < SIDES_MAX && side.op != FLOW_NONE) {
        VEC_PUSH(&sides->data, side);
    }
}

static void collect(struct sides *sides, const struct facts *facts, uint32_t func)
{
    const struct summary *summary = &facts->summaries[func];
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        for (int j = 0; j < summary->exits[i].write_count; j++) {
            const struct summary_write *write = &summary->exits[i].writes[j];
            if (cell_kind_of(write->key) == CELL_GLOBAL && write->value.kind == VALUE_TOKEN) {
                struct side side = {.cell = write->key,
                                    .func = func,
                                    .op = handed_store(facts, func, write->key),
                                    .saved_at = write->value.id};
                add(sides, side);
            }
        }
    }
    for (size_t i = 0; summary->touches && i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint64_t cell = (uint64_t)event->value.low;
        if (event->kind == EVENT_RESTORE && event->value.kind == VALUE_CELL &&
            cell_kind_of(cell) == CELL_GLOBAL) {
            struct side side = {.cell = cell, .func = func, .op = event->op, .restores = true};
            add(sides, side);
        }
    }
}

static int compare(const void *left, const void *right)
{
    const struct side *a = left;
    const struct side *b = right;
    if (a->cell != b->cell) {
        return a->cell < b->cell ? -1 : 1;
    }
    if (a->func != b->func) {
        return a->func < b->func ? -1 : 1;
    }
    return (a->op > b->op) - (a->op < b->op);
}

/* The first side that the context runs; NOBODY, or UNCERTAIN. */
static int side_of(const struct facts *facts, uint32_t context, const struct side *sides, size_t count,
                   bool restores)
{
    for (size_t i = 0; i < count; i++) {
        const struct reach_entry *entry =
            sides[i].restores == restores ? reach_find(&facts->reach, context, sides[i].func) : NULL;
        if (entry) {
            bool certain =
                !(entry->always & (WAY_UNSURE | WAY_TANGLED)) && !facts->contexts.data.data[context].guessed;
            return certain ? (int)i : UNCERTAIN;
        }
    }
    return NOBODY;
}

static void check_cell(struct handed_list *list, const struct facts *facts, const struct side *sides,
                       size_t count)
{
    struct handed found = {.cell = sides->cell, .context = FLOW_NONE, .by_context = FLOW_NONE};
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        int keeps = side_of(facts, i, sides, count, false);
        int restores = side_of(facts, i, sides, count, true);
        if (keeps == UNCERTAIN || restores == UNCERTAIN || (keeps >= 0 && restores >= 0)) {
            return;
        }
        if (keeps >= 0 && found.context == FLOW_NONE) {
            found.context = i;
            found.func = sides[keeps].func;
            found.op = sides[keeps].op;
            found.saved_at = sides[keeps].saved_at;
        }
        if (restores >= 0 && found.by_context == FLOW_NONE) {
            found.by_context = i;
            found.by_func = sides[restores].func;
            found.by_op = sides[restores].op;
        }
    }
    if (found.context != FLOW_NONE && found.by_context != FLOW_NONE) {
        VEC_PUSH(&list->data, found);
    }
}

void handed_find(struct handed_list *list, const struct facts *facts)
{
    struct sides sides = {{0}};
    memset(list, 0, sizeof(*list));
    for (uint32_t func = 0; facts->contexts.is_whole && func < facts->program->funcs.count; func++) {
        collect(&sides, facts, func);
    }
    if (sides.data.count) {
        qsort(sides.data.data, sides.data.count, sizeof(*sides.data.data), compare);
    }
    for (size_t first = 0; first < sides.data.count;) {
        const struct side *group = &sides.data.data[first];
        size_t count = 1;
        while (first + count < sides.data.count && group[count].cell == group->cell) {
            count++;
        }
        check_cell(list, facts, group, count);
        first += count;
    }
    VEC_FREE(&sides.data);
}

void handed_free(struct handed_list *list)
{
    VEC_FREE(&list->data);
}

const struct handed *handed_at(const struct handed_list *list, uint64_t cell)
{
    for (size_t i = 0; i < list->data.count; i++) {
        if (list->data.data[i].cell == cell) {
            return &list->data.data[i];
        }
    }
    return NULL;
}
