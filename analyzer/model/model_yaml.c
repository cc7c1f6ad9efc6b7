#include "model/model_yaml.h"

#include "model/model_words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_NAMES_MAX = 256, ROW_KEYS_MAX = 64, ARG_MAX = 15 };

struct reader {
    struct model_table *table;
    const struct yaml *yaml;
    const char *ecosystem;
};

/* One "key: value" of a row. */
struct cell {
    const char *key;
    struct fy_node *key_node, *value;
    const struct model_role_word *role; /* exactly one of these two is set */
    const struct model_attr_word *attr;
};

struct row {
    struct cell cells[ROW_KEYS_MAX];
    size_t count;
};

#define COMPLAIN(reader, node, ...) YAML_COMPLAIN((reader)->yaml, node, __VA_ARGS__)

/* ---- scalars -------------------------------------------------------------- */

static const char *scalar(const struct reader *reader, struct fy_node *node)
{
    return yaml_text(reader->yaml, node);
}

/* The length of the word of C that a text begins with. */
static size_t word_length(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_') {
        length++;
    }
    return isdigit((unsigned char)*text) ? 0 : length;
}

static bool is_name(const char *text)
{
    size_t length = word_length(text);
    return length && !text[length];
}

/* EXTI_TypeDef.PR */
static bool is_register(const char *text)
{
    size_t length = word_length(text);
    return length && text[length] == '.' && is_name(text + length + 1);
}

static bool read_name(const struct reader *reader, const struct cell *cell, struct fy_node *node,
                      const char **out)
{
    const char *text = scalar(reader, node);
    const struct model_role_word *word = model_role_word(cell->key);
    bool of_register = word && (word->role == MODEL_CLEARED_BY_ONE || word->role == MODEL_CLEARED_BY_ZERO);
    if (!text || !(of_register ? is_register(text) : is_name(text))) {
        return COMPLAIN(reader, node ? node : cell->key_node, "'%s' takes %s%s%s%s", cell->key,
                        of_register ? "a register as RECORD.FIELD" : "the name of a function or macro",
                        text ? ", not '" : "", text ? text : "", text ? "'" : "");
    }
    *out = text;
    return true;
}

static bool parse_arg(const char *text, int *out)
{
    char *end;
    if (strncmp(text, "arg", 3) != 0 || !isdigit((unsigned char)text[3])) {
        return false;
    }
    long number = strtol(text + 3, &end, 10);
    *out = (int)number;
    return *end == '\0' && number <= ARG_MAX;
}

static bool read_arg(const struct reader *reader, const struct cell *cell, int *out)
{
    const char *text = scalar(reader, cell->value);
    if (!text || !parse_arg(text, out)) {
        return COMPLAIN(reader, cell->value, "'%s' takes an argument: arg0 to arg%d", cell->key, ARG_MAX);
    }
    return true;
}

/* `return`, `arg0`, or `at arg0`: the state lies where argument 0 points, or is a macro's lvalue. */
static bool read_state(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    const char *text = scalar(reader, cell->value);
    bool at = text && strncmp(text, "at ", 3) == 0;
    entry->state_by_address = at;
    if (text && strcmp(text, "return") == 0 && cell->attr->attr == MODEL_ATTR_SAVES) {
        entry->state = MODEL_ARG_RETURN;
        return true;
    }
    if (!text || !parse_arg(at ? text + 3 : text, &entry->state)) {
        return COMPLAIN(reader, cell->value, "'%s' takes %sarg0 to arg%d, or 'at arg0'", cell->key,
                        cell->attr->attr == MODEL_ATTR_SAVES ? "return, " : "", ARG_MAX);
    }
    return true;
}

static bool read_number(const struct reader *reader, const struct cell *cell, int64_t *out)
{
    const char *text = scalar(reader, cell->value);
    char *end = NULL;
    errno = 0;
    *out = text ? strtoll(text, &end, 0) : 0;
    if (!text || *end || errno) {
        return COMPLAIN(reader, cell->value, "'%s' takes a whole number", cell->key);
    }
    return true;
}

