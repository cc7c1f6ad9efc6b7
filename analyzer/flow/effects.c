#include "flow/effects.h"

#include <string.h>

enum { EVENTS_MAX = 20000 };

void effect_event(struct recorder *recorder, enum event_kind kind, enum model_part part, uint8_t flags,
                  uint32_t op, const struct mask *before, const struct mask *after, const struct value *value)
{
    if (!recorder || recorder->summary->events.count >= EVENTS_MAX) {
        return;
    }
    struct event event = {.kind = (uint8_t)kind,
                          .part = (uint8_t)part,
                          .flags = flags,
                          .op = op,
                          .block = recorder->block,
                          .place = IR_NONE,
                          .before = *before,
                          .after = *after,
                          .value = value ? *value : value_any()};
    VEC_PUSH(&recorder->summary->events, event);
}

enum gate effect_gate(enum model_part part)
{
    return part == MODEL_PART_FAULT ? GATE_FAULT : part == MODEL_PART_CEILING ? GATE_CEILING : GATE_GLOBAL;
}

enum model_part effect_part(enum gate gate)
{
    return gate == GATE_FAULT     ? MODEL_PART_FAULT
           : gate == GATE_CEILING ? MODEL_PART_CEILING
                                  : MODEL_PART_GLOBAL;
}

struct value effect_token(const struct state *state, enum gate gate, uint8_t flags, uint32_t op)
{
    return (struct value){.kind = VALUE_TOKEN,
                          .gate = (uint8_t)gate,
                          .state = state->mask.gate[gate],
                          .flags = flags,
                          .id = op,
                          .section = FLOW_NONE};
}

void effect_mask(struct recorder *recorder, struct state *state, enum gate gate, bool masked, uint32_t op,
                 uint8_t flags)
{
    struct mask before = state->mask;
    mask_set_gate(&state->mask, gate, masked, op);
    if (!masked && gate == GATE_CEILING) {
        state->mask.ceiling_low = state->mask.ceiling_high = 0;
    }
    effect_event(recorder, masked ? EVENT_MASK : EVENT_UNMASK, effect_part(gate), flags, op, &before,
                 &state->mask, NULL);
}

void effect_save(struct recorder *recorder, struct state *state, enum gate gate, uint32_t op, uint8_t flags)
{
    struct mask before = state->mask;
    struct mask *mask = &state->mask;
    for (int i = 0; i < mask->save_count; i++) { /* a save in a loop takes its own place again */
        if (mask->saves[i] == op) {
            mask->save_count = (uint8_t)i;
        }
    }
    if (mask->save_count < SAVES_MAX) {
        mask->saves[mask->save_count++] = op;
    }
    struct value token = effect_token(state, gate, 0, op);
    effect_event(recorder, EVENT_SAVE, effect_part(gate), flags, op, &before, mask, &token);
}

/* The saves that a restore of `save` closes: it and those made after it. */
static void close_save(struct mask *mask, uint32_t save)
{
    for (int i = 0; i < mask->save_count; i++) {
        if (mask->saves[i] == save) {
            mask->save_count = (uint8_t)i;
        }
    }
}

/* Entries that are infeasible on this path stay infeasible. */
static relation feasible(relation state, relation on_path)
{
    relation from = 0;
    from |= on_path & RELATION_FROM_OPEN ? RELATION_FROM_OPEN : 0;
    from |= on_path & RELATION_FROM_MASKED ? RELATION_FROM_MASKED : 0;
    return state & from;
}

static bool newest_alive(const struct state *state)
{
    uint32_t newest = state->mask.save_count ? state->mask.saves[state->mask.save_count - 1] : FLOW_NONE;
    for (uint32_t i = 0; newest != FLOW_NONE && i < state->count; i++) {
        const struct variable *variable = &state->variables[i];
        if (cell_kind_of(variable->key) == CELL_LOCAL && variable->value.kind == VALUE_TOKEN &&
            variable->value.id == newest) {
            return true;
        }
    }
    return false;
}

