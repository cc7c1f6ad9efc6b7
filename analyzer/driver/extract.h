/* Units → facts, from the cache or in parallel worker processes. */
#ifndef DRIVER_EXTRACT_H
#define DRIVER_EXTRACT_H

#include "driver/progress.h"
#include "driver/units.h"
#include "frontend/parse_input.h"
#include "ir/ir.h"
#include "model/model.h"

struct extracted {
    VEC(struct ir_unit *) units; /* by path; NULL never, but in extract_again() */
    struct strtab reads;         /* with --depfile: every file that was read */
    size_t reused;               /* how many were in the cache */
};

/* Every planned unit gives one unit, a lost one too; its notices are added to `notices`. */
void extract_units(struct extracted *extracted, const struct unit_plans *plans, const struct options *options,
                   const struct model *model, struct notice_list *notices, struct progress *progress);
/*
 * Reads units again, with `texts` for what lies on the disk: `which` of the plans. Nothing is taken from the
 * cache or kept there. In `again` lie the new units at their plans' places, and NULL elsewhere.
 */
void extract_again(struct extracted *again, const struct unit_plans *plans, const size_t *which, size_t count,
                   const struct options *options, const struct model *model, const struct parse_text *texts,
                   size_t text_count);
/* Orders the units as every command has them, whatever order they came in, and collects their notices. */
void extract_arrange(struct extracted *extracted, const struct unit_plans *plans,
                     struct notice_list *notices);
/* An empty unit becomes one that is lost. */
void extract_lose(struct ir_unit *unit, const char *path, const char *why);
void extract_free(struct extracted *extracted);

#endif
