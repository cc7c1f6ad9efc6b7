/*
 * The target of sources whose command nobody knows. A tree may hold programs for several: each source is
 * asked first (the headers that it includes, its path, the nearest build), then its neighbours, then
 * the tree.
 */
#ifndef DRIVER_GUESS_H
#define DRIVER_GUESS_H

#include "base/arena.h"
#include "core/notice.h"
#include "driver/options.h"
#include "frontend/headers.h"
#include "frontend/target.h"

struct guesses;

/* --target and --cpu win over every guess; an unknown one is a notice. Lives in `run` until it is freed. */
struct guesses *guesses_new(struct arena *run, const struct options *options, struct headers *headers,
                            struct notice_list *notices);
void guesses_free(struct guesses *guesses);

/* `path`: a source, or "" for what most of the tree is for. The target lives in `run`. */
const struct target *guesses_target(struct guesses *guesses, const char *path);

/* Says what was guessed for how many sources. Once, behind the last guess. */
void guesses_tell(const struct guesses *guesses, struct notice_list *notices);

/* Is it built by Arduino, whose builder defines what no file of the tree does? */
bool guess_arduino(const struct headers *headers);

#endif
