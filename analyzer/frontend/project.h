/*
 * What the build files of a tree say, read and never run: make, CMake, PlatformIO, CubeIDE (.cproject),
 * CubeMX (.ioc), Keil, IAR, and the configurations of Zephyr and ESP-IDF. Defines, header folders and
 * processors of a folder's build, and how near the tree comes to a name, for who must choose one.
 *
 * Only what is written plainly counts: a value that a build computes is unknown. What stands under a
 * condition is no define, but it is a mention.
 */
#ifndef FRONTEND_PROJECT_H
#define FRONTEND_PROJECT_H

#include "base/arena.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>

/* The build of one folder. */
struct project {
    const char *folder;         /* "" is the working directory */
    VEC(const char *) defines;  /* "NAME" or "NAME=VALUE"; a name once, and only where all agree */
    VEC(const char *) includes; /* folders that exist */
    const char *cpu;            /* as -mcpu= or -mmcu= name it, "" where builds disagree, or NULL */
    bool stands_alone;          /* a folder around it is another build's; CMake's folders are one build */
};

struct projects;

/* `files`: the build files; `names`: paths whose names say something of the device. Copies nothing. */
struct projects *projects_read(struct arena *run, const char *const *files, size_t file_count,
                               const char *const *names, size_t name_count);
void projects_free(struct projects *projects);

/* The build of the nearest folder above `path` that has one, or NULL. */
const struct project *projects_nearest(const struct projects *projects, const char *path);

/* The build that `project` is a part of, or NULL. */
const struct project *projects_outer(const struct projects *projects, const struct project *project);

/* How surely the tree means `name`, 0: not at all. The nearer to `path` the mention, the surer. */
size_t projects_mention(const struct projects *projects, const char *name, const char *path);

/* The plain value that a build near `path` gives to `name`, as a define or a variable; or NULL. */
const char *projects_value(const struct projects *projects, const char *name, const char *path);

#endif
