#include "model/model.h"

#include "base/check.h"
#include "model/model_builtin.h"
#include "model/model_table.h"
#include "model/model_words.h"
#include "model/model_yaml.h"

#include <stdlib.h>
#include <string.h>

struct model {
    struct model_table table;
    struct model_entry *by_name; /* without the replaced ones, in the order of (name, line) */
    size_t by_name_count;
};

/* Order within a name is the table's: `all` is the same array, so addresses tell it. */
static int compare(const void *left, const void *right)
{
    const struct model_entry *a = *(const struct model_entry *const *)left;
    const struct model_entry *b = *(const struct model_entry *const *)right;
    int order = strcmp(a->name, b->name);
    return order ? order : (a > b) - (a < b);
}

static void build_index(struct model *model)
{
    struct model_table *table = &model->table;
    const struct model_entry **order = ARENA_ARRAY(table->run, const struct model_entry *, table->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (!table->entries[i].replaced) {
            order[count++] = &table->entries[i];
        }
    }
    qsort(order, count, sizeof(*order), compare);
    model->by_name = ARENA_ARRAY(table->run, struct model_entry, count + 1);
    for (size_t i = 0; i < count; i++) {
        model->by_name[i] = *order[i];
    }
    model->by_name_count = count;
}

struct model *model_new(struct arena *run)
{
    struct model *model = ARENA_NEW(run, struct model);
    struct notice_list notices = {0};
    size_t count;
    const struct model_builtin *files = model_builtin_all(&count);
    model->table.run = run;
    for (size_t i = 0; i < count; i++) {
        model_yaml_read(&model->table, files[i].text, files[i].path, files[i].ecosystem, &notices);
    }
    if (notices.count) {
        const struct notice *first = &notices.data[0];
        die("models/%s:%u:%u: %s", first->loc.file, first->loc.line, first->loc.column, first->message);
    }
    model->table.builtin_count = model->table.count;
    build_index(model);
    return model;
}

void model_add_yaml(struct model *model, const char *text, const char *path, struct notice_list *notices)
{
    model_yaml_read(&model->table, text, path, path, notices);
    model_table_replace(&model->table);
    build_index(model);
}

void model_add_rows(struct model *model, struct yaml *yaml, struct fy_node *rows)
{
    model_yaml_rows(&model->table, yaml, rows, yaml->path);
    model_table_replace(&model->table);
    build_index(model);
}

const struct model_entry *model_find(const struct model *model, const char *name, size_t *count)
{
    size_t low = 0;
    size_t high = model->by_name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(model->by_name[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (high < model->by_name_count && strcmp(model->by_name[high].name, name) == 0) {
        high++;
    }
    *count = high - low;
    return *count ? &model->by_name[low] : NULL;
}

const struct model_entry *model_role(const struct model *model, const char *name, enum model_role role)
{
    size_t count;
    const struct model_entry *entries = model_find(model, name, &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].role == role) {
            return &entries[i];
        }
    }
    return NULL;
}

bool model_fits(const struct model_entry *entry, int arg_count, bool returns_value)
{
    if (entry->args != MODEL_ARG_NONE && entry->args != arg_count) {
        return false;
    }
    return entry->returns == MODEL_RETURNS_ANY || (entry->returns == MODEL_RETURNS_VALUE) == returns_value;
}

const struct model_entry *model_all(const struct model *model, size_t *count)
{
    *count = model->table.count;
    return model->table.entries;
}

const struct model_entry *model_own(const struct model *model, size_t *count)
{
    *count = model->table.count - model->table.builtin_count;
    return model->table.entries + model->table.builtin_count;
}

const char *model_role_name(enum model_role role)
{
    return model_role_key(role);
}

const char *model_part_name(enum model_part part)
{
    static const char *const names[] = {"none", "global",  "fault",     "ceiling",
                                        "line", "section", "scheduler", "lock"};
    _Static_assert(sizeof(names) / sizeof(names[0]) == MODEL_PARTS, "every part has its name");
    return names[part];
}

const char *model_context_name(enum model_context context)
{
    static const char *const names[] = {"none", "handler", "task", "core", "main"};
    return names[context];
}
