/*
 * `critlint doctor`: what a run found to work with, what it guessed, and what it could not see. With --ask
 * what the user could tell it, the most useful first, as words for the command line.
 */
#ifndef DRIVER_DOCTOR_H
#define DRIVER_DOCTOR_H

#include "driver/extract.h"
#include "driver/options.h"
#include "flow/flow.h"
#include "link/images.h"

/* One program of the tree, in numbers. */
struct doctor_image {
    const char *name; /* path of its `main`, or "" */
    size_t units, functions;
    size_t handlers, guessed, tasks; /* guessed: of the handlers, by their names alone */
};

struct doctor {
    VEC(struct doctor_image) images;
    const char *cache; /* its folder; NULL: none */
};

void doctor_add_image(struct doctor *doctor, const struct image *image, const struct flow *flow);
/* As text, or as JSON if that is asked for. `notices` are those of the run, each unit's. */
int doctor_report(const struct doctor *doctor, const struct options *options, const struct unit_plans *plans,
                  const struct extracted *extracted, const struct notice_list *notices);
void doctor_free(struct doctor *doctor);

#endif
