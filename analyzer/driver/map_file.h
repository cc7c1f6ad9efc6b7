/*
 * The file of `critlint map --write`: what stands in it does not change when lines move, and one line says
 * one thing, so that a review sees what changed.
 *
 *     critlint map 1
 *     # who shares what, and what guards it; 'critlint map --write' makes it
 *     program 'app/main.c'
 *       context main 'main'
 *       context handler 'TIM2_IRQHandler' priority 6
 *       object 'rx_errors'
 *         'main' update in 'count': none
 *
 * `--check` compares a run with it. Drift is what is new or weaker: shared objects, contexts, priorities,
 * guards. What is gone is drift, too; what is only guarded in another way, as well, is not.
 */
#ifndef DRIVER_MAP_FILE_H
#define DRIVER_MAP_FILE_H

#include "base/arena.h"
#include "core/protection.h"

/* False after a message. */
bool map_file_write(const char *path, const struct protection *protection, const char *base,
                    struct arena *run);
/* Prints each drift on a line. Returns 0, 1 if there is any, 2 after a message if the file is broken. */
int map_file_check(const char *path, const struct protection *protection, const char *base,
                   struct arena *run);

#endif
