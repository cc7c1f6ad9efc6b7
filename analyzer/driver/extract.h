/* Units → fact files, in parallel worker processes, and back into memory. */
#ifndef DRIVER_EXTRACT_H
#define DRIVER_EXTRACT_H

#include "driver/progress.h"
#include "driver/units.h"
#include "ir/ir.h"
#include "model/model.h"

struct extracted {
    VEC(struct ir_unit *) units; /* in the order of the plan; NULL never */
};

/* Every planned unit gives one unit, a lost one too; its notices are added to `notices`. */
void extract_units(struct extracted *extracted, const struct unit_plans *plans, const struct options *options,
                   const struct model *model, struct notice_list *notices, struct progress *progress);
void extract_free(struct extracted *extracted);

#endif
