/*
 * The rows in which the map is shown: fields of one object that the same contexts touch in the same way,
 * on the same guards, are one row. Signs and words that text and page share.
 */
#ifndef REPORT_MAP_ROWS_H
#define REPORT_MAP_ROWS_H

#include "base/arena.h"
#include "base/vec.h"
#include "core/protection.h"

struct map_row {
    const struct protection_object *object; /* the first of them; the others have the same cells */
    const char *name;                       /* "rx.{head, tail}", "dev.* (34 fields)" */
    size_t count;
    VEC(const struct protection_object *) objects;
};

struct map_rows {
    struct arena memory;
    VEC(struct map_row) data; /* in the order of the objects */
    size_t left_out;          /* objects that may be shared, by pointers that may lead elsewhere */
};

/* Of the objects that `name` means (report_is_object); if it is NULL, of those that are surely shared, or of
 * all. */
void map_rows_of(struct map_rows *rows, const struct protection_program *program, const char *name, bool all);
void map_rows_free(struct map_rows *rows);

/* What a context does to an object, or NULL. */
const struct protection_cell *map_cell(const struct protection_object *object, uint32_t context);
/* "rw": reads and writes. */
const char *map_marks(const struct protection_cell *cell, char marks[TOUCHES + 1]);
/* "priority 5", "priority 0 (reset)", "cannot be masked", "task"; "" of main. */
const char *map_rank(struct arena *memory, const struct protection_context *context);

/* How bad it is: surely bare, perhaps bare, by agreement, guarded. */
enum map_grade { GRADE_BARE, GRADE_MAYBE, GRADE_AGREED, GRADE_GUARDED, GRADES };
enum map_grade map_grade_of(enum guard guard, bool unsure);
enum map_grade map_object_grade(const struct protection_object *object);

#endif
