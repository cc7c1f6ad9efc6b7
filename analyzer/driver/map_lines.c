#include "driver/map_lines.h"

#include "base/buf.h"
#include "report/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_SIZE = 16 * 1024 * 1024, LINES_MAX = 1000000 };

static const char first_line[] = "critlint map 1";

/* ---- keys and order -------------------------------------------------------------------------------- */

/* A byte that no name has stands between the parts. */
static const char *key_of(struct arena *run, const struct map_line *line)
{
    switch (line->kind) {
    case MAP_PROGRAM: return arena_printf(run, "%s\1", line->program);
    case MAP_CONTEXT: return arena_printf(run, "%s\1c\1%s\1%s", line->program, line->name, line->role);
    case MAP_OBJECT: return arena_printf(run, "%s\1o\1%s\1", line->program, line->object);
    default:
        return arena_printf(run, "%s\1o\1%s\1%s\1%s\1%s", line->program, line->object, line->name,
                            line->function, touch_name(line->touch));
    }
}

const struct map_line *map_lines_find(const struct map_lines *lines, const char *key)
{
    uint32_t id = str_find(&lines->keys, key);
    uint32_t index = id ? map_get(&lines->by_key, id) : MAP_NONE;
    return index == MAP_NONE ? NULL : &lines->data.data[index];
}

/* One line a key. What is said twice holds as the weaker. False: it was there. */
static bool add(struct map_lines *lines, struct map_line line)
{
    line.key = key_of(lines->run, &line);
    uint32_t id = str_add(&lines->keys, line.key);
    uint32_t known = map_get(&lines->by_key, id);
    if (known != MAP_NONE) {
        struct map_line *same = &lines->data.data[known];
        same->guard = line.guard < same->guard ? line.guard : same->guard;
        return false;
    }
    map_set(&lines->by_key, id, (uint32_t)lines->data.count);
    VEC_PUSH(&lines->data, line);
    return true;
}

static int compare(const void *left, const void *right)
{
    return strcmp(((const struct map_line *)left)->key, ((const struct map_line *)right)->key);
}

static void sort(struct map_lines *lines)
{
    if (lines->data.count) {
        qsort(lines->data.data, lines->data.count, sizeof(*lines->data.data), compare);
    }
    for (uint32_t i = 0; i < lines->data.count; i++) {
        map_set(&lines->by_key, str_find(&lines->keys, lines->data.data[i].key), i);
    }
}

void map_lines_free(struct map_lines *lines)
{
    VEC_FREE(&lines->data);
    str_free(&lines->keys);
    map_free(&lines->by_key);
}

/* ---- of a run ---------------------------------------------------------------------------------------- */

static const char *path_of(struct arena *run, const char *base, const char *file)
{
    struct buf path = {0};
    if (*file) {
        path_in_root(&path, base, file);
    }
    const char *result = arena_strdup(run, buf_text(&path));
    buf_free(&path);
    return result;
}

/* Two statics of one name are told apart by their files. */
static const char *object_name(struct arena *run, const struct protection_program *program, size_t index,
                               const char *base)
{
    const struct protection_object *object = &program->objects[index];
    for (size_t i = 0; i < program->object_count; i++) {
        const struct protection_object *other = &program->objects[i];
        if (i != index && strcmp(other->name, object->name) == 0 &&
            strcmp(other->loc.file, object->loc.file) != 0) {
            return arena_printf(run, "%s of %s", object->name, path_of(run, base, object->loc.file));
        }
    }
    return object->name;
}

static void add_object(struct map_lines *lines, const struct protection_program *program, size_t index,
                       const char *name, const char *base)
{
    const struct protection_object *object = &program->objects[index];
    struct map_line line = {.kind = MAP_OBJECT,
                            .program = name,
                            .object = object_name(lines->run, program, index, base),
                            .role = "",
                            .name = "",
                            .function = "",
                            .guard = GUARD_READERS};
    for (size_t i = 0; i < object->access_count; i++) {
        line.guard = object->accesses[i].guard < line.guard ? object->accesses[i].guard : line.guard;
    }
    add(lines, line);
    line.kind = MAP_ACCESS;
    for (size_t i = 0; i < object->access_count; i++) {
        const struct protection_access *access = &object->accesses[i];
        line.name = program->contexts[access->context].name;
        line.function = access->function;
        line.touch = access->touch;
        line.guard = access->guard;
        add(lines, line);
    }
}

