#include "config/config_read.h"

#include "base/buf.h"
#include "base/str.h"
#include "config/schema.h"
#include "config/quantity.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_SIZE_MAX = 4 << 20, EXTENDS_MAX = 16 };

/* One document on the way into the settings. */
struct source {
    struct config *config;
    struct yaml *yaml;
    const char *folder;
    unsigned rank;
};

static struct config_value blank(const struct source *source, struct fy_node *node)
{
    return (struct config_value){.folder = source->folder,
                                 .line = CONFIG_UNSAID,
                                 .priority = CONFIG_UNSAID,
                                 .yaml = source->yaml,
                                 .node = node,
                                 .loc = yaml_loc(source->yaml, node),
                                 .rank = source->rank};
}

static void push(struct config *config, enum config_key key, struct config_value value)
{
    VEC_PUSH(&config->by_key[key], value);
}

/* ---- scalars ----------------------------------------------------------------------------------- */

static bool is_number(const char *text, long max, int *number)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 0);
    *number = (int)value;
    return !errno && end != text && *end == '\0' && value >= 0 && value <= max;
}

const char *config_misfit(const struct config_row *row, struct arena *run, const char *text)
{
    int number;
    uint64_t hertz;
    switch (row->form) {
    case CONFIG_FORM_TIER:
        return strlen(text) == 1 && text[0] >= 'A' && text[0] <= 'C' ? NULL : "a tier: A, B or C";
    case CONFIG_FORM_NUMBER:
        return is_number(text, row->max, &number) ? NULL
                                                  : arena_printf(run, "a number from 0 to %d", row->max);
    case CONFIG_FORM_BOOL:
        return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ? NULL : "true or false";
    case CONFIG_FORM_URGENT:
        return strcmp(text, "low-number") == 0 || strcmp(text, "high-number") == 0
                   ? NULL
                   : "low-number or high-number";
    case CONFIG_FORM_FREQUENCY: return quantity_frequency(text, &hertz) ? NULL : "a frequency, such as 48MHz";
    default: return NULL;
    }
}

static bool read_scalar(const struct source *source, enum config_key key, struct fy_node *node)
{
    const struct config_row *row = config_row(key);
    struct config_value value = blank(source, node);
    value.text = yaml_text(source->yaml, node);
    const char *wanted = value.text ? config_misfit(row, source->config->run, value.text) : "one text";
    if (wanted) {
        return YAML_COMPLAIN(source->yaml, node, "'%s' takes %s%s%s%s", row->name, wanted,
                             value.text ? ", not '" : "", value.text ? value.text : "",
                             value.text ? "'" : "");
    }
    push(source->config, key, value);
    return true;
}

/* ---- lists ------------------------------------------------------------------------------------- */

static bool read_row_number(const struct source *source, const char *key, struct fy_node *node, int *number)
{
    const char *text = yaml_text(source->yaml, node);
    bool negative = text && *text == '-' && strcmp(key, "line") == 0; /* exceptions are below 0 */
    if (!text || !is_number(text + negative, 1023, number)) {
        return YAML_COMPLAIN(source->yaml, node, "'%s' takes a number", key);
    }
    *number = negative ? -*number : *number;
    return true;
}

static bool read_row_time(const struct source *source, const char *key, struct fy_node *node,
                          const char **text, uint64_t *nanoseconds)
{
    *text = yaml_text(source->yaml, node);
    return (*text && quantity_time(*text, nanoseconds)) ||
           YAML_COMPLAIN(source->yaml, node, "'%s' takes a time, such as 100us", key);
}

/* One key of a row of contexts. */
static bool read_context_key(const struct source *source, enum config_key key, struct fy_node_pair *pair,
                             struct config_value *value)
{
    struct fy_node *at = fy_node_pair_value(pair);
    const char *word = yaml_text(source->yaml, fy_node_pair_key(pair));
    bool is_handler = key == CONFIG_HANDLERS;
    word = word ? word : "";
    if (strcmp(word, "function") == 0) {
        value->text = yaml_text(source->yaml, at);
        value->loc = yaml_loc(source->yaml, at);
        return value->text || YAML_COMPLAIN(source->yaml, at, "'function' takes a name");
    }
    if (strcmp(word, "priority") == 0) {
        return read_row_number(source, word, at, &value->priority);
    }
    if (strcmp(word, "line") == 0 && is_handler) {
        return read_row_number(source, word, at, &value->line);
    }
    if (strcmp(word, "deadline") == 0 && is_handler) {
        return read_row_time(source, word, at, &value->deadline_text, &value->deadline);
    }
    if (strcmp(word, "period") == 0 && is_handler) {
        return read_row_time(source, word, at, &value->period_text, &value->period);
    }
    return YAML_COMPLAIN(source->yaml, fy_node_pair_key(pair),
                         "unknown key '%s': a row of '%s' has function, priority%s", word,
                         config_row(key)->name, is_handler ? ", line, deadline and period" : "");
}