static bool read_bool(const struct reader *reader, const struct cell *cell, bool *out)
{
    const char *text = scalar(reader, cell->value);
    if (!text || (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)) {
        return COMPLAIN(reader, cell->value, "'%s' takes true or false", cell->key);
    }
    *out = *text == 't';
    return true;
}

struct choice {
    const char *word;
    int value;
};

static bool read_choice(const struct reader *reader, const struct cell *cell, const struct choice *choices,
                        const char *list, int *out)
{
    const char *text = scalar(reader, cell->value);
    for (; text && choices->word; choices++) {
        if (strcmp(choices->word, text) == 0) {
            *out = choices->value;
            return true;
        }
    }
    return COMPLAIN(reader, cell->value, "'%s' takes one of %s", cell->key, list);
}

/* ---- attributes ----------------------------------------------------------- */

static bool read_part(const struct reader *reader, const struct cell *cell, enum model_part *part)
{
    static const struct choice choices[] = {
        {"global", MODEL_PART_GLOBAL},
        {"primask", MODEL_PART_GLOBAL},
        {"fault", MODEL_PART_FAULT},
        {"faultmask", MODEL_PART_FAULT},
        {"ceiling", MODEL_PART_CEILING},
        {"basepri", MODEL_PART_CEILING},
        {"line", MODEL_PART_LINE},
        {"section", MODEL_PART_SECTION},
        {"scheduler", MODEL_PART_SCHED},
        {"lock", MODEL_PART_LOCK},
        {NULL, 0},
    };
    int value = 0;
    bool ok = read_choice(
        reader, cell, choices,
        "global (primask), fault (faultmask), ceiling (basepri), line, section, scheduler, lock", &value);
    *part = (enum model_part)value;
    return ok;
}

static bool read_section(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    static const struct choice choices[] = {
        {"global", MODEL_PART_GLOBAL}, {"ceiling", MODEL_PART_CEILING}, {"port", MODEL_PART_NONE}, {NULL, 0}};
    int value = 0;
    bool ok = read_choice(reader, cell, choices, "global, ceiling, port", &value);
    entry->section_part = (enum model_part)value;
    return ok;
}

static bool read_polarity(const struct reader *reader, const struct cell *cell, int *out)
{
    static const struct choice choices[] = {{"nonzero", 1}, {"zero", 2}, {NULL, 0}};
    return read_choice(reader, cell, choices, "nonzero, zero", out);
}

static bool read_context(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    static const struct choice choices[] = {{"handler", MODEL_CONTEXT_HANDLER},
                                            {"task", MODEL_CONTEXT_TASK},
                                            {"core", MODEL_CONTEXT_CORE},
                                            {"main", MODEL_CONTEXT_MAIN},
                                            {NULL, 0}};
    int value = 0;
    bool ok = read_choice(reader, cell, choices, "handler, task, core", &value);
    entry->context = (enum model_context)value;
    return ok;
}

static bool read_returns(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    static const struct choice choices[] = {
        {"value", MODEL_RETURNS_VALUE}, {"nothing", MODEL_RETURNS_NOTHING}, {NULL, 0}};
    int value = 0;
    bool ok = read_choice(reader, cell, choices, "value, nothing", &value);
    entry->returns = (enum model_returns)value;
    return ok;
}

/* `always`, or the argument that holds the timeout. */
static bool read_blocks(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    const char *text = scalar(reader, cell->value);
    if (text && strcmp(text, "always") == 0) {
        return true;
    }
    if (!text || !parse_arg(text, &entry->timeout_arg)) {
        return COMPLAIN(reader, cell->value, "'%s' takes always, or the timeout's argument: arg0 to arg%d",
                        cell->key, ARG_MAX);
    }
    return true;
}

