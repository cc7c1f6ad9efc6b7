/*
 * `critlint extract` and `critlint link`: the two halves of a check, for builds that run them as they run the
 * compiler and the linker. Extraction plans a unit as a check of the tree would; linking needs neither
 * libclang nor sources, but for the excerpts of a report.
 */
#ifndef DRIVER_SEPARATE_H
#define DRIVER_SEPARATE_H

#include "driver/extract.h"

/* Can the command be carried out? What is wrong with its words is printed on standard error. */
bool separate_ready(const struct options *options);
/* Writes the facts, and the rule for make. Notices of units that a user should see now are printed. */
int separate_write(const struct options *options, const struct extracted *extracted);
/*
 * Reads the files that a link names. One that is damaged, or another critlint's, is a unit that is lost,
 * under the name of the file. False if one cannot be read at all: then a NOTICE_ERROR names it.
 */
bool separate_read(const struct options *options, struct unit_plans *plans, struct extracted *extracted,
                   struct notice_list *notices);

#endif
