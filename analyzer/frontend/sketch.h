/*
 * Arduino sketches: what the builder adds before a compiler sees one. All .ino files of a folder
 * are one unit, the one called like the folder first; every function is declared before the first
 * one is defined; main runs setup and loop.
 */
#ifndef FRONTEND_SKETCH_H
#define FRONTEND_SKETCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "frontend/clang_api.h"

#include <stdbool.h>

/* Is it the file of its folder that stands for the whole sketch? */
bool sketch_is_unit(struct arena *arena, const char *path);
/* Are both files of one sketch? */
bool sketch_is_same(const char *a, const char *b);

/* The sketch's text with its other files included at the end. */
void sketch_join(struct buf *out, struct arena *arena, const char *path, const char *source);
/* The same with what the parsed sketch needs declared, and main. False if there is nothing to add. */
bool sketch_complete(struct buf *out, struct arena *arena, const char *path, const char *source,
                     CXTranslationUnit tu);

#endif
