/* The files of models/, embedded at build time by tools/embed.py. */
#ifndef MODEL_MODEL_BUILTIN_H
#define MODEL_MODEL_BUILTIN_H

#include <stddef.h>

struct model_builtin {
    const char *ecosystem; /* the file's stem */
    const char *path;      /* the file's name, for notices */
    const char *text;
};

const struct model_builtin *model_builtin_all(size_t *count);

#endif