static bool read_flags(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    int polarity = 0;
    int64_t args = 0;
    bool ok;
    switch (cell->attr->attr) {
    case MODEL_ATTR_MASKED:
        ok = read_polarity(reader, cell, &polarity);
        entry->masked_nonzero = polarity == 1;
        entry->masked_zero = polarity == 2;
        return ok;
    case MODEL_ATTR_TAKEN:
        ok = read_polarity(reader, cell, &polarity);
        entry->taken = polarity == 1 ? MODEL_TAKEN_NONZERO : MODEL_TAKEN_ZERO;
        return ok;
    case MODEL_ATTR_ALL: entry->has_all = true; return read_number(reader, cell, &entry->all_value);
    case MODEL_ATTR_POLL: return read_number(reader, cell, &entry->poll_value);
    case MODEL_ATTR_ARGS:
        ok = read_number(reader, cell, &args);
        entry->args = (int)args;
        return ok && args >= 0 && args <= ARG_MAX + 1
                   ? true
                   : ok && COMPLAIN(reader, cell->value, "'args' takes 0 to %d", ARG_MAX + 1);
    case MODEL_ATTR_PER_TASK: return read_bool(reader, cell, &entry->per_task);
    case MODEL_ATTR_NEVER_NESTED: return read_bool(reader, cell, &entry->never_nested);
    case MODEL_ATTR_STAYS_MASKED: return read_bool(reader, cell, &entry->stays_masked);
    case MODEL_ATTR_SIGNAL: return read_bool(reader, cell, &entry->signal);
    case MODEL_ATTR_NEEDS_SCHEDULER: return read_bool(reader, cell, &entry->needs_scheduler);
    case MODEL_ATTR_PORT: return read_bool(reader, cell, &entry->port);
    default: return read_bool(reader, cell, &entry->trusted);
    }
}

static bool read_source(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    entry->source = scalar(reader, cell->value);
    return entry->source ? true : COMPLAIN(reader, cell->value, "'source' takes a text");
}

static bool read_attr(const struct reader *reader, const struct cell *cell, struct model_entry *entry)
{
    switch (cell->attr->attr) {
    case MODEL_ATTR_MASKS: return read_part(reader, cell, &entry->part);
    case MODEL_ATTR_SECTION: return read_section(reader, cell, entry);
    case MODEL_ATTR_SAVES:
    case MODEL_ATTR_RESTORES: return read_state(reader, cell, entry);
    case MODEL_ATTR_LINE: return read_arg(reader, cell, &entry->line_arg);
    case MODEL_ATTR_OBJECT: return read_arg(reader, cell, &entry->lock_arg);
    case MODEL_ATTR_VALUE:
        return read_arg(reader, cell,
                        entry->role == MODEL_PRIORITY ? &entry->priority_arg : &entry->value_arg);
    case MODEL_ATTR_FUNCTION: return read_arg(reader, cell, &entry->handler_arg);
    case MODEL_ATTR_PRIORITY: return read_arg(reader, cell, &entry->priority_arg);
    case MODEL_ATTR_TIMEOUT: return read_arg(reader, cell, &entry->timeout_arg);
    case MODEL_ATTR_CONTEXT: return read_context(reader, cell, entry);
    case MODEL_ATTR_RETURNS: return read_returns(reader, cell, entry);
    case MODEL_ATTR_TWIN: return read_name(reader, cell, cell->value, &entry->twin);
    case MODEL_ATTR_BLOCKS: return read_blocks(reader, cell, entry);
    case MODEL_ATTR_SOURCE: return read_source(reader, cell, entry);
    default: return read_flags(reader, cell, entry);
    }
}

/* ---- rows ----------------------------------------------------------------- */

