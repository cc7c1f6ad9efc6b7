#include "frontend/project.h"

#include "base/buf.h"
#include "base/str.h"
#include "frontend/project_text.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

enum {
    FILES_MAX = 4000,
    FILE_SIZE_MAX = 2 * 1024 * 1024,
    WORDS_MAX = 400000,
    WORD_LENGTH_MAX = 63,
    REFERENCES_MAX = 8,    /* of a variable to a variable */
    DEVICE_PREFIX_MIN = 6, /* "stm32f", "nrf528": shorter says nothing */
    SURE = 1000,           /* a name as it stands outweighs one that only begins like it */
    DEFINED = 2 * SURE,    /* and one that a build defines outweighs both */
};

/* Something that the tree says in one place. */
struct saying {
    const char *where; /* path of the file */
    const char *value; /* of a variable or define, or NULL */
    bool defines;
    uint32_t next; /* of the same word, or MAP_NONE */
};

struct device_word {
    const char *lower, *where;
};

struct projects {
    struct arena *run;
    VEC(struct project) list;
    struct map by_folder; /* word → index in list */
    struct strtab words;
    struct map said; /* word → first saying */
    VEC(struct saying) sayings;
    VEC(struct device_word) devices;
    struct map device_known; /* word of the lower-case name */
};

/* ---- what was said --------------------------------------------------------------------------------- */

static void say(struct projects *projects, const char *word, size_t length, struct saying saying)
{
    if (!length || length > WORD_LENGTH_MAX || projects->sayings.count >= WORDS_MAX) {
        return;
    }
    uint32_t id = str_addn(&projects->words, word, length);
    uint32_t first = map_get(&projects->said, id);
    bool again = first != MAP_NONE && projects->sayings.data[first].where == saying.where;
    if (again && !saying.value &&
        !saying.defines) { /* files come one after the other: the last saying tells */
        return;
    }
    saying.next = first;
    map_set(&projects->said, id, (uint32_t)projects->sayings.count);
    VEC_PUSH(&projects->sayings, saying);
}

/* Letters and digits, as parts have them: stm32f103xb, atmega32u4. */
static bool is_device_word(const char *word, size_t length)
{
    size_t digits = 0;
    size_t letters = 0;
    for (size_t i = 0; i < length; i++) {
        digits += isdigit((unsigned char)word[i]) != 0;
        letters += isalpha((unsigned char)word[i]) != 0;
    }
    return length >= DEVICE_PREFIX_MIN && length <= WORD_LENGTH_MAX && digits && letters >= 2;
}