/* {function: NAME, priority: 3, line: 17, deadline: 5us, period: 100us}; a task has the first two only. */
static bool read_context(const struct source *source, enum config_key key, struct fy_node *node)
{
    const char *list = config_row(key)->name;
    struct config_value value = blank(source, node);
    struct fy_node_pair *pair;
    void *next = NULL;
    if (!fy_node_is_mapping(node)) {
        return YAML_COMPLAIN(source->yaml, node, "'%s' takes rows: {function: NAME}", list);
    }
    while ((pair = fy_node_mapping_iterate(node, &next))) {
        if (!read_context_key(source, key, pair, &value)) {
            return false;
        }
    }
    if (!value.text) {
        return YAML_COMPLAIN(source->yaml, node, "a row of '%s' has no 'function'", list);
    }
    push(source->config, key, value);
    return true;
}

/* {name: OBJECT, writer: CONTEXT, guard: LOCK} */
static bool read_object(const struct source *source, enum config_key key, struct fy_node *node)
{
    struct config_value value = blank(source, node);
    struct fy_node_pair *pair;
    void *next = NULL;
    if (!fy_node_is_mapping(node)) {
        return YAML_COMPLAIN(source->yaml, node,
                             "'objects' takes rows: {name: OBJECT, writer: NAME, guard: LOCK}");
    }
    while ((pair = fy_node_mapping_iterate(node, &next))) {
        const char *word = yaml_text(source->yaml, fy_node_pair_key(pair));
        const char *text = yaml_text(source->yaml, fy_node_pair_value(pair));
        bool is_name = word && strcmp(word, "name") == 0;
        bool is_writer = word && strcmp(word, "writer") == 0;
        if (!is_name && !is_writer && (!word || strcmp(word, "guard") != 0)) {
            return YAML_COMPLAIN(source->yaml, fy_node_pair_key(pair),
                                 "unknown key '%s': a row of 'objects' has name, writer and guard",
                                 word ? word : "");
        }
        if (!text) {
            return YAML_COMPLAIN(source->yaml, fy_node_pair_value(pair), "'%s' takes a name", word);
        }
        *(is_name ? &value.text : is_writer ? &value.writer : &value.guard) = text;
        value.loc = is_name ? yaml_loc(source->yaml, fy_node_pair_value(pair)) : value.loc;
    }
    if (!value.text || (!value.writer && !value.guard)) {
        return YAML_COMPLAIN(source->yaml, node, "a row of 'objects' has no %s",
                             value.text ? "'writer' and no 'guard'" : "'name'");
    }
    push(source->config, key, value);
    return true;
}

static bool read_text(const struct source *source, enum config_key key, struct fy_node *node)
{
    struct config_value value = blank(source, node);
    value.text = yaml_text(source->yaml, node);
    if (!value.text) {
        return YAML_COMPLAIN(source->yaml, node, "'%s' takes a list of texts", config_row(key)->name);
    }
    push(source->config, key, value);
    return true;
}

static bool read_list(const struct source *source, enum config_key key, struct fy_node *node)
{
    const struct config_row *row = config_row(key);
    bool of_texts = row->form == CONFIG_FORM_TEXTS || row->form == CONFIG_FORM_PATHS;
    void *next = NULL;
    struct fy_node *item;
    bool ok = true;
    if (of_texts && node && fy_node_is_scalar(node)) {
        return read_text(source, key, node);
    }
    if (!node || !fy_node_is_sequence(node)) {
        return YAML_COMPLAIN(source->yaml, node, "'%s' takes a list%s", row->name,
                             of_texts ? " of texts" : " of rows");
    }
    if (row->form == CONFIG_FORM_MODELS) {
        push(source->config, key, blank(source, node)); /* the models know their rows */
        return true;
    }
    while ((item = fy_node_sequence_iterate(node, &next))) {
        ok &= of_texts                           ? read_text(source, key, item)
              : row->form == CONFIG_FORM_OBJECTS ? read_object(source, key, item)
                                                 : read_context(source, key, item);
    }
    return ok;
}

