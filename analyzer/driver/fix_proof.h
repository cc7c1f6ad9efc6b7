/*
 * Is a fix right? The files that it changes are read again as they would be, without being written; the
 * programs that they belong to are linked and analysed again, by every rule and at every tier. The fix holds
 * if the findings that it is for are gone, and nothing is there that was not: no other finding, no surer one,
 * no error of the parser, no name that nobody declares, no limit of the analysis, no function that leaves
 * masked what was open. It errs towards no fix.
 */
#ifndef DRIVER_FIX_PROOF_H
#define DRIVER_FIX_PROOF_H

#include "driver/extract.h"
#include "driver/fix_text.h"
#include "link/images.h"

struct context_claims;

struct fix_world {
    const struct options *options;
    struct strtab *names;
    const struct model *model;
    struct context_claims *claims;
    const struct unit_plans *plans;
    const struct extracted *extracted;
    const struct images *images;
};

struct fix_before;

struct fix_proofs {
    const struct fix_world *world;
    struct fix_files *files;
    struct arena arena;
    size_t *unit_of_plan;      /* in extracted->units */
    struct fix_before *before; /* by image */
    uint64_t work;             /* ops that were looked at */
    size_t skipped;            /* proofs that were too much */
};

void fix_proofs_open(struct fix_proofs *proofs, const struct fix_world *world, struct fix_files *files);
void fix_proofs_close(struct fix_proofs *proofs);

/* Do the edits together mend all of `lost`, each by its first repair, and make nothing worse? */
bool fix_proof_holds(struct fix_proofs *proofs, const struct edit *edits, size_t edit_count,
                     const struct finding *const *lost, size_t lost_count);

#endif
