/*
 * The command line and `.critlint.yaml` become the settings that hold. The configuration of a run is
 * the closest one above everything that is analysed, up to the root of its repository.
 */
#ifndef DRIVER_SETTINGS_H
#define DRIVER_SETTINGS_H

#include "driver/database.h"
#include "driver/options.h"
#include "flow/contexts.h"
#include "link/images.h"

/*
 * Fills `config` and the part of `options` that depends on it. False if something is wrong: notices
 * of kind error say what. `config` and `run` outlive `options`.
 */
bool settings_find(struct options *options, struct config *config, struct arena *run,
                   struct notice_list *notices);
/* Does one of the key's patterns name the file? `path` is as findings have it. */
bool settings_match(const struct config *config, enum config_key key, const char *path);
/* What the configuration says about who runs; the caller frees the lists. */
void settings_claims(const struct config *config, struct context_claims *claims);
/* Which units make which program; a pattern that fits none is marked for CRIT903. In the run arena. */
struct image_claims settings_images(const struct config *config, const struct databases *databases,
                                    struct ir_unit *const *units, size_t count);
/* A path of the configuration, as the working directory sees it. */
const char *settings_path(struct arena *run, const struct config_value *value);

#endif