/* ---- images ------------------------------------------------------------------------------------ */

/* A pattern, or a list of them: a value for each. */
static bool read_sources(const struct source *source, const char *image, struct fy_node *sources)
{
    void *next = NULL;
    bool single = fy_node_is_scalar(sources);
    if (!single && (!fy_node_is_sequence(sources) || fy_node_sequence_is_empty(sources))) {
        return YAML_COMPLAIN(source->yaml, sources, "'sources' takes a list of patterns");
    }
    struct fy_node *item = single ? sources : fy_node_sequence_iterate(sources, &next);
    for (; item; item = single ? NULL : fy_node_sequence_iterate(sources, &next)) {
        struct config_value value = blank(source, item);
        value.image = image;
        value.text = yaml_text(source->yaml, item);
        if (!value.text) {
            return YAML_COMPLAIN(source->yaml, item, "'sources' takes a list of patterns");
        }
        push(source->config, CONFIG_IMAGES, value);
    }
    return true;
}

/* {sources: PATTERNS, database: PATH} of one program: one of the two at least. */
static bool read_image(const struct source *source, const char *image, struct fy_node *node)
{
    void *next = NULL;
    struct fy_node_pair *pair;
    bool any = false;
    while (fy_node_is_mapping(node) && (pair = fy_node_mapping_iterate(node, &next))) {
        const char *word = yaml_text(source->yaml, fy_node_pair_key(pair));
        struct fy_node *at = fy_node_pair_value(pair);
        any = true;
        if (word && strcmp(word, "sources") == 0) {
            if (!read_sources(source, image, at)) {
                return false;
            }
        } else if (word && strcmp(word, "database") == 0) {
            struct config_value value = blank(source, at);
            value.image = image;
            value.is_database = true;
            value.text = yaml_text(source->yaml, at);
            if (!value.text) {
                return YAML_COMPLAIN(source->yaml, at, "'database' takes a file or a folder");
            }
            push(source->config, CONFIG_IMAGES, value);
        } else {
            return YAML_COMPLAIN(source->yaml, fy_node_pair_key(pair),
                                 "unknown key '%s': a program of 'images' has sources and database",
                                 word ? word : "");
        }
    }
    return any ||
           YAML_COMPLAIN(source->yaml, node,
                         "'images' says nothing of '%s': {sources: PATTERNS} or {database: PATH}", image);
}

/* {app: {database: PATH}, boot: {sources: PATTERNS}} */
static bool read_images(const struct source *source, struct fy_node *node)
{
    void *next = NULL;
    struct fy_node_pair *pair;
    bool ok = true;
    if (!node || !fy_node_is_mapping(node)) {
        return YAML_COMPLAIN(source->yaml, node, "'images' takes names of programs: {app: {sources: …}}");
    }
    while ((pair = fy_node_mapping_iterate(node, &next))) {
        const char *image = yaml_text(source->yaml, fy_node_pair_key(pair));
        source->yaml->near = yaml_loc(source->yaml, fy_node_pair_key(pair));
        if (!image || !*image) {
            ok = YAML_COMPLAIN(source->yaml, fy_node_pair_key(pair), "'images' takes names of programs");
        } else {
            ok &= read_image(source, image, fy_node_pair_value(pair));
        }
    }
    return ok;
}

/* ---- documents --------------------------------------------------------------------------------- */

static bool read_value(const struct source *source, enum config_key key, struct fy_node *node)
{
    return config_row(key)->form == CONFIG_FORM_IMAGES  ? read_images(source, node)
           : config_row(key)->form >= CONFIG_FORM_TEXTS ? read_list(source, key, node)
                                                        : read_scalar(source, key, node);
}

static bool add_extended(const struct source *source, struct fy_node *node);

