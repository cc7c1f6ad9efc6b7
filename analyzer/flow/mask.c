#include "flow/mask.h"

#include <string.h>

relation relation_compose(relation first, relation second)
{
    relation result = 0;
    for (int from = 0; from < 2; from++) {
        for (int middle = 0; middle < 2; middle++) {
            if (first & (1 << (from * 2 + middle))) {
                result |= (relation)(((second >> (middle * 2)) & 3) << (from * 2));
            }
        }
    }
    return result;
}

void mask_init(struct mask *mask)
{
    memset(mask, 0, sizeof(*mask));
    for (int gate = 0; gate < GATES; gate++) {
        mask->gate[gate] = RELATION_IDENTITY;
        mask->by[gate] = FLOW_NONE;
    }
    mask->section_by = mask->sched_by = mask->lost_save = FLOW_NONE;
}

static bool same_holds(const struct mask *a, const struct mask *b)
{
    if (a->hold_count != b->hold_count) {
        return false;
    }
    for (int i = 0; i < a->hold_count; i++) {
        const struct hold *other = mask_find(b, a->holds[i].kind, a->holds[i].key);
        if (!other || other->must != a->holds[i].must) {
            return false;
        }
    }
    return true;
}

bool mask_same(const struct mask *a, const struct mask *b)
{
    return memcmp(a->gate, b->gate, sizeof(a->gate)) == 0 &&
           memcmp(a->symbol, b->symbol, sizeof(a->symbol)) == 0 && a->section_low == b->section_low &&
           a->section_high == b->section_high && a->sched_low == b->sched_low &&
           a->sched_high == b->sched_high && a->lost_save == b->lost_save && same_holds(a, b);
}

static bool widen(int8_t *low, int8_t *high, int8_t other_low, int8_t other_high)
{
    bool changed = other_low < *low || other_high > *high;
    *low = other_low < *low ? other_low : *low;
    *high = other_high > *high ? other_high : *high;
    return changed;
}

static bool join_holds(struct mask *a, const struct mask *b)
{
    bool changed = false;
    for (int i = 0; i < a->hold_count; i++) {
        const struct hold *other = mask_find(b, a->holds[i].kind, a->holds[i].key);
        if (a->holds[i].must && (!other || !other->must)) {
            a->holds[i].must = 0;
            changed = true;
        }
    }
    for (int i = 0; i < b->hold_count; i++) {
        if (!mask_find(a, b->holds[i].kind, b->holds[i].key) && a->hold_count < HOLDS_MAX) {
            a->holds[a->hold_count] = b->holds[i];
            a->holds[a->hold_count++].must = 0;
            changed = true;
        }
    }
    return changed;
}

/* Saves that are open on both paths stay; the others were restored on one of them. */
static void join_saves(struct mask *a, const struct mask *b)
{
    uint8_t kept = 0;
    for (int i = 0; i < a->save_count; i++) {
        for (int j = 0; j < b->save_count; j++) {
            if (a->saves[i] == b->saves[j]) {
                a->saves[kept++] = a->saves[i];
                break;
            }
        }
    }
    a->save_count = kept;
}

bool mask_join(struct mask *a, const struct mask *b)
{
    bool changed = false;
    for (int gate = 0; gate < GATES; gate++) {
        relation joined = a->gate[gate] | b->gate[gate];
        changed |= joined != a->gate[gate];
        a->gate[gate] = joined;
        a->by[gate] = a->by[gate] == FLOW_NONE ? b->by[gate] : a->by[gate];
        if (a->symbol[gate] != b->symbol[gate]) { /* equal to a parameter on one path only */
            a->symbol[gate] = 0;
            a->opaque |= (uint8_t)(1 << gate);
        }
    }
    a->opaque |= b->opaque;
    a->asked |= b->asked;
    a->privilege = a->privilege == b->privilege ? a->privilege : PRIVILEGE_KEPT;
    a->control_symbol = a->control_symbol == b->control_symbol ? a->control_symbol : 0;
    changed |= widen(&a->section_low, &a->section_high, b->section_low, b->section_high);
    changed |= widen(&a->sched_low, &a->sched_high, b->sched_low, b->sched_high);
    a->section_by = a->section_by == FLOW_NONE ? b->section_by : a->section_by;
    a->sched_by = a->sched_by == FLOW_NONE ? b->sched_by : a->sched_by;
    a->ceiling_low = b->ceiling_low < a->ceiling_low ? b->ceiling_low : a->ceiling_low;
    a->ceiling_high = b->ceiling_high > a->ceiling_high ? b->ceiling_high : a->ceiling_high;
    changed |= join_holds(a, b);
    changed |= (a->zero_params & ~b->zero_params) || (a->nonzero_params & ~b->nonzero_params);
    a->zero_params &= b->zero_params;
    a->nonzero_params &= b->nonzero_params;
    if (a->equal_param != b->equal_param || a->equal_value != b->equal_value) {
        changed |= a->equal_param != 0;
        a->equal_param = 0;
        a->equal_value = 0;
    }
    changed |= (a->source_off & ~b->source_off) || (b->source_on & ~a->source_on);
    a->source_off &= b->source_off;
    a->source_on |= b->source_on;
    a->isr = a->isr == b->isr ? a->isr : MASK_ANYWHERE;
    a->lost_save = a->lost_save == b->lost_save ? a->lost_save : FLOW_NONE;
    join_saves(a, b);
    return changed;
}