static void add_device(struct projects *projects, const char *word, size_t length, const char *where)
{
    if (!is_device_word(word, length) || projects->devices.count >= WORDS_MAX) {
        return;
    }
    char *lower = arena_strndup(projects->run, word, length);
    for (char *at = lower; *at; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    uint32_t key = str_add(&projects->words, lower);
    size_t folder = (size_t)(str_basename(where) - where);
    uint32_t place = str_addn(&projects->words, where, folder);
    if (map_add(&projects->device_known, ((uint64_t)key << 32) | place, 1) == 1) {
        struct device_word device = {.lower = lower, .where = where};
        VEC_PUSH(&projects->devices, device);
    }
}

static void add_words(struct projects *projects, const char *text, const char *where)
{
    while (*text) {
        size_t length = 0;
        while (isalnum((unsigned char)text[length]) || text[length] == '_') {
            length++;
        }
        if (length > 3) {
            struct saying saying = {.where = where};
            say(projects, text, length, saying);
            add_device(projects, text, length, where);
        }
        text += length ? length : 1;
    }
}

/* ---- one build file ---------------------------------------------------------------------------------- */

struct reading {
    struct projects *projects;
    struct project *project;
    const char *path;
};

static struct project *project_of(struct projects *projects, const char *path)
{
    size_t length = (size_t)(str_basename(path) - path);
    uint32_t key = str_addn(&projects->words, path, length ? length - 1 : 0);
    uint32_t index = map_add(&projects->by_folder, key, (uint32_t)projects->list.count);
    if (index == projects->list.count) {
        struct project project = {.folder = str_get(&projects->words, key)};
        VEC_PUSH(&projects->list, project);
    }
    return &projects->list.data[index];
}

static size_t name_length(const char *define)
{
    return strcspn(define, "=");
}

/* Two builds of one folder that do not agree on a name leave it undefined. */
static void add_define(struct project *project, const char *define)
{
    size_t length = name_length(define);
    for (size_t i = 0; i < project->defines.count; i++) {
        const char *old = project->defines.data[i];
        if (name_length(old) == length && strncmp(old, define, length) == 0) {
            if (strcmp(old, define) != 0) {
                project->defines.data[i] = project->defines.data[--project->defines.count];
            }
            return;
        }
    }
    VEC_PUSH(&project->defines, define);
}

/* Without "." and "a/..": one folder has one name, or its headers would count as two. */
static const char *plain_path(struct arena *run, const char *base, const char *folder)
{
    char *path = *base ? arena_printf(run, "%s/%s", base, folder) : arena_strdup(run, folder);
    const char *from = path;
    char *to = path;
    size_t named = 0; /* folders before `to` that ".." can take back */
    while (*from) {
        size_t length = strcspn(from, "/");
        bool last = from[length] == '\0'; /* `to` may overtake it */
        if (length == 2 && strncmp(from, "..", 2) == 0 && named) {
            for (to--; to > path && to[-1] != '/'; to--) {
            }
            named--;
        } else if (length && !(length == 1 && *from == '.')) {
            named += !(length == 2 && strncmp(from, "..", 2) == 0);
            memmove(to, from, length);
            to += length;
            *to++ = '/';
        } else if (!length && to == path) {
            *to++ = '/'; /* absolute */
        }
        if (last) {
            break;
        }
        from += length + 1;
    }
    to -= to > path + 1;
    *to = '\0';
    return *path ? path : ".";
}

static void add_include(const struct reading *reading, const char *folder)
{
    const char *path = plain_path(reading->projects->run, reading->project->folder, folder);
    struct stat info;
    if (*folder == '/' || stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        return; /* a folder of the builder's machine, or one that the build makes */
    }
    for (size_t i = 0; i < reading->project->includes.count; i++) {
        if (strcmp(reading->project->includes.data[i], path) == 0) {
            return;
        }
    }
    VEC_PUSH(&reading->project->includes, path);
}

static void take_item(void *context, const struct project_item *item)
{
    struct reading *reading = context;
    struct projects *projects = reading->projects;
    const char *text = arena_strndup(projects->run, item->text, item->length);
    struct saying saying = {.where = reading->path, .defines = item->kind == PROJECT_DEFINE};
    size_t length = name_length(text);
    switch (item->kind) {
    case PROJECT_DEFINE:
        saying.value = text[length] ? text + length + 1 : NULL;
        say(projects, text, length, saying);
        if (!item->conditional) {
            add_define(reading->project, text);
        }
        break;
    case PROJECT_VARIABLE:
        saying.value = text + length + (text[length] == '=');
        say(projects, text, length, saying);
        break;
    case PROJECT_INCLUDE:
        if (!item->conditional) {
            add_include(reading, text);
        }
        break;
    case PROJECT_CPU: {
        const char *old = reading->project->cpu;
        bool agrees = !item->conditional && (!old || strcmp(old, text) == 0);
        reading->project->cpu = agrees ? text : old || !item->conditional ? "" : NULL;
        break;
    }
    }
}

static void read_file(struct projects *projects, const char *path)
{
    struct buf text = {0};
    struct reading reading = {.projects = projects, .project = project_of(projects, path), .path = path};
    reading.project->stands_alone |= !project_text_is_part(path);
    if (buf_read_file(&text, path, FILE_SIZE_MAX) == 0) {
        project_text_read(buf_text(&text), str_basename(path), take_item, &reading);
        add_words(projects, buf_text(&text), path);
    }
    buf_free(&text);
}

struct projects *projects_read(struct arena *run, const char *const *files, size_t file_count,
                               const char *const *names, size_t name_count)
{
    struct projects *projects = ARENA_NEW(run, struct projects);
    projects->run = run;
    for (size_t i = 0; i < file_count && i < FILES_MAX; i++) {
        read_file(projects, files[i]);
    }
    for (size_t i = 0; i < name_count; i++) {
        const char *name = str_basename(names[i]);
        for (size_t length; *name; name += length + (name[length] != '\0')) {
            length = strcspn(name, "_-. ");
            add_device(projects, name, length, names[i]);
        }
    }
    return projects;
}

void projects_free(struct projects *projects)
{
    for (size_t i = 0; i < projects->list.count; i++) {
        VEC_FREE(&projects->list.data[i].defines);
        VEC_FREE(&projects->list.data[i].includes);
    }
    VEC_FREE(&projects->list);
    VEC_FREE(&projects->sayings);
    VEC_FREE(&projects->devices);
    map_free(&projects->by_folder);
    map_free(&projects->said);
    map_free(&projects->device_known);
    str_free(&projects->words);
}

/* ---- asking ----------------------------------------------------------------------------------------------
 */

const struct project *projects_nearest(const struct projects *projects, const char *path)
{
    char folder[1024];
    size_t length = (size_t)(str_basename(path) - path);
    if (length >= sizeof(folder)) {
        return NULL;
    }
    memcpy(folder, path, length);
    for (;;) {
        length = length && folder[length - 1] == '/' ? length - 1 : length;
        folder[length] = '\0';
        uint32_t key = length ? str_find(&projects->words, folder) : 0;
        uint32_t index = key || !length ? map_get(&projects->by_folder, key) : MAP_NONE;
        if (index != MAP_NONE) {
            return &projects->list.data[index];
        }
        if (!length) {
            return NULL;
        }
        length = (size_t)(str_basename(folder) - folder);
    }
}

const struct project *projects_outer(const struct projects *projects, const struct project *project)
{
    return project->stands_alone || !*project->folder ? NULL : projects_nearest(projects, project->folder);
}

static size_t shared_start(const char *name, const char *lower)
{
    size_t length = 0;
    size_t digits = 0;
    while (lower[length] && tolower((unsigned char)name[length]) == lower[length]) {
        digits += isdigit((unsigned char)name[length]) != 0;
        length++;
    }
    return digits ? length : 0;
}

size_t projects_mention(const struct projects *projects, const char *name, const char *path)
{
    size_t best = 0;
    uint32_t id = str_find(&projects->words, name);
    for (uint32_t at = id ? map_get(&projects->said, id) : MAP_NONE; at != MAP_NONE;
         at = projects->sayings.data[at].next) {
        const struct saying *saying = &projects->sayings.data[at];
        size_t score = (saying->defines ? DEFINED : SURE) + path_shared_folders(saying->where, path);
        best = score > best ? score : best;
    }
    const char *device = name + strspn(name, "_"); /* as __SAM4S16C__ */
    for (size_t i = 0; i < projects->devices.count && best < SURE; i++) {
        size_t same = shared_start(device, projects->devices.data[i].lower);
        size_t score = same * 16 + path_shared_folders(projects->devices.data[i].where, path);
        if (same >= DEVICE_PREFIX_MIN && score > best) {
            best = score < SURE ? score : SURE - 1;
        }
    }
    return best;
}

static const char *value_said(const struct projects *projects, const char *name, const char *path)
{
    uint32_t id = str_find(&projects->words, name);
    const char *best = NULL;
    size_t best_shared = 0;
    for (uint32_t at = id ? map_get(&projects->said, id) : MAP_NONE; at != MAP_NONE;
         at = projects->sayings.data[at].next) {
        const struct saying *saying = &projects->sayings.data[at];
        size_t shared = path_shared_folders(saying->where, path);
        if (saying->value && (!best || shared > best_shared)) {
            best = saying->value;
            best_shared = shared;
        }
    }
    return best;
}

const char *projects_value(const struct projects *projects, const char *name, const char *path)
{
    const char *value = value_said(projects, name, path);
    char next[WORD_LENGTH_MAX + 1];
    for (int i = 0; value && *value == '$' && i < REFERENCES_MAX; i++) { /* "$(NAME)" */
        size_t length = strcspn(value + 2, ")");
        if (length > WORD_LENGTH_MAX) {
            return NULL;
        }
        memcpy(next, value + 2, length);
        next[length] = '\0';
        value = value_said(projects, next, path);
    }
    return value && *value != '$' ? value : NULL;
}
