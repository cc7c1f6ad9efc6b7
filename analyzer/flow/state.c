#include "flow/state.h"

#include <string.h>

void state_init(struct state *state)
{
    memset(state, 0, sizeof(*state));
    mask_init(&state->mask);
}

struct state state_copy(struct arena *func, const struct state *from)
{
    struct state copy = *from;
    copy.cap = from->count + 4;
    copy.variables = ARENA_ARRAY(func, struct variable, copy.cap);
    if (from->count) {
        memcpy(copy.variables, from->variables, from->count * sizeof(*copy.variables));
    }
    return copy;
}

/* The position of `key`, or where it would stand. */
static uint32_t position(const struct state *state, uint64_t key)
{
    uint32_t low = 0;
    uint32_t high = state->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (state->variables[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct value state_get(const struct state *state, uint64_t key)
{
    uint32_t at = position(state, key);
    return at < state->count && state->variables[at].key == key ? state->variables[at].value : value_any();
}

static void remove_at(struct state *state, uint32_t at)
{
    memmove(state->variables + at, state->variables + at + 1,
            (state->count - at - 1) * sizeof(*state->variables));
    state->count--;
}

void state_set(struct arena *func, struct state *state, uint64_t key, struct value value)
{
    uint32_t at = position(state, key);
    bool listed = at < state->count && state->variables[at].key == key;
    if (value.kind == VALUE_ANY) {
        if (listed) {
            remove_at(state, at);
        }
        return;
    }
    if (listed) {
        state->variables[at].value = value;
        return;
    }
    if (state->count >= VARIABLES_MAX) {
        return;
    }
    if (state->count == state->cap) {
        uint32_t cap = state->cap ? state->cap * 2 : 8;
        struct variable *grown = ARENA_ARRAY(func, struct variable, cap);
        if (state->count) {
            memcpy(grown, state->variables, state->count * sizeof(*grown));
        }
        state->variables = grown;
        state->cap = cap;
    }
    memmove(state->variables + at + 1, state->variables + at,
            (state->count - at) * sizeof(*state->variables));
    state->variables[at] = (struct variable){key, value};
    state->count++;
}

void state_forget(struct state *state, bool (*forget)(const struct variable *variable, void *context),
                  void *context)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->count; i++) {
        if (!forget(&state->variables[i], context)) {
            state->variables[kept++] = state->variables[i];
        }
    }
    state->count = kept;
}

bool state_join(struct state *a, const struct state *b, bool widen)
{
    bool changed = mask_join(&a->mask, &b->mask);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        struct value other = state_get(b, a->variables[i].key);
        struct value joined = value_join(&a->variables[i].value, &other, widen);
        changed |= !value_same(&joined, &a->variables[i].value);
        if (joined.kind != VALUE_ANY) {
            a->variables[kept] = a->variables[i];
            a->variables[kept++].value = joined;
        }
    }
    a->count = kept;
    return changed;
}
