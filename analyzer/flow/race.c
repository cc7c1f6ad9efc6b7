#include "flow/race.h"

#include "flow/lock.h"

#include <string.h>

enum { GROUP_MAX = 4000 /* accesses of one object that are compared */, FIELDS_MAX = 64, SCALAR_MAX = 8 };

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

/* Both are atomic, or the handler's change is overwritten as if it had come first. */
static bool is_harmless(const struct access *a, const struct access *b)
{
    return (a->atomic && b->atomic) || (a->bits && b->bits && !(b->bits & ~a->bits));
}

/* One of the two is moved in parts, or computed from what it was. */
static bool is_split(const struct facts *facts, const struct access *a, const struct access *b,
                     enum race_kind *kind)
{
    bool update = a->kind == ACCESS_UPDATE && writes(b) && !a->atomic;
    *kind = update ? RACE_UPDATE : RACE_TORN;
    return update || ((writes(a) || writes(b)) && is_wide(facts, a));
}

static bool is_taken(const struct access *a, const struct access *b)
{
    return a->taken != FLOW_NONE && !(a->object & ACCESS_FIXED) && b->kind == ACCESS_UPDATE && !a->indexed &&
           !b->indexed;
}

bool race_splits(const struct facts *facts, const struct access *a, const struct access *b,
                 enum race_kind *kind)
{
    if (is_harmless(a, b)) {
        return false;
    }
    if (is_split(facts, a, b, kind)) {
        return true;
    }
    *kind = RACE_TAKEN;
    return is_taken(a, b);
}

static bool classify(const struct facts *facts, const struct access *group, size_t count,
                     const struct access *a, const struct access *b, enum race_kind *kind)
{
    if (is_harmless(a, b)) {
        return false;
    }
    if (is_split(facts, a, b, kind)) {
        return true;
    }
    if (a->indexed && b->indexed && a->in_loop && b->in_loop && writes(a) != writes(b)) {
        *kind = RACE_FIELDS; /* element by element on both sides */
        return true;
    }
    bool opposite = writes(a) != writes(b) && !a->indexed && !b->indexed;
    *kind = opposite && touches_other_field(group, count, a, b) ? RACE_FIELDS : RACE_TAKEN;
    return *kind == RACE_FIELDS || is_taken(a, b);
}

/*
 * Where is the object guarded against the handler? In the same function, and anywhere. A peripheral that is
 * off is no sign of it: it mostly rests for other reasons.
 */
static void find_guards(const struct facts *facts, const struct access *group, size_t count,
                        struct race *race)
{
    const struct access *a = race->at_risk;
    for (size_t i = 0; i < count && !race->partial; i++) {
        const struct access *other = &group[i];
        bool guess;
        if (other->context == race->by->context || !mask_owns(other->held) || !is_guarded(other) ||
            reach_preempts(facts->program, &facts->contexts, other->context, &other->mask, race->by->context,
                           &guess)) {
            continue;
        }
        race->intended |= access_overlaps(other, race->by);
        race->partial = other->func == a->func && other->context == a->context;
    }
}

/* Does the handler look at what it overwrites? Then it takes over what the other side counted. */
static bool reads_first(const struct access *group, size_t count, const struct access *write)
{
    for (size_t i = 0; i < count; i++) {
        const struct access *other = &group[i];
        if (other->context == write->context && other->func == write->func && other->kind == ACCESS_READ &&
            access_overlaps(other, write)) {
            return true;
        }
    }
    return false;
}

/*
 * Does the handler write two fields of what is copied? Then they belong together. The elements of an
 * array are each one's own: axes, channels, buffers that are copied while the handler rests.
 */
static bool writes_parts(const struct access *group, size_t count, const struct access *copy,
                         const struct access *write)
{
    for (size_t i = 0; i < count; i++) {
        const struct access *other = &group[i];
        if (other->context == write->context && other->func == write->func && writes(other) &&
            access_overlaps(other, copy) && other->offset != write->offset &&
            !access_overlaps(other, write) && other->size < copy->size) {
            return true;
        }
    }
    return false;
}

/*
 * A field, an element or a pointer that is not volatile is hardly meant to be shared at any time.
 * Who claims the object by a field of it takes turns with those who ask for the field, and so does who
 * comes there by a flag that the handler sets (turns_asked()). And
 * one side that only reads, or only resets, often waits its turn: a buffer is filled before the
 * transfer starts, a count is set before the timer runs. Two that both change the object do not.
 */
static bool may_take_turns(const struct access *group, size_t count, const struct race *race)
{
    const struct access *a = race->at_risk;
    const struct access *b = race->by;
    if (a->claimed) {
        return true;
    }
    switch (race->kind) {
    case RACE_UPDATE:
        return (!a->is_volatile && !a->plain) ||
               (b->kind != ACCESS_UPDATE && (b->constant || !a->is_volatile) &&
                !reads_first(group, count, b));
    case RACE_TORN: {
        bool is_copy = a->size > SCALAR_MAX || a->place == IR_NONE /* by memcpy */;
        return writes(a) || (is_copy && !writes_parts(group, count, a, b));
    }
    case RACE_TAKEN: return false;
    default: return true;
    }
}

