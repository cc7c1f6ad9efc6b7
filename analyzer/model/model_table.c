#include "model/model_table.h"

#include "base/check.h"
#include "base/map.h"

#include <string.h>

struct model_entry model_blank(void)
{
    return (struct model_entry){
        .args = MODEL_ARG_NONE,
        .state = MODEL_ARG_NONE,
        .line_arg = MODEL_ARG_NONE,
        .lock_arg = MODEL_ARG_NONE,
        .value_arg = MODEL_ARG_NONE,
        .handler_arg = MODEL_ARG_NONE,
        .priority_arg = MODEL_ARG_NONE,
        .timeout_arg = MODEL_ARG_NONE,
    };
}

/* Can one declaration fit both? */
static bool overlap(const struct model_entry *a, const struct model_entry *b)
{
    bool args = a->args == b->args || a->args == MODEL_ARG_NONE || b->args == MODEL_ARG_NONE;
    bool returns =
        a->returns == b->returns || a->returns == MODEL_RETURNS_ANY || b->returns == MODEL_RETURNS_ANY;
    return args && returns;
}

static bool opens(enum model_role role)
{
    return role == MODEL_UNMASK || role == MODEL_RESTORE || role == MODEL_EXIT;
}

static bool closes(enum model_role role)
{
    return role == MODEL_MASK || role == MODEL_ENTER || role == MODEL_RAISE;
}

static bool opposite(const struct model_entry *a, const struct model_entry *b)
{
    return a->part == b->part && ((opens(a->role) && closes(b->role)) || (closes(a->role) && opens(b->role)));
}

/* Equal but for where it was said and for the other half: several enters may share an exit. */
static bool same_meaning(const struct model_entry *a, const struct model_entry *b)
{
    return a->role == b->role && a->part == b->part && a->section_part == b->section_part &&
           a->trusted == b->trusted && a->port == b->port && a->args == b->args && a->returns == b->returns &&
           a->state == b->state && a->state_by_address == b->state_by_address &&
           a->masked_nonzero == b->masked_nonzero && a->masked_zero == b->masked_zero &&
           a->per_task == b->per_task && a->never_nested == b->never_nested &&
           a->stays_masked == b->stays_masked && a->line_arg == b->line_arg && a->has_all == b->has_all &&
           a->all_value == b->all_value && a->lock_arg == b->lock_arg && a->taken == b->taken &&
           a->signal == b->signal && a->value_arg == b->value_arg && a->handler_arg == b->handler_arg &&
           a->priority_arg == b->priority_arg && a->timeout_arg == b->timeout_arg &&
           a->poll_value == b->poll_value && a->needs_scheduler == b->needs_scheduler &&
           a->context == b->context;
}

static void grow(struct model_table *table)
{
    size_t cap = table->cap ? table->cap * 2 : 256;
    struct model_entry *entries = ARENA_ARRAY(table->run, struct model_entry, cap);
    uint64_t *hashes = ARENA_ARRAY(table->run, uint64_t, cap);
    if (table->count) {
        memcpy(entries, table->entries, table->count * sizeof(*entries));
        memcpy(hashes, table->hashes, table->count * sizeof(*hashes));
    }
    table->entries = entries;
    table->hashes = hashes;
    table->cap = cap;
}

static uint64_t hash_name(const char *name)
{
    return hash_bytes(name, strlen(name), 0);
}

const struct model_entry *model_table_add(struct model_table *table, const struct model_entry *entry)
{
    uint64_t hash = hash_name(entry->name);
    for (size_t i = table->builtin_count; i < table->count; i++) {
        const struct model_entry *old = &table->entries[i];
        if (table->hashes[i] != hash || strcmp(old->name, entry->name) != 0 || !overlap(old, entry)) {
            continue;
        }
        if (same_meaning(old, entry)) {
            return NULL;
        }
        if (old->role == entry->role || opposite(old, entry)) {
            return old;
        }
    }
    CHECK(table->count < MODEL_ENTRIES_MAX);
    if (table->count == table->cap) {
        grow(table);
    }
    table->hashes[table->count] = hash;
    table->entries[table->count++] = *entry;
    return NULL;
}

void model_table_replace(struct model_table *table)
{
    for (size_t user = table->builtin_count; user < table->count; user++) {
        for (size_t i = 0; i < table->builtin_count; i++) {
            if (table->hashes[i] == table->hashes[user] &&
                strcmp(table->entries[i].name, table->entries[user].name) == 0) {
                table->entries[i].replaced = true;
            }
        }
    }
}
