/*
 * The entries while rows are read: arrays in the run arena that grow, and the rule that a
 * name has one meaning a role. Shared by model.c (queries) and model_yaml.c (rows).
 */
#ifndef MODEL_MODEL_TABLE_H
#define MODEL_MODEL_TABLE_H

#include "base/arena.h"
#include "model/model_entry.h"

enum { MODEL_ENTRIES_MAX = 50000 };

struct model_table {
    struct arena *run;
    struct model_entry *entries; /* in file and line order */
    uint64_t *hashes;            /* of the entries' names */
    size_t count, cap;
    size_t builtin_count; /* the first ones are built in, the rest is the user's */
};

/*
 * Copies the entry into the table. The same meaning said twice is one entry (several enters
 * may share an exit). Returns the earlier entry that contradicts it, and adds nothing then.
 * The caller keeps the table below MODEL_ENTRIES_MAX.
 */
const struct model_entry *model_table_add(struct model_table *table, const struct model_entry *entry);
/* Built-in entries whose name the user's rows speak about are replaced. */
void model_table_replace(struct model_table *table);

/* An entry that says nothing yet: every argument MODEL_ARG_NONE. */
struct model_entry model_blank(void);

#endif
