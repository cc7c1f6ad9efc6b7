/*
 * The suppressions that a source holds, as they are written. Nothing here knows what they suppress.
 */
#ifndef DRIVER_SUPPRESS_TEXT_H
#define DRIVER_SUPPRESS_TEXT_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "core/loc.h"

#include <stdbool.h>

enum suppress_form {
    SUPPRESS_LINE,
    SUPPRESS_MACRO, /* on the definition of one: its uses */
    SUPPRESS_FILE,
    SUPPRESS_MALFORMED, /* meant as one: begins with "ignore" and is none of them */
    SUPPRESS_FORMS
};

/* One word in the brackets: a code, the beginning of one, or a rule's name. */
struct suppress_item {
    const char *word;
    struct loc loc;
    bool used;
};

struct suppression {
    enum suppress_form form;
    uint32_t line;      /* that it speaks about */
    const char *macro;  /* or NULL */
    bool conditional;   /* inside an #if: another build may need it */
    struct loc loc;     /* from "critlint:" on */
    struct loc comment; /* what goes when it is deleted: the comment, or its lines */
    const char *reason; /* or NULL */
    VEC(struct suppress_item) items;
};

struct suppressions {
    struct suppression *data;
    size_t count, cap;
};

/* Adds those of a file. `assembly`: comments begin in many ways, so everything counts as one. */
void suppress_read(struct suppressions *list, struct arena *run, const char *file, const char *text,
                   bool assembly);
void suppress_free(struct suppressions *list);

#endif