static bool read_cell(const struct reader *reader, struct fy_node_pair *pair, struct cell *cell)
{
    cell->key_node = fy_node_pair_key(pair);
    cell->value = fy_node_pair_value(pair);
    cell->key = scalar(reader, cell->key_node);
    if (!cell->key) {
        return COMPLAIN(reader, cell->key_node, "a model's key must be a word");
    }
    cell->role = model_role_word(cell->key);
    cell->attr = model_attr_word(cell->key);
    if (!cell->role && !cell->attr) {
        const char *nearest = model_nearest_key(cell->key);
        return COMPLAIN(reader, cell->key_node, "unknown key '%s'%s%s%s", cell->key,
                        nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    return true;
}

/* `blocks` and `priority` are roles when the row has no other, and attributes beside one. */
static bool settle(const struct reader *reader, struct row *row)
{
    bool has_role = false;
    for (size_t i = 0; i < row->count; i++) {
        has_role = has_role || (row->cells[i].role && !row->cells[i].attr);
    }
    for (size_t i = 0; i < row->count; i++) {
        struct cell *cell = &row->cells[i];
        if (cell->role && cell->attr) {
            if (has_role) {
                cell->role = NULL;
            } else {
                cell->attr = NULL;
                has_role = true;
            }
        }
    }
    return has_role ||
           COMPLAIN(reader, NULL, "a model names nothing: it needs a key such as mask, enter or task-api");
}

static const struct cell *find_role(const struct row *row, const char *key, size_t length)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->role && strlen(cell->key) == length && strncmp(cell->key, key, length) == 0) {
            return cell;
        }
    }
    return NULL;
}

/* The cell of the other half, or NULL. */
static const struct cell *partner(const struct row *row, const struct cell *cell)
{
    static const struct choice pairs[] = {{"mask", MODEL_RESTORE}, {"mask", MODEL_UNMASK}, {NULL, 0}};
    if (cell->role->partners) {
        return find_role(row, cell->role->partners, strlen(cell->role->partners));
    }
    for (const struct choice *pair = pairs; pair->word; pair++) {
        const char *other = model_role_key((enum model_role)pair->value);
        if (strcmp(cell->key, pair->word) == 0 && find_role(row, other, strlen(other))) {
            return find_role(row, other, strlen(other));
        }
        if (strcmp(cell->key, other) == 0) {
            return find_role(row, pair->word, strlen(pair->word));
        }
    }
    return NULL;
}

static bool check_row(const struct reader *reader, const struct row *row)
{
    uint32_t roles = 0;
    const char *first = NULL;
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        if (!cell->role) {
            continue;
        }
        roles |= 1u << cell->role->role;
        first = first ? first : cell->key;
        if (cell->role->partners && !partner(row, cell)) {
            return COMPLAIN(reader, cell->key_node, "'%s' has no '%s'", cell->key, cell->role->partners);
        }
    }
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->attr && !(cell->attr->roles & roles)) {
            return COMPLAIN(reader, cell->key_node, "'%s' says nothing about '%s'", cell->key, first);
        }
    }
    return true;
}

/* The attributes of the row that speak about this role. */
static bool read_attrs(const struct reader *reader, const struct row *row, struct model_entry *entry)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->attr && (cell->attr->roles & (1u << entry->role)) && !read_attr(reader, cell, entry)) {
            return false;
        }
    }
    return true;
}

static const struct cell *find_attr(const struct row *row, enum model_attr attr)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].attr && row->cells[i].attr->attr == attr) {
            return &row->cells[i];
        }
    }
    return NULL;
}

/* A restore that does not say where its state comes from takes what the other half saved. */
static bool default_state(const struct reader *reader, const struct row *row, struct model_entry *entry)
{
    const struct cell *saves = find_attr(row, MODEL_ATTR_SAVES);
    if (entry->role == MODEL_SAVE && entry->state == MODEL_ARG_NONE) {
        entry->state = MODEL_ARG_RETURN;
    }
    bool takes = entry->role == MODEL_RESTORE || (entry->role == MODEL_EXIT && saves);
    if (!takes || entry->state != MODEL_ARG_NONE) {
        return true;
    }
    struct model_entry saver = model_blank();
    if (saves && !read_state(reader, saves, &saver)) {
        return false;
    }
    entry->state = saver.state >= 0 ? saver.state : 0;
    entry->state_by_address = saver.state_by_address;
    return true;
}

