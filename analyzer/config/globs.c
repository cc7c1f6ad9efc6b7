#include "config/globs.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>

enum { PART_MAX = 256 }; /* NAME_MAX: a longer part names no file */

/* The first part of a path into `part`; the rest, or NULL at the end. */
static const char *first_part(const char *path, char part[PART_MAX])
{
    size_t length = strcspn(path, "/");
    size_t kept = length < PART_MAX ? length : PART_MAX - 1;
    memcpy(part, path, kept);
    part[kept] = '\0';
    path += length;
    path += strspn(path, "/");
    return *path ? path : NULL;
}

/* NULL is the end. What the pattern leaves over of the path lies below what it names. */
static bool match_parts(const char *pattern, const char *path)
{
    char wanted[PART_MAX];
    char part[PART_MAX];
    while (pattern) {
        const char *rest = first_part(pattern, wanted);
        if (strcmp(wanted, "**") == 0) {
            for (; path; path = first_part(path, part)) {
                if (!rest || match_parts(rest, path)) {
                    return true;
                }
            }
            return false;
        }
        if (!path) {
            return false;
        }
        path = first_part(path, part);
        if (fnmatch(wanted, part, 0) != 0) {
            return false;
        }
        pattern = rest;
    }
    return true;
}

bool globs_match(const char *pattern, const char *path)
{
    size_t length = strlen(pattern);
    size_t slash = strcspn(pattern, "/");
    if (slash == length || slash + 1 == length) { /* "build", "build/" */
        char part[PART_MAX];
        char wanted[PART_MAX];
        first_part(pattern, wanted);
        while (path) {
            path = first_part(path, part);
            if (fnmatch(wanted, part, 0) == 0) {
                return true;
            }
        }
        return false;
    }
    return match_parts(pattern[0] == '/' ? pattern + 1 : pattern, path);
}
