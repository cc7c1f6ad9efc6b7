/* The target of sources whose command nobody knows: what the tree around them names. */
#ifndef DRIVER_GUESS_H
#define DRIVER_GUESS_H

#include "base/arena.h"
#include "core/notice.h"
#include "driver/options.h"
#include "frontend/headers.h"
#include "frontend/target.h"

/*
 * --target and --cpu where they are given, else a guess, which a notice tells. `path`: the source that is
 * meant, or "" for the tree of `headers`. Lives in `run`.
 */
const struct target *guess_target(struct arena *run, const struct options *options, struct headers *headers,
                                  const char *path, struct notice_list *notices);

#endif