/* `group`: "" for the whole file, else the name of a mapping in it. */
static bool read_mapping(const struct source *source, const char *group, struct fy_node *node)
{
    struct arena *run = source->config->run;
    void *next = NULL;
    struct fy_node_pair *pair;
    struct fy_node *extended = NULL;
    bool ok = true;
    if (!fy_node_is_mapping(node)) {
        return *group ? YAML_COMPLAIN(source->yaml, node, "'%s' takes keys and values", group)
                      : YAML_COMPLAIN(source->yaml, node, "a configuration is keys and values");
    }
    while ((pair = fy_node_mapping_iterate(node, &next))) {
        struct fy_node *value = fy_node_pair_value(pair);
        const char *word = yaml_text(source->yaml, fy_node_pair_key(pair));
        const char *name = arena_printf(run, "%s%s%s", group, *group ? "." : "", word ? word : "");
        bool plain = word && !strchr(word, '.');
        enum config_key key = plain ? config_key_find(name) : CONFIG_KEYS;
        source->yaml->near = yaml_loc(source->yaml, fy_node_pair_key(pair));
        if (key != CONFIG_KEYS) {
            ok &= read_value(source, key, value);
        } else if (plain && config_is_group(name)) {
            ok &= read_mapping(source, name, value);
        } else if (!*group && word && strcmp(word, "extends") == 0) {
            extended = value;
        } else {
            const char *nearest = word ? config_nearest(run, group, word) : NULL;
            ok =
                YAML_COMPLAIN(source->yaml, fy_node_pair_key(pair), "unknown key '%s'%s%s%s", name,
                              nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
        }
    }
    return (!extended || add_extended(source, extended)) && ok;
}

static struct yaml *new_document(struct config *config)
{
    struct yaml *yaml = ARENA_NEW(config->run, struct yaml);
    VEC_PUSH(&config->documents, yaml);
    return yaml;
}

bool config_read_text(struct config *config, enum config_key key, const char *text, const char *option)
{
    struct source source = {.config = config, .yaml = new_document(config), .rank = CONFIG_RANK_PAIR};
    return yaml_open(source.yaml, config->run, text, option, "the settings", config->notices) &&
           read_value(&source, key, yaml_root(source.yaml));
}

static const char *folder_of(struct arena *run, const char *path)
{
    const char *name = str_basename(path);
    return name == path ? "." : name == path + 1 ? "/" : arena_strndup(run, path, (size_t)(name - path) - 1);
}

static bool cannot_read(struct config *config, const struct loc *loc, const char *path, int error)
{
    struct notice notice = {.kind = NOTICE_ERROR,
                            .loc = *loc,
                            .message =
                                arena_printf(config->run, "cannot read '%s': %s", path, strerror(error))};
    VEC_PUSH(config->notices, notice);
    return false;
}

/* Has one of the documents that led here the same file? */
static bool is_open(const struct config *config, const struct stat *info)
{
    struct stat other;
    for (size_t i = 0; i < config->documents.count; i++) {
        if (stat(config->documents.data[i]->path, &other) == 0 && other.st_dev == info->st_dev &&
            other.st_ino == info->st_ino) {
            return true;
        }
    }
    return false;
}

bool config_read_file(struct config *config, const char *path, const struct loc *asked)
{
    struct buf text = {0};
    int status = buf_read_file(&text, path, FILE_SIZE_MAX);
    if (status != 0) {
        buf_free(&text);
        return cannot_read(config, asked, path, -status);
    }
    const char *copy = arena_strdup(config->run, buf_text(&text));
    buf_free(&text);
    struct source source = {.config = config,
                            .yaml = new_document(config),
                            .folder = folder_of(config->run, path),
                            .rank = config->next_rank++};
    bool ok = yaml_open(source.yaml, config->run, copy, path, "the settings", config->notices);
    return ok && (!yaml_root(source.yaml) || read_mapping(&source, "", yaml_root(source.yaml)));
}

static bool add_extended(const struct source *source, struct fy_node *node)
{
    struct config *config = source->config;
    struct loc loc = yaml_loc(source->yaml, node);
    const char *name = yaml_text(source->yaml, node);
    struct stat info;
    if (!name) {
        return YAML_COMPLAIN(source->yaml, node, "'extends' takes the name of a file");
    }
    bool stays = *name == '/' || strcmp(source->folder, ".") == 0;
    const char *path = stays ? name : arena_printf(config->run, "%s/%s", source->folder, name);
    if (stat(path, &info) == 0 && is_open(config, &info)) {
        return YAML_COMPLAIN(source->yaml, node, "'%s' extends itself", path);
    }
    if (config->documents.count >= EXTENDS_MAX) {
        return YAML_COMPLAIN(source->yaml, node, "more than %d files extend each other", EXTENDS_MAX);
    }
    return config_read_file(config, path, &loc);
}