static bool fill_defaults(const struct reader *reader, const struct row *row, const struct cell *cell,
                          struct model_entry *entry)
{
    enum model_role role = entry->role;
    bool masking = role <= MODEL_EXIT;
    bool registers = role == MODEL_HANDLER || role == MODEL_CALLBACK || role == MODEL_TASK;
    if (masking && entry->part == MODEL_PART_NONE) {
        return COMPLAIN(reader, cell->key_node, "'%s' does not say what it masks: add 'masks'", cell->key);
    }
    if (registers && entry->handler_arg == MODEL_ARG_NONE) {
        return COMPLAIN(reader, cell->key_node, "'%s' does not say which argument runs: add 'function'",
                        cell->key);
    }
    if ((role == MODEL_CALLBACK || role == MODEL_RUNS) && entry->context == MODEL_CONTEXT_NONE) {
        return COMPLAIN(reader, cell->key_node, "'%s' does not say where it runs: add 'context'", cell->key);
    }
    if (role == MODEL_PRIORITY && entry->priority_arg == MODEL_ARG_NONE) {
        return COMPLAIN(reader, cell->key_node, "'%s' does not say the priority: add 'value'", cell->key);
    }
    if (entry->part == MODEL_PART_LOCK && entry->lock_arg == MODEL_ARG_NONE) {
        entry->lock_arg = 0;
    }
    if ((role == MODEL_SET || role == MODEL_RAISE || role == MODEL_SWITCH) &&
        entry->value_arg == MODEL_ARG_NONE) {
        entry->value_arg = 0;
    }
    return default_state(reader, row, entry);
}

static bool add_entry(const struct reader *reader, struct fy_node *node, const struct model_entry *entry)
{
    if (reader->table->count + 2 > MODEL_ENTRIES_MAX) {
        return COMPLAIN(reader, node, "too many models: the limit is %d", MODEL_ENTRIES_MAX);
    }
    const struct model_entry *old = model_table_add(reader->table, entry);
    if (old) {
        return COMPLAIN(reader, node, "'%s' is '%s' here and '%s' in %s, line %u", entry->name,
                        model_role_key(entry->role), model_role_key(old->role), old->ecosystem, old->line);
    }
    return true;
}

/* `{lock: f, unlock: g, blocks: arg1}` says that f may wait; g does not. */
static bool add_waiting(const struct reader *reader, const struct row *row, struct fy_node *node,
                        const struct model_entry *entry)
{
    const struct cell *blocks = find_attr(row, MODEL_ATTR_BLOCKS);
    if (!blocks || !(blocks->attr->roles & (1u << entry->role))) {
        return true;
    }
    struct model_entry waiting = model_blank();
    waiting.name = entry->name;
    waiting.ecosystem = entry->ecosystem;
    waiting.line = entry->line;
    waiting.role = MODEL_BLOCKS;
    return read_attrs(reader, row, &waiting) && read_blocks(reader, blocks, &waiting) &&
           add_entry(reader, node, &waiting);
}

/* `{task-api: f, twin: g}` says that g is the handler's form. */
static bool add_twin(const struct reader *reader, struct fy_node *node, const struct model_entry *entry)
{
    if (entry->role != MODEL_TASK_API || !entry->twin) {
        return true;
    }
    struct model_entry twin = model_blank();
    twin.name = entry->twin;
    twin.twin = entry->name;
    twin.ecosystem = entry->ecosystem;
    twin.source = entry->source;
    twin.line = entry->line;
    twin.role = MODEL_ISR_API;
    return add_entry(reader, node, &twin);
}

