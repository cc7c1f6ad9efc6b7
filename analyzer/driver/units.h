/*
 * Which files are analysed and how each is compiled: the sources below the given paths, with
 * the flags of a compilation database where there is one, else for the guessed target.
 */
#ifndef DRIVER_UNITS_H
#define DRIVER_UNITS_H

#include "core/notice.h"
#include "driver/options.h"
#include "frontend/headers.h"
#include "frontend/target.h"

struct unit_plan {
    const char *path;
    const char *directory; /* of its command, or NULL */
    const char *const *args;
    size_t arg_count;
    const struct target *target;
    bool is_assembly;
    bool reported; /* findings in it are shown: it was asked for */
};

struct unit_plans {
    struct arena *run;
    VEC(struct unit_plan) units;
    struct headers *headers; /* of the tree; NULL if every unit has its own flags */
    const char *root;
    bool single_file; /* one file was asked for, the rest of the tree gives facts */
};

/* False when a path does not exist or holds no C: then a NOTICE_ERROR names it. */
bool units_plan(struct unit_plans *plans, struct arena *run, const struct options *options,
                struct notice_list *notices);
void units_free(struct unit_plans *plans);

#endif
