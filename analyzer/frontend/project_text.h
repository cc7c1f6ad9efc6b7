/*
 * The text of one build file → what it says plainly. No file, no memory: items go to the caller.
 */
#ifndef FRONTEND_PROJECT_TEXT_H
#define FRONTEND_PROJECT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum project_item_kind {
    PROJECT_DEFINE,   /* "NAME" or "NAME=VALUE" */
    PROJECT_VARIABLE, /* "NAME=VALUE" of make */
    PROJECT_INCLUDE,  /* a folder, from the folder of the build file */
    PROJECT_CPU,
};

struct project_item {
    enum project_item_kind kind;
    const char *text; /* not ended by NUL */
    size_t length;
    bool conditional; /* a condition of the build decides whether it holds */
};

/* Is a file of this name a build file? */
bool project_text_is_known(const char *name);

/* Is it CMake's, whose folders inherit? */
bool project_text_is_part(const char *name);

typedef void project_take(void *context, const struct project_item *item);

/* `name`: of the file, which says its format. */
void project_text_read(const char *text, const char *name, project_take *take, void *context);

#endif
