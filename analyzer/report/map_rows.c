#include "report/map_rows.h"

#include "base/buf.h"
#include "report/report.h"

#include <string.h>

enum { LOOK_BACK = 16 /* rows */, LISTED_MAX = 3 /* fields */ };

const struct protection_cell *map_cell(const struct protection_object *object, uint32_t context)
{
    for (size_t i = 0; i < object->cell_count; i++) {
        if (object->cells[i].context == context) {
            return &object->cells[i];
        }
    }
    return NULL;
}

const char *map_marks(const struct protection_cell *cell, char marks[TOUCHES + 1])
{
    int count = 0;
    for (int touch = 0; touch < TOUCHES; touch++) {
        if (cell->touches[touch]) {
            marks[count++] = *touch_name((enum touch)touch);
        }
    }
    marks[count] = '\0';
    return marks;
}

const char *map_rank(struct arena *memory, const struct protection_context *context)
{
    const char *guessed = context->guessed && strcmp(context->kind, "handler") == 0 ? " (by name)" : "";
    if (context->has_priority) {
        return arena_printf(memory, "priority %d%s%s", context->priority,
                            context->priority_is_reset ? " (reset)" : "", guessed);
    }
    if (context->unmaskable) {
        return arena_printf(memory, "cannot be masked%s", guessed);
    }
    if (strcmp(context->kind, "callers") == 0) {
        return arena_printf(memory, "%zu function%s", context->count, context->count == 1 ? "" : "s");
    }
    return strcmp(context->kind, "main") == 0 ? "" : arena_printf(memory, "%s%s", context->kind, guessed);
}

enum map_grade map_grade_of(enum guard guard, bool unsure)
{
    enum verdict verdict = guard_verdict(guard);
    return verdict == VERDICT_BARE     ? unsure ? GRADE_MAYBE : GRADE_BARE
           : verdict == VERDICT_AGREED ? GRADE_AGREED
                                       : GRADE_GUARDED;
}

enum map_grade map_object_grade(const struct protection_object *object)
{
    return object->verdict == VERDICT_BARE     ? object->bare > object->unsure ? GRADE_BARE : GRADE_MAYBE
           : object->verdict == VERDICT_AGREED ? GRADE_AGREED
                                               : GRADE_GUARDED;
}

bool report_is_object(const struct protection_object *object, const char *name)
{
    size_t length = strlen(name);
    const char *macro = strstr(object->name, " (");
    return (strncmp(object->name, name, length) == 0 &&
            (!object->name[length] || strchr(".[ ", object->name[length]))) ||
           (macro && strncmp(macro + 2, name, length) == 0 && macro[2 + length] == ')');
}

/* "rx" of "rx.head"; a register's block. */
static size_t base_length(const char *name)
{
    size_t length = strcspn(name, ".[");
    return name[length] == '.' || name[length] == '[' ? length : 0;
}

static bool same_cells(const struct protection_object *a, const struct protection_object *b)
{
    bool same = a->cell_count == b->cell_count && map_object_grade(a) == map_object_grade(b) &&
                loc_compare(&a->loc, &b->loc) == 0;
    for (size_t i = 0; same && i < a->cell_count; i++) {
        const struct protection_cell *left = &a->cells[i];
        const struct protection_cell *right = &b->cells[i];
        char marks[2][TOUCHES + 1];
        same = left->context == right->context && left->guard == right->guard &&
               left->unsure == right->unsure && strcmp(left->label, right->label) == 0 &&
               strcmp(map_marks(left, marks[0]), map_marks(right, marks[1])) == 0;
    }
    return same;
}

static struct map_row *fitting(struct map_rows *rows, const struct protection_object *object)
{
    size_t length = base_length(object->name);
    for (size_t back = 1; length && back <= LOOK_BACK && back <= rows->data.count; back++) {
        struct map_row *row = &rows->data.data[rows->data.count - back];
        if (base_length(row->object->name) == length &&
            strncmp(row->object->name, object->name, length) == 0 && same_cells(row->object, object)) {
            return row;
        }
    }
    return NULL;
}

static void name_row(struct map_rows *rows, struct map_row *row)
{
    struct buf name = {0};
    size_t length = base_length(row->object->name);
    row->count = row->objects.count;
    if (row->count == 1) {
        row->name = row->object->name;
        return;
    }
    buf_addn(&name, row->object->name, length);
    if (row->count <= LISTED_MAX) {
        for (size_t i = 0; i < row->count; i++) {
            const char *field = row->objects.data[i]->name + length;
            buf_addf(&name, "%s%s", i ? ", " : ".{", field + (*field == '.'));
        }
        buf_add(&name, "}");
    } else {
        buf_addf(&name, ".* (%zu fields)", row->count);
    }
    row->name = arena_strdup(&rows->memory, buf_text(&name));
    buf_free(&name);
}

void map_rows_of(struct map_rows *rows, const struct protection_program *program, const char *name, bool all)
{
    for (size_t i = 0; i < program->object_count; i++) {
        const struct protection_object *object = &program->objects[i];
        if (name && !report_is_object(object, name)) {
            continue;
        }
        if (!name && !all && !object->sure) {
            rows->left_out++;
            continue;
        }
        struct map_row *row = fitting(rows, object);
        if (!row) {
            row = VEC_ADD(&rows->data);
            row->object = object;
        }
        VEC_PUSH(&row->objects, object);
    }
    for (size_t i = 0; i < rows->data.count; i++) {
        name_row(rows, &rows->data.data[i]);
    }
}

void map_rows_free(struct map_rows *rows)
{
    for (size_t i = 0; i < rows->data.count; i++) {
        VEC_FREE(&rows->data.data[i].objects);
    }
    VEC_FREE(&rows->data);
    arena_free(&rows->memory);
}
