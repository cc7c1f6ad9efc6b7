#include "flow/locked.h"

#include "flow/lock.h"

static void add(struct lock_set *set, int64_t key)
{
    for (int i = 0; i < set->count; i++) {
        if (set->keys[i] == key) {
            return;
        }
    }
    if (set->count < HOLDS_MAX) {
        set->keys[set->count++] = key;
    }
}

static void drop(struct lock_set *set, int64_t key)
{
    uint8_t kept = 0;
    for (int i = 0; i < set->count; i++) {
        if (set->keys[i] != key && key != HOLD_KEY_UNKNOWN) {
            set->keys[kept++] = set->keys[i];
        }
    }
    set->count = kept;
}

struct lock_set locked_at(const struct locked *locked, uint32_t entry, const struct mask *held)
{
    struct lock_set set = locked->entries ? locked->entries[entry] : (struct lock_set){.count = 0};
    for (int i = 0; i < held->hold_count; i++) {
        const struct hold *hold = &held->holds[i];
        if (hold->kind == HOLD_GIVEN) {
            drop(&set, hold->key);
        }
    }
    for (int i = 0; i < held->hold_count; i++) {
        const struct hold *hold = &held->holds[i];
        bool is_lock = hold->kind == HOLD_LOCK || hold->kind == HOLD_SPIN;
        if (is_lock && hold->must && hold->key >= 0 && lock_has_global_name(hold->key)) {
            add(&set, hold->key);
        }
    }
    return set;
}

bool locked_both(const struct lock_set *a, const struct lock_set *b, int64_t *key)
{
    for (int i = 0; i < a->count; i++) {
        for (int j = 0; j < b->count; j++) {
            if (a->keys[i] == b->keys[j]) {
                *key = a->keys[i];
                return true;
            }
        }
    }
    return false;
}

static bool takes_locks(const struct facts *facts)
{
    for (uint32_t i = 0; i < facts->program->funcs.count; i++) {
        if (facts->summaries[i].touches & (1u << MODEL_PART_LOCK)) {
            return true;
        }
    }
    return false;
}

/* set := set ∩ other. Returns true if it changed. */
static bool meet(struct lock_set *set, const struct lock_set *other)
{
    struct lock_set both = {.count = 0};
    for (int i = 0; i < set->count; i++) {
        struct lock_set one = {.count = 1, .keys = {set->keys[i]}};
        int64_t key;
        if (locked_both(&one, other, &key)) {
            both.keys[both.count++] = key;
        }
    }
    bool changed = both.count != set->count;
    *set = both;
    return changed;
}

/* From the root of a context down. What is met again with fewer locks is gone through again. */
static void walk(struct locked *locked, const struct map *entries, bool *met, uint32_t root)
{
    const struct facts *facts = locked->facts;
    uint32_t context = facts->reach.entries.data[root].context;
    VEC(uint32_t) queue = {0};
    met[root] = true;
    VEC_PUSH(&queue, root);
    while (queue.count) {
        uint32_t at = queue.data[--queue.count];
        const struct reach_entry *entry = &facts->reach.entries.data[at];
        const struct summary *summary = &facts->summaries[entry->func];
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            const struct program_call *call =
                event->kind == EVENT_CALL && reach_possible(&facts->contexts, entry, &event->before)
                    ? calls_at(facts->program, entry->func, event->op)
                    : NULL;
            struct lock_set held = locked_at(locked, at, &event->before);
            for (uint32_t j = 0; call && j < call->target_count; j++) {
                uint32_t target = facts->program->call_targets.data[call->target + j];
                uint32_t next = map_get(entries, (uint64_t)context << 32 | target);
                if (next == MAP_NONE || next == root) {
                    continue;
                }
                bool is_new = !met[next];
                if (is_new) {
                    met[next] = true;
                    locked->entries[next] = held;
                }
                if (is_new || meet(&locked->entries[next], &held)) {
                    VEC_PUSH(&queue, next);
                }
            }
        }
    }
    VEC_FREE(&queue);
}

void locked_find(struct locked *locked, const struct facts *facts)
{
    *locked = (struct locked){.facts = facts};
    if (!takes_locks(facts)) {
        return;
    }
    struct map entries = {0};
    bool *met = ARENA_ARRAY(facts->program->image, bool, facts->reach.entries.count + 1);
    locked->entries = ARENA_ARRAY(facts->program->image, struct lock_set, facts->reach.entries.count + 1);
    reach_index(&facts->reach, &entries);
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        if (facts->reach.first[i] < facts->reach.first[i + 1]) {
            walk(locked, &entries, met, facts->reach.first[i]);
        }
    }
    map_free(&entries);
}
