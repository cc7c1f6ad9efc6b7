/* Units of one image → its program and all facts of it. */
#ifndef DRIVER_IMAGE_FACTS_H
#define DRIVER_IMAGE_FACTS_H

#include "flow/flow.h"
#include "link/constants.h"
#include "link/images.h"
#include "link/points.h"

struct image_facts {
    struct arena arena;
    struct program program;
    struct points *points;
    struct constants *constants;
    struct flow flow;
};

/* `facts` is empty on entry. The units and `images`, which they are of, are borrowed; limits that were hit
 * become notices. */
void facts_link(struct image_facts *facts, struct strtab *names, const struct images *images,
                struct ir_unit *const *units, size_t count, struct notice_list *notices);
/* After facts_link(). */
void facts_flow(struct image_facts *facts, const struct model *model, struct context_claims *claims,
                struct notice_list *notices);
void facts_free(struct image_facts *facts);

#endif
