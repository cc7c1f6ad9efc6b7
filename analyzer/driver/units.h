/*
 * Which files are analysed and how each is compiled. Where a compilation database serves a path,
 * what it lists below that path, as it says; the sources that it does not list are no part of
 * what is built, and only counted. Elsewhere all sources, for the guessed target.
 */
#ifndef DRIVER_UNITS_H
#define DRIVER_UNITS_H

#include "core/notice.h"
#include "driver/database.h"
#include "driver/options.h"
#include "driver/toolchain.h"
#include "driver/view.h"
#include "frontend/headers.h"
#include "frontend/target.h"

struct unit_plan {
    const char *path;
    const char *const *args;
    size_t arg_count;
    const struct target *target;
    bool is_assembly;
    bool is_listed; /* by a database, which knows the headers' folders */
    bool is_cxx;
    bool is_around;      /* read for its facts alone (driver/around.h) */
    bool opens_excluded; /* looked at whole, as a file is that is asked for by name */
    uint32_t build;      /* number of the database, or 0 */
};

struct unit_plans {
    struct arena *run;
    VEC(struct unit_plan) units;
    struct headers *headers; /* of the tree: where the flags do not lead to one */
    bool is_arduino;         /* the tree of the headers is one of Arduino's */
    const char *root;
    bool is_part;              /* more of the tree was left out: callers may be missing */
    bool single_file;          /* files were asked for: findings elsewhere are not shown */
    bool listed;               /* by a database: headers may lie anywhere */
    VEC(const char *) folders; /* that were asked for */
    struct view view;
    struct databases databases;
    struct toolchains toolchains;
    struct guesses *guesses; /* the targets of what no command names */
};

/* False when a path or a database cannot be used: then a NOTICE_ERROR names it. */
bool units_plan(struct unit_plans *plans, struct arena *run, const struct options *options,
                struct notice_list *notices);
/* A tree of which nothing is read: what a link needs to know of it. */
bool units_tree(struct unit_plans *plans, struct arena *run, const struct options *options,
                struct notice_list *notices);
void units_free(struct unit_plans *plans);

/* Was the file of a finding asked for? */
bool units_asked(const struct unit_plans *plans, const char *file);
/* Is the unit of this path there for its facts alone? */
bool units_around(const struct unit_plans *plans, const char *path);

#endif