void map_lines_of(struct map_lines *lines, struct arena *run, const struct protection *protection,
                  const char *base)
{
    lines->run = run;
    for (size_t i = 0; i < protection->count; i++) {
        const struct protection_program *program = &protection->data[i];
        const char *name = path_of(run, base, program->name);
        struct map_line line = {
            .kind = MAP_PROGRAM, .program = name, .object = "", .role = "", .name = "", .function = ""};
        add(lines, line);
        line.kind = MAP_CONTEXT;
        for (size_t j = 0; j < program->context_count; j++) {
            line.role = program->contexts[j].kind;
            line.name = program->contexts[j].name;
            line.has_priority = program->contexts[j].has_priority;
            line.priority = program->contexts[j].priority;
            add(lines, line);
        }
        for (size_t j = 0; j < program->object_count; j++) {
            if (!program->objects[j].sure) {
                continue; /* a guess of pointers that any change may turn */
            }
            add_object(lines, program, j, name, base);
        }
    }
    sort(lines);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

static void put_name(struct buf *out, const char *name)
{
    buf_add(out, "'");
    for (; *name; name++) {
        buf_addf(out, "%s%c", *name == '\'' ? "'" : "", isprint((unsigned char)*name) ? *name : '?');
    }
    buf_add(out, "'");
}

static void put_line(struct buf *out, const struct map_line *line)
{
    switch (line->kind) {
    case MAP_PROGRAM:
        buf_add(out, "program ");
        put_name(out, line->program);
        break;
    case MAP_CONTEXT:
        buf_addf(out, "  context %s ", line->role);
        put_name(out, line->name);
        if (line->has_priority) {
            buf_addf(out, " priority %d", line->priority);
        }
        break;
    case MAP_OBJECT:
        buf_add(out, "  object ");
        put_name(out, line->object);
        break;
    case MAP_ACCESS:
        buf_add(out, "    ");
        put_name(out, line->name);
        buf_addf(out, " %s in ", touch_name(line->touch));
        put_name(out, line->function);
        buf_addf(out, ": %s", guard_name(line->guard));
        break;
    }
    buf_add(out, "\n");
}

bool map_lines_write(const struct map_lines *lines, const char *path)
{
    struct buf text = {0};
    buf_addf(&text,
             "%s\n# Who shares what, and what guards it. 'critlint map --write' makes this file, "
             "'--check' compares.\n",
             first_line);
    for (size_t i = 0; i < lines->data.count; i++) {
        put_line(&text, &lines->data.data[i]);
    }
    FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    bool written = out && fwrite(buf_text(&text), 1, text.count, out) == text.count;
    written = out && (out == stdout ? fflush(out) : fclose(out)) == 0 && written;
    if (!written) {
        fprintf(stderr, "critlint: cannot write '%s': %s\n", path, strerror(errno));
    }
    buf_free(&text);
    return written;
}

/* ---- reading ------------------------------------------------------------------------------------------- */

struct reader {
    struct map_lines *lines;
    const char *at;
    const char *program, *object; /* that the next lines belong to; NULL: none yet */
};

static bool take(struct reader *reader, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(reader->at, word, length) != 0) {
        return false;
    }
    reader->at += length;
    return true;
}

/* A name in quotes; a quote in it is doubled. */
static bool take_name(struct reader *reader, const char **name)
{
    struct buf text = {0};
    bool closed = false;
    if (!take(reader, "'")) {
        return false;
    }
    while (*reader->at && !closed) {
        if (take(reader, "''")) {
            buf_add(&text, "'");
        } else if (take(reader, "'")) {
            closed = true;
        } else {
            buf_addn(&text, reader->at++, 1);
        }
    }
    *name = arena_strdup(reader->lines->run, buf_text(&text));
    buf_free(&text);
    return closed;
}

