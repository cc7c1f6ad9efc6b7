/* `critlint models [NAME]`: what names mean, in words, and which file says so. */
#ifndef DRIVER_MODELS_H
#define DRIVER_MODELS_H

#include "driver/options.h"
#include "model/model.h"

/* Returns the exit status: 2 for a name that no model knows. */
int models_print(const struct options *options, const struct model *model);

#endif
