/*
 * Facts of units that were read before. A unit's key is all that its facts rest on and that is known before
 * it is read: which critlint and which libclang, the working directory, the tree, the target, the flags and
 * how it is looked at. Under the key lie facts with their lookups (driver/lookups.h): the first whose lookups
 * all lead to what they led to are what a new parse would give. Everything else that decides about a unit
 * (the database, the compiler's folders, guesses, build files, the configuration) is asked anew in every run
 * and has become flags then.
 *
 * Errs towards parsing again. Not kept are units that are lost, or whose command has a flag that may name a
 * file which nobody sees being read, and what was read while it changed.
 */
#ifndef DRIVER_REUSE_H
#define DRIVER_REUSE_H

#include "driver/lookups.h"
#include "driver/units.h"
#include "model/model.h"
#include "store/cache.h"

struct reuse {
    struct cache cache;
    const struct unit_plans *plans;
    const struct model *model;
    struct lookups *lookups;
    struct buf common; /* of all keys */
    struct buf whole;  /* of the keys of units that are looked at whole */
    size_t hits;
};

/* The folder of the cache as the options say it; NULL: none. */
const char *reuse_folder(struct arena *run, const struct options *options);

/* The caller frees. */
void reuse_open(struct reuse *reuse, const struct unit_plans *plans, const struct options *options,
                const struct model *model);
/* Tells what could not be written, and keeps the cache within its size. */
void reuse_close(struct reuse *reuse, struct notice_list *notices);

/* Can there be facts of it? Then `key`. */
bool reuse_key(const struct reuse *reuse, const struct unit_plan *plan, struct digest *key);
/* False: they have to be made. `unit` is empty on entry; `list` is set to the lookups. */
bool reuse_find(struct reuse *reuse, const struct digest *key, struct ir_unit *unit, struct buf *list);
/* `list`: of lookups_record(); `facts`: of fact_write(). */
void reuse_keep(struct reuse *reuse, const struct digest *key, const void *list, size_t list_size,
                const void *facts, size_t facts_size);

#endif