static bool is_lock(const struct hold *hold)
{
    return (hold->kind == HOLD_LOCK || hold->kind == HOLD_SPIN) && hold->must &&
           lock_has_global_name(hold->key);
}

/* Both hold one lock, or the handler asks for that which the other side holds. */
enum common_lock { LOCK_NONE, LOCK_ASKED, LOCK_HELD };

/*
 * A handler that waits for the lock of who it interrupts waits for ever, which is another rule's matter, and
 * one that only tries goes away: what both do under the lock they never do at once. What a try returns is
 * said by models, and programs have their own: who asks for the lock at all takes part in the agreement.
 */
static enum common_lock common_lock(const struct facts *facts, const struct access *a, const struct access *b)
{
    enum common_lock common = LOCK_NONE;
    const struct summary *summary = &facts->summaries[b->func];
    for (int i = 0; i < a->held->hold_count; i++) {
        const struct hold *hold = &a->held->holds[i];
        if (!is_lock(hold)) {
            continue;
        }
        for (int j = 0; j < b->held->hold_count; j++) {
            if (is_lock(&b->held->holds[j]) && b->held->holds[j].key == hold->key) {
                return LOCK_HELD;
            }
        }
        for (size_t j = 0; j < summary->events.count; j++) {
            const struct event *event = &summary->events.data[j];
            bool asks = event->kind == EVENT_OFF && event->part == MODEL_PART_LOCK;
            common = asks && event->value.low == hold->key ? LOCK_ASKED : common;
        }
    }
    return common;
}

static enum race_doubt doubt_of(const struct turns *turns, const struct access *group, size_t count,
                                const struct race *race, bool guess)
{
    const struct access *a = race->at_risk;
    const struct access *b = race->by;
    bool element = a->indexed && b->indexed && a->through_pointer && b->through_pointer;
    bool hardware = (a->object & ACCESS_FIXED) != 0; /* its state decides when the handler can come */
    bool agreed = hardware || may_take_turns(group, count, race) || turns_asked(turns, a, b) ||
                  common_lock(turns->facts, a, b) == LOCK_ASKED;
    return guess || a->tangled || b->tangled   ? RACE_BY_GUESS
           : a->unsure || b->unsure || element ? RACE_BY_POINTER
           : agreed                            ? RACE_BY_PROTOCOL
                                               : RACE_SURE;
}

static void compare_with_handlers(struct races *races, const struct facts *facts, const struct turns *turns,
                                  const struct access *group, size_t count, const struct access *a)
{
    struct race best = {.at_risk = NULL};
    for (size_t i = 0; i < count; i++) {
        const struct access *b = &group[i];
        bool guess;
        struct race race = {.at_risk = a, .by = b, .guarded = is_guarded(a)};
        if (b->context == a->context || b->fatal || !access_overlaps(a, b) || (!writes(a) && !writes(b)) ||
            !reach_preempts(facts->program, &facts->contexts, a->context, &a->mask, b->context, &guess) ||
            !classify(facts, group, count, a, b, &race.kind) || turns_exclude(turns, a, b) ||
            common_lock(facts, a, b) == LOCK_HELD) {
            continue;
        }
        race.doubt = doubt_of(turns, group, count, &race, guess);
        if (!best.at_risk || race.doubt < best.doubt || (race.doubt == best.doubt && race.kind < best.kind)) {
            best = race;
        }
    }
    if (!best.at_risk) {
        return;
    }
    find_guards(facts, group, count, &best);
    best.partial &= !best.guarded;
    struct race *last = races->data.count ? &races->data.data[races->data.count - 1] : NULL;
    if (last && last->at_risk->func == a->func && last->at_risk->op == a->op &&
        last->at_risk->object == a->object) {
        if (last->doubt > best.doubt) {
            *last = best; /* the same op on another path or in another context */
        }
        return;
    }
    VEC_PUSH(&races->data, best);
}

void race_find(struct races *races, const struct facts *facts, const struct accesses *accesses,
               const struct turns *turns)
{
    for (size_t first = 0; first < accesses->data.count;) {
        const struct access *group = &accesses->data.data[first];
        size_t count = access_group(accesses, first);
        bool has_handler = false;
        for (size_t i = 0; i < count; i++) {
            has_handler |= facts->contexts.data.data[group[i].context].kind == CONTEXT_HANDLER;
        }
        size_t compared = count < GROUP_MAX ? count : GROUP_MAX;
        for (size_t i = 0; has_handler && i < compared; i++) {
            if (!group[i].outlived && !group[i].fatal) {
                compare_with_handlers(races, facts, turns, group, compared, &group[i]);
            }
        }
        first += count;
    }
}

void race_free(struct races *races)
{
    VEC_FREE(&races->data);
}
