/*
 * What names say of the processor: parts of paths and of the names of headers, as vendors spell them. A table
 * of names, and the last resort: without a build nothing else tells.
 */
#ifndef FRONTEND_CLUES_H
#define FRONTEND_CLUES_H

#include <stddef.h>

struct target_clue {
    const char *text;         /* "stm32f1" */
    const char *family, *cpu; /* as target_find() takes them; `cpu` may be NULL */
};

/* The clue that stands last in a path, which is the nearest to the file; `at` gets where. Or NULL. */
const struct target_clue *clues_in_path(const char *path, size_t *at);

/*
 * The clue in the names of the headers that a source includes whatever the configuration is, outside of
 * every #if. Or NULL.
 */
const struct target_clue *clues_in_source(const char *text);

#endif