static bool take_role(struct reader *reader, const char **role)
{
    static const char *const roles[] = {"main", "callers", "core", "task", "handler"};
    for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
        if (take(reader, roles[i])) {
            *role = roles[i];
            return true;
        }
    }
    return false;
}

static bool take_priority(struct reader *reader, struct map_line *line)
{
    if (!take(reader, " priority ")) {
        return true;
    }
    char *end;
    errno = 0;
    long number = strtol(reader->at, &end, 10);
    bool is_number = end != reader->at && !errno && number >= INT16_MIN && number <= INT32_MAX / 2;
    reader->at = end;
    line->has_priority = true;
    line->priority = (int)number;
    return is_number;
}

static bool take_touch(struct reader *reader, enum touch *touch)
{
    for (int i = 0; i < TOUCHES; i++) {
        if (take(reader, touch_name((enum touch)i))) {
            *touch = (enum touch)i;
            return true;
        }
    }
    return false;
}

static bool take_guard(struct reader *reader, enum guard *guard)
{
    for (int i = 0; i < GUARDS; i++) {
        if (strcmp(reader->at, guard_name((enum guard)i)) == 0) {
            *guard = (enum guard)i;
            reader->at += strlen(reader->at);
            return true;
        }
    }
    return false;
}

/* What is wrong with a line, or NULL. */
static const char *read_line(struct reader *reader, uint32_t number)
{
    struct map_line line = {.program = reader->program ? reader->program : "",
                            .object = "",
                            .role = "",
                            .name = "",
                            .function = "",
                            .line = number};
    bool fine;
    if (take(reader, "program ")) {
        line.kind = MAP_PROGRAM;
        fine = take_name(reader, &line.program);
        reader->program = line.program;
        reader->object = NULL;
    } else if (!reader->program) {
        return "a program comes first";
    } else if (take(reader, "  context ")) {
        line.kind = MAP_CONTEXT;
        fine = take_role(reader, &line.role) && take(reader, " ") && take_name(reader, &line.name) &&
               take_priority(reader, &line);
    } else if (take(reader, "  object ")) {
        line.kind = MAP_OBJECT;
        line.guard = GUARD_READERS;
        fine = take_name(reader, &line.object);
        reader->object = line.object;
    } else if (reader->object && take(reader, "    ")) {
        line.kind = MAP_ACCESS;
        line.object = reader->object;
        fine = take_name(reader, &line.name) && take(reader, " ") && take_touch(reader, &line.touch) &&
               take(reader, " in ") && take_name(reader, &line.function) && take(reader, ": ") &&
               take_guard(reader, &line.guard);
    } else {
        fine = false;
    }
    if (!fine || *reader->at) {
        return "not a line of a map";
    }
    return add(reader->lines, line) ? NULL : "said twice";
}

static bool refuse(const char *path, uint32_t number, const char *why)
{
    fprintf(stderr, "%s:%u: error: %s; 'critlint map --write %s' makes it anew\n", path, number, why, path);
    return false;
}

bool map_lines_read(struct map_lines *lines, struct arena *run, const char *path)
{
    struct buf text = {0};
    struct reader reader = {.lines = lines};
    lines->run = run;
    int status = buf_read_file(&text, path, FILE_MAX_SIZE);
    if (status != 0) {
        fprintf(stderr, "critlint: cannot read '%s': %s; 'critlint map --write FILE' makes one\n", path,
                strerror(-status));
        buf_free(&text);
        return false;
    }
    bool fine = true;
    uint32_t number = 0;
    const char *rest = buf_text(&text);
    while (fine && *rest) {
        size_t length = strcspn(rest, "\r\n");
        reader.at = arena_strndup(run, rest, length);
        rest += length;
        rest += *rest == '\r';
        rest += *rest == '\n';
        number++;
        if (number == 1) {
            fine = strcmp(reader.at, first_line) == 0 || refuse(path, 1, "this is no map of this version");
        } else if (*reader.at && *reader.at != '#') {
            const char *why = number < LINES_MAX ? read_line(&reader, number) : "too many lines";
            fine = !why || refuse(path, number, why);
        }
    }
    fine = fine && (number || refuse(path, 1, "this is no map of this version"));
    buf_free(&text);
    sort(lines);
    return fine;
}