static bool add_named(const struct reader *reader, const struct row *row, const struct cell *cell,
                      struct fy_node *node)
{
    struct model_entry entry = model_blank();
    const struct cell *other = partner(row, cell);
    entry.ecosystem = reader->ecosystem;
    entry.line = yaml_loc(reader->yaml, cell->key_node).line;
    entry.column = yaml_loc(reader->yaml, cell->key_node).column;
    entry.role = cell->role->role;
    if (!read_name(reader, cell, node, &entry.name)) {
        return false;
    }
    if (other) {
        struct fy_node *first =
            fy_node_is_sequence(other->value) ? fy_node_sequence_get_by_index(other->value, 0) : other->value;
        if (!read_name(reader, other, first, &entry.twin)) {
            return false;
        }
    }
    if (!read_attrs(reader, row, &entry)) {
        return false;
    }
    entry.part = cell->role->part != MODEL_PART_NONE ? cell->role->part : entry.part;
    if (entry.role != MODEL_BLOCKS) {
        entry.timeout_arg = MODEL_ARG_NONE;
        entry.poll_value = 0;
    }
    return fill_defaults(reader, row, cell, &entry) && add_entry(reader, node, &entry) &&
           add_twin(reader, node, &entry) && add_waiting(reader, row, node, &entry);
}

static bool add_cell(const struct reader *reader, const struct row *row, const struct cell *cell)
{
    if (!fy_node_is_sequence(cell->value)) {
        return add_named(reader, row, cell, cell->value);
    }
    int names = fy_node_sequence_item_count(cell->value);
    if (names < 1 || names > ROW_NAMES_MAX) {
        return COMPLAIN(reader, cell->key_node, "'%s' takes 1 to %d names", cell->key, ROW_NAMES_MAX);
    }
    void *next = NULL;
    struct fy_node *node;
    while ((node = fy_node_sequence_iterate(cell->value, &next))) {
        if (!add_named(reader, row, cell, node)) {
            return false;
        }
    }
    return true;
}

static bool read_row(const struct reader *reader, struct fy_node *node)
{
    struct row row = {.count = 0};
    void *next = NULL;
    struct fy_node_pair *pair;
    if (!fy_node_is_mapping(node)) {
        return COMPLAIN(reader, node, "a model is a row of keys: {mask: name, masks: global}");
    }
    while ((pair = fy_node_mapping_iterate(node, &next))) {
        if (row.count == ROW_KEYS_MAX) {
            return COMPLAIN(reader, node, "a model has more than %d keys", ROW_KEYS_MAX);
        }
        if (!read_cell(reader, pair, &row.cells[row.count++])) {
            return false;
        }
    }
    if (!settle(reader, &row) || !check_row(reader, &row)) {
        return false;
    }
    size_t before = reader->table->count;
    for (size_t i = 0; i < row.count; i++) {
        if (row.cells[i].role && !add_cell(reader, &row, &row.cells[i])) {
            reader->table->count = before; /* half of a row is no model */
            return false;
        }
    }
    return true;
}

/* ---- the list ------------------------------------------------------------- */

void model_yaml_rows(struct model_table *table, struct yaml *yaml, struct fy_node *rows,
                     const char *ecosystem)
{
    struct reader reader = {.table = table, .yaml = yaml, .ecosystem = ecosystem};
    struct loc near = yaml->near;
    void *next = NULL;
    struct fy_node *node;
    if (!rows || !fy_node_is_sequence(rows)) {
        (void)COMPLAIN(&reader, rows, "models are a list of rows");
        return;
    }
    while ((node = fy_node_sequence_iterate(rows, &next))) {
        yaml->near = yaml_loc(yaml, node);
        (void)read_row(&reader, node);
    }
    yaml->near = near;
}

void model_yaml_read(struct model_table *table, const char *text, const char *path, const char *ecosystem,
                     struct notice_list *notices)
{
    struct yaml yaml;
    if (yaml_open(&yaml, table->run, text, path, "models", notices) && yaml_root(&yaml)) {
        model_yaml_rows(table, &yaml, yaml_root(&yaml), ecosystem);
    }
    yaml_close(&yaml);
}
