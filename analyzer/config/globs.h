/*
 * Patterns of paths, as .gitignore has them: `*` stays in a folder, `**` does not; a pattern with a
 * slash inside starts at its folder, one without fits at any depth; a folder stands for all below it.
 */
#ifndef CONFIG_GLOBS_H
#define CONFIG_GLOBS_H

#include <stdbool.h>

/* `path` is relative to the folder of the pattern, without "." and "..". */
bool globs_match(const char *pattern, const char *path);

#endif