/* An entry value that is infeasible on this path stays so. */
static relation constant_relation(relation old, bool masked)
{
    relation result = 0;
    if (old & RELATION_FROM_OPEN) {
        result |= masked ? 2 : 1;
    }
    if (old & RELATION_FROM_MASKED) {
        result |= masked ? 8 : 4;
    }
    return result;
}

void mask_set_gate(struct mask *mask, enum gate gate, bool masked, uint32_t by)
{
    mask->gate[gate] = constant_relation(mask->gate[gate], masked);
    mask->opaque &= (uint8_t)~(1 << gate);
    mask->symbol[gate] = 0;
    mask->by[gate] = masked ? by : FLOW_NONE;
}

const struct hold *mask_find(const struct mask *mask, enum hold_kind kind, int64_t key)
{
    for (int i = 0; i < mask->hold_count; i++) {
        if (mask->holds[i].kind == kind && mask->holds[i].key == key) {
            return &mask->holds[i];
        }
    }
    return NULL;
}

static bool remove_hold(struct mask *mask, enum hold_kind kind, int64_t key)
{
    int kept = 0;
    for (int i = 0; i < mask->hold_count; i++) {
        if (mask->holds[i].kind != kind || mask->holds[i].key != key) {
            mask->holds[kept++] = mask->holds[i];
        }
    }
    bool removed = kept < mask->hold_count;
    mask->hold_count = (uint8_t)kept;
    return removed;
}

void mask_hold(struct mask *mask, enum hold_kind kind, int64_t key, uint32_t by)
{
    bool must = key != HOLD_KEY_UNKNOWN;
    if (kind != HOLD_LINE && remove_hold(mask, HOLD_GIVEN, key)) {
        return; /* the caller's own lock, taken back for it */
    }
    remove_hold(mask, HOLD_OPENED, key);
    for (int i = 0; i < mask->hold_count; i++) {
        if (mask->holds[i].kind == kind && mask->holds[i].key == key) {
            mask->holds[i].must = must;
            if (!mask->holds[i].inherited || kind != HOLD_LINE) { /* masked before: not this function's */
                mask->holds[i].by = by;
                mask->holds[i].inherited = 0;
            }
            return;
        }
    }
    if (mask->hold_count < HOLDS_MAX) {
        mask->holds[mask->hold_count++] =
            (struct hold){.kind = (uint8_t)kind, .must = must, .by = by, .key = key};
    }
}

void mask_release(struct mask *mask, enum hold_kind kind, int64_t key)
{
    if (key == HOLD_KEY_UNKNOWN) { /* it may be any of them */
        for (int i = 0; i < mask->hold_count; i++) {
            mask->holds[i].must &= mask->holds[i].kind != kind;
        }
    }
    bool held = remove_hold(mask, kind, key);
    enum hold_kind gave = kind == HOLD_LINE ? HOLD_OPENED : HOLD_GIVEN;
    if (!held && key != HOLD_KEY_UNKNOWN && !mask_find(mask, gave, key) && mask->hold_count < HOLDS_MAX) {
        mask->holds[mask->hold_count++] = (struct hold){.kind = (uint8_t)gave, .by = FLOW_NONE, .key = key};
    }
}

void mask_inherit(struct mask *mask, enum hold_kind kind, int64_t key)
{
    for (int i = 0; i < mask->hold_count; i++) {
        mask->holds[i].inherited |= mask->holds[i].kind == kind && mask->holds[i].key == key;
    }
}

uint8_t mask_held(const struct mask *mask)
{
    unsigned held = 0;
    for (int gate = 0; gate < GATES; gate++) {
        bool shut =
            mask->by[gate] != FLOW_NONE && (mask->gate[gate] & RELATION_FROM_OPEN & RELATION_TO_MASKED);
        held |= shut ? 1u << gate : 0;
    }
    held |= mask->section_high > 0 ? 1u << HELD_SECTION : 0;
    held |= mask->sched_high > 0 ? 1u << HELD_SCHED : 0;
    for (int i = 0; i < mask->hold_count; i++) {
        held |= mask->holds[i].kind == HOLD_LINE ? 1u << HELD_LINE : 0;
    }
    return (uint8_t)held;
}

void mask_source(struct mask *mask, int interrupt, bool off)
{
    uint64_t bit = interrupt >= 0 && interrupt < 64 ? UINT64_C(1) << interrupt : 0;
    mask->source_off = off ? mask->source_off | bit : mask->source_off & ~bit;
    mask->source_on = off ? mask->source_on & ~bit : mask->source_on | bit;
}

void mask_sources_after(struct mask *mask, const struct mask *exit)
{
    mask->source_off = (mask->source_off & ~exit->source_on) | exit->source_off;
    mask->source_on = (mask->source_on & ~exit->source_off) | exit->source_on;
}

bool mask_owns(const struct mask *mask)
{
    for (int gate = 0; gate < GATES; gate++) {
        if (mask->by[gate] != FLOW_NONE) {
            return true;
        }
    }
    for (int i = 0; i < mask->hold_count; i++) {
        if (mask->holds[i].kind == HOLD_LINE || mask->holds[i].kind == HOLD_LOCK) {
            return true;
        }
    }
    return mask->section_high > 0 || mask->sched_high > 0;
}
