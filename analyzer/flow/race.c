#include "flow/race.h"

#include <string.h>

enum { GROUP_MAX = 4000 /* accesses of one object that are compared */, FIELDS_MAX = 64 };

static bool writes(const struct access *access)
{
    return access->kind != ACCESS_READ;
}

/* A mask that was taken for this access's sake: held by the function or by all its callers. */
static bool is_guarded(const struct access *access)
{
    const struct abs_mask *mask = &access->mask;
    for (int gate = 0; gate < GATES; gate++) {
        if (!(mask->gate[gate] & MAY_OPEN)) {
            return true;
        }
    }
    return mask->section_low > 0 || mask->sched_low > 0 || mask->line_count > 0;
}

static bool is_wide(const struct facts *facts, const struct access *access)
{
    return access->size > access_indivisible(facts, access);
}

/* Does the function access another field of the object the same way, and the other side both? */
static bool touches_other_field(const struct access *group, size_t count, const struct access *one,
                                const struct access *against)
{
    bool writing = writes(one);
    for (size_t i = 0; i < count; i++) {
        const struct access *other = &group[i];
        if (other->func != one->func || other->context != one->context || other->indexed ||
            writes(other) != writing || other->offset == one->offset || access_overlaps(other, one)) {
            continue;
        }
        for (size_t j = 0; j < count; j++) { /* and the other side touches that field too, in one go */
            const struct access *there = &group[j];
            if (there->func == against->func && there->context == against->context &&
                writes(there) != writing && access_overlaps(there, other)) {
                return true;
            }
        }
    }
    return false;
}

static bool classify(const struct facts *facts, const struct access *group, size_t count,
                     const struct access *a, const struct access *b, enum race_kind *kind)
{
    if (a->atomic && b->atomic) {
        return false;
    }
    bool same_bits = a->bits && b->bits && !(b->bits & ~a->bits);
    if (same_bits) {
        return false; /* the handler's change is overwritten as if it had come first */
    }
    if (a->kind == ACCESS_UPDATE && writes(b) && !a->atomic) {
        *kind = RACE_UPDATE;
        return true;
    }
    if ((writes(a) || writes(b)) && is_wide(facts, a)) {
        *kind = RACE_TORN;
        return true;
    }
    if (a->indexed && b->indexed && a->in_loop && b->in_loop && writes(a) != writes(b)) {
        *kind = RACE_FIELDS; /* element by element on both sides */
        return true;
    }
    bool opposite = writes(a) != writes(b) && !a->indexed && !b->indexed;
    if (opposite && touches_other_field(group, count, a, b)) {
        *kind = RACE_FIELDS;
        return true;
    }
    return false;
}

/* Does the same function hold something that stops the handler at another access to the object? */
static bool guards_elsewhere(const struct facts *facts, const struct access *group, size_t count,
                             const struct access *a, const struct access *by)
{
    for (size_t i = 0; i < count; i++) {
        const struct access *other = &group[i];
        bool guess;
        if (other->func == a->func && other->context == a->context && mask_owns(other->held) &&
            is_guarded(other) &&
            !reach_preempts(facts->program, &facts->contexts, other->context, &other->mask, by->context,
                            &guess)) {
            return true;
        }
    }
    return false;
}

static void compare_with_handlers(struct races *races, const struct facts *facts, const struct access *group,
                                  size_t count, const struct access *a)
{
    struct race best = {.at_risk = NULL};
    for (size_t i = 0; i < count; i++) {
        const struct access *b = &group[i];
        bool guess;
        enum race_kind kind;
        if (b->context == a->context || !access_overlaps(a, b) || (!writes(a) && !writes(b)) ||
            !reach_preempts(facts->program, &facts->contexts, a->context, &a->mask, b->context, &guess) ||
            !classify(facts, group, count, a, b, &kind)) {
            continue;
        }
        if (!best.at_risk || (best.guess && !guess) || (best.guess == guess && kind < best.kind)) {
            best =
                (struct race){.kind = kind, .at_risk = a, .by = b, .guarded = is_guarded(a), .guess = guess};
        }
    }
    if (best.at_risk) {
        best.partial = !best.guarded && guards_elsewhere(facts, group, count, a, best.by);
    }
    struct race *last = races->data.count ? &races->data.data[races->data.count - 1] : NULL;
    if (!best.at_risk) {
        return;
    }
    if (last && last->at_risk->func == a->func && last->at_risk->op == a->op &&
        last->at_risk->object == a->object) {
        if (last->guess && !best.guess) {
            *last = best; /* the same op on another path or in another context */
        }
        return;
    }
    VEC_PUSH(&races->data, best);
}

void race_find(struct races *races, const struct facts *facts, const struct accesses *accesses)
{
    for (size_t first = 0; first < accesses->data.count;) {
        const struct access *group = &accesses->data.data[first];
        size_t count = 1;
        bool has_handler = false;
        while (first + count < accesses->data.count && group[count].object == group[0].object) {
            count++;
        }
        for (size_t i = 0; i < count; i++) {
            has_handler |= facts->contexts.data.data[group[i].context].kind == CONTEXT_HANDLER;
        }
        size_t compared = count < GROUP_MAX ? count : GROUP_MAX;
        for (size_t i = 0; has_handler && i < compared; i++) {
            if (!group[i].outlived) {
                compare_with_handlers(races, facts, group, compared, &group[i]);
            }
        }
        first += count;
    }
}

void race_free(struct races *races)
{
    VEC_FREE(&races->data);
}
