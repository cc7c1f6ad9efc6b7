/*
 * What the tool could not do: a header not found, a unit lost, a limit hit. A file that
 * could not be analysed is never a file without findings: every loss becomes a notice, and
 * the summary line counts them.
 */
#ifndef CORE_NOTICE_H
#define CORE_NOTICE_H

#include "core/loc.h"

#include <stddef.h>

enum notice_kind {
    NOTICE_INFO,     /* a decision that the user may want to know (-v) */
    NOTICE_DEGRADED, /* part of a unit was not understood */
    NOTICE_LOST,     /* a unit gave nothing: exit status 3 */
    NOTICE_LIMIT,    /* an analysis limit was hit: some facts are missing */
    NOTICE_ERROR,    /* usage or configuration: exit status 2 */
};

struct notice {
    enum notice_kind kind;
    struct loc loc;      /* file only, where no line is known */
    const char *message; /* lower case, no full stop */
};

struct notice_list {
    struct notice *data;
    size_t count, cap;
};

const char *notice_kind_name(enum notice_kind kind);
/* Sorts, worst kind first, and drops exact repeats: many units share a header. */
void notice_sort(struct notice_list *list);

#endif
