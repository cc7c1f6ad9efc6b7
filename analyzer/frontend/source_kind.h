/*
 * What a source is by the end of its name. A header is C unless the command says otherwise.
 */
#ifndef FRONTEND_SOURCE_KIND_H
#define FRONTEND_SOURCE_KIND_H

#include <stdbool.h>

enum source_kind {
    SOURCE_NONE,
    SOURCE_C,
    SOURCE_HEADER, /* .h */
    SOURCE_CXX,
    SOURCE_CXX_HEADER, /* .hpp: C++ where it is asked for by name */
    SOURCE_SKETCH,     /* .ino: C++ with what Arduino's builder adds */
    SOURCE_ASSEMBLY,
};

enum source_kind source_kind(const char *path);

static inline bool source_is_cxx(enum source_kind kind)
{
    return kind == SOURCE_CXX || kind == SOURCE_CXX_HEADER || kind == SOURCE_SKETCH;
}

#endif