void effect_restore(struct recorder *recorder, struct state *state, enum gate gate, const struct value *value,
                    uint8_t symbol, uint32_t op, uint8_t flags)
{
    struct mask before = state->mask;
    struct mask *mask = &state->mask;
    int64_t constant;
    flags |= newest_alive(state) ? EVENT_TOKEN_ALIVE : 0;
    uint32_t newest = mask->save_count ? mask->saves[mask->save_count - 1] : FLOW_NONE;
    bool overwritten = newest != FLOW_NONE && newest == mask->lost_save && value->kind == VALUE_TOKEN;
    if (overwritten && value->id != newest) {
        /* CRIT104 says so here; go on as if the right state had been put back. */
        mask->gate[gate] = feasible(RELATION_IDENTITY, mask->gate[gate]);
        mask->by[gate] = FLOW_NONE;
        mask->lost_save = FLOW_NONE;
        close_save(mask, newest);
    } else if (value->kind == VALUE_TOKEN && value->gate == gate) {
        mask->gate[gate] = feasible(value->state, mask->gate[gate]);
        mask->opaque &= (uint8_t)~(1 << gate);
        mask->symbol[gate] = 0;
        close_save(mask, value->id);
        bool still_masked = (mask->gate[gate] & RELATION_FROM_OPEN & RELATION_TO_MASKED) != 0;
        mask->by[gate] = still_masked ? mask->by[gate] : FLOW_NONE;
    } else if (value_is_int(value, &constant)) {
        mask_set_gate(mask, gate, constant != 0, op);
        if (gate == GATE_CEILING) {
            mask->ceiling_low = mask->ceiling_high = (int16_t)(constant & 0xff);
        }
        effect_event(recorder, constant ? EVENT_MASK : EVENT_UNMASK, effect_part(gate), flags, op, &before,
                     mask, value);
        return;
    } else if (symbol) {
        mask->gate[gate] = RELATION_IDENTITY;
        mask->symbol[gate] = symbol;
        mask->opaque &= (uint8_t)~(1 << gate);
        mask->by[gate] = FLOW_NONE;
    } else { /* not followed: assume that it restores what it should, and let no rule rest on it */
        mask->gate[gate] = feasible(RELATION_IDENTITY, mask->gate[gate]);
        mask->opaque |= (uint8_t)(1 << gate);
        mask->symbol[gate] = 0;
        mask->by[gate] = FLOW_NONE;
        mask->save_count = 0;
    }
    effect_event(recorder, EVENT_RESTORE, effect_part(gate), flags, op, &before, mask, value);
}

void effect_raise(struct recorder *recorder, struct state *state, const struct value *value, uint8_t symbol,
                  uint32_t op)
{
    struct mask before = state->mask;
    int64_t constant;
    mask_set_gate(&state->mask, GATE_CEILING, true, op);
    bool known = value_is_int(value, &constant);
    state->mask.ceiling_low = state->mask.ceiling_high = (int16_t)(known ? constant & 0xff : 0);
    state->mask.ceiling_symbol = symbol < SYMBOL_CELL ? symbol : 0;
    effect_event(recorder, EVENT_RAISE, MODEL_PART_CEILING, 0, op, &before, &state->mask, value);
}

void effect_count(struct recorder *recorder, struct state *state, enum model_part part, int delta,
                  uint32_t op, uint8_t flags)
{
    struct mask before = state->mask;
    struct mask *mask = &state->mask;
    bool is_sched = part == MODEL_PART_SCHED;
    int8_t *low = is_sched ? &mask->sched_low : &mask->section_low;
    int8_t *high = is_sched ? &mask->sched_high : &mask->section_high;
    uint32_t *by = is_sched ? &mask->sched_by : &mask->section_by;
    if (*high + delta < COUNT_MAX &&
        *low + delta > -COUNT_MAX) { /* saturates: a loop that never leaves ends */
        *low = (int8_t)(*low + delta);
        *high = (int8_t)(*high + delta);
    }
    if (delta > 0) {
        *by = op;
    } else if (*high <= 0) {
        *by = FLOW_NONE;
    }
    effect_event(recorder, delta > 0 ? EVENT_ENTER : EVENT_EXIT, part, flags, op, &before, mask, NULL);
}

void effect_counted(struct recorder *recorder, struct state *state, enum gate gate, int delta, uint32_t op,
                    uint8_t flags)
{
    effect_count(recorder, state, MODEL_PART_SECTION, delta, op, flags);
    state->mask.gate[gate] = state->mask.section_high > 0 ? RELATION_MASKED : RELATION_IDENTITY;
    state->mask.by[gate] = FLOW_NONE;
}

void effect_hold(struct recorder *recorder, struct state *state, enum hold_kind kind, int64_t key, bool taken,
                 uint32_t op, uint8_t flags)
{
    struct mask before = state->mask;
    if (taken) {
        mask_hold(&state->mask, kind, key, op);
    } else {
        mask_release(&state->mask, kind, key);
    }
    struct value value = value_int(key);
    effect_event(recorder, taken ? EVENT_OFF : EVENT_ON,
                 kind == HOLD_LINE ? MODEL_PART_LINE : MODEL_PART_LOCK, flags, op, &before, &state->mask,
                 &value);
}

bool effect_refine_token(struct state *state, const struct value *token, bool nonzero)
{
    bool raw = (token->flags & TOKEN_RAW) != 0; /* a whole register is hardly ever zero: it says nothing */
    if (raw) {
        return true;
    }
    bool masked = nonzero != ((token->flags & TOKEN_OPEN_NONZERO) != 0);
    relation wanted = masked ? RELATION_TO_MASKED : RELATION_TO_OPEN;
    relation *gate = &state->mask.gate[token->gate];
    if (!(token->state & wanted & RELATION_FROM_OPEN)) {
        *gate &= RELATION_FROM_MASKED;
    }
    if (!(token->state & wanted & RELATION_FROM_MASKED)) {
        *gate &= RELATION_FROM_OPEN;
    }
    return *gate != 0;
}
