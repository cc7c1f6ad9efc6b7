/*
 * Compilation databases: which ones serve a path, and what they list. Named by -p, or looked for
 * beside the path, in the folders where builds leave them, and in the parents.
 *
 * One that cannot be read in full is an error that names it and not half a database: what a
 * truncated file lists would be taken for the whole program.
 */
#ifndef DRIVER_DATABASE_H
#define DRIVER_DATABASE_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "core/notice.h"
#include "driver/options.h"
#include "driver/view.h"
#include "frontend/flags.h"

/* One way to compile one C or assembler source that exists. */
struct database_entry {
    const char *path;      /* without links */
    const char *directory; /* of the command, absolute */
    uint32_t build;        /* number of its database, from 1 on */
    struct flags flags;
};

struct database {
    const char *path;   /* of the file, without links */
    const char *folder; /* that it lies in */
    VEC(struct database_entry) entries;
    size_t commands; /* that it lists, of any language */
    bool broken;
};

struct databases {
    struct arena *run;
    struct view *view;
    const struct options *options;
    struct notice_list *notices;
    VEC(struct database *) list;
    struct strtab keys; /* of all entries: the same command twice is one */
};

/* The number of the database that -p would name so, as its entries have it; 0: it was not read. */
uint32_t databases_number(const struct databases *databases, const char *given);

/* Those of -p are read at once. False if one of them is broken or lists nothing. */
bool databases_init(struct databases *databases, struct arena *run, struct view *view,
                    const struct options *options, struct notice_list *notices);
void databases_free(struct databases *databases);

/*
 * The databases for a path without links: first and count in `list`; none if nothing serves it.
 * False if one was found and is broken.
 */
bool databases_serve(struct databases *databases, const char *path, bool is_folder, size_t *first,
                     size_t *count);

#endif
