/*
 * Headers that the compiler's own search does not find: first the tree (a file whose path ends
 * in what the #include names, nearest to the includer), then the built-in shims, then the C
 * library of an installed cross compiler.
 */
#ifndef FRONTEND_HEADERS_H
#define FRONTEND_HEADERS_H

#include "base/arena.h"
#include "base/buf.h"
#include "frontend/project.h"
#include "ir/ir.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the built-in headers seem to lie. */
#define HEADERS_SHIM_ROOT "/critlint-builtin/"

struct headers;

/* A built-in header as libclang sees it: a virtual path and its text. */
struct headers_shim {
    const char *path; /* "/critlint-builtin/cmsis/core_cm4.h" */
    const char *text;
};

/* `root`: the tree to index, or NULL for shims only. Paths live in `run`, the index until it is freed. */
struct headers *headers_new(struct arena *run, const char *root);
void headers_free(struct headers *headers);
/*
 * The flag ("-I<dir>" or one like it) that makes `#include <name>` work for the file `includer` when
 * `unit` is compiled, or NULL. Lives in the arena.
 */
const char *headers_find(struct headers *headers, enum ir_arch arch, bool is_cxx, const char *name,
                         const char *includer, const char *unit);
/*
 * The header of the tree that `name` probably is, where no folder makes its path true; or NULL.
 * `includer` is the file that is compiled: its folders say which of several.
 */
const char *headers_find_kin(const struct headers *headers, enum ir_arch arch, const char *name,
                             const char *includer);
/* All built-in headers, those of C as C++ reads them. Lives in the arena. */
const struct headers_shim *headers_shims(struct headers *headers, bool is_cxx, size_t *count);
/* The headers and sources that can be included, in the order of the walk. */
size_t headers_count(const struct headers *headers);
const char *headers_path(const struct headers *headers, size_t index);
/* Appends the paths of all that have this base name, one a line. */
void headers_named(const struct headers *headers, const char *name, struct buf *out);
/* Would a file of this name be in the index? */
bool headers_indexes(const char *name);
/* Was the whole tree indexed? */
bool headers_is_whole(const struct headers *headers);
/* Appends what headers_projects() is made of: the build files and the names that say something. */
void headers_build_texts(const struct headers *headers, struct buf *out);
/* The folders that are tried last for an architecture: NULL behind the last. */
const char *headers_toolchain(enum ir_arch arch, size_t index);
/* The sources (C, C++, .s, .S) below the root, sorted. */
const char *const *headers_sources(struct headers *headers, size_t *count);
/* What the build files of the tree say. */
const struct projects *headers_projects(struct headers *headers);

#endif
