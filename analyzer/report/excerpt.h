/* One source line as a terminal shows it, and the marks that go below it. */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include "report/source.h"

struct excerpt {
    struct buf line;  /* tabs are spaces, control characters U+FFFD */
    struct buf marks; /* "^~~~" */
    size_t indent;    /* columns before the marks */
};

/* Fills `excerpt` (and reuses its memory); false if there is no line to show. */
bool excerpt_read(struct excerpt *excerpt, struct sources *sources, const struct loc *loc);
void excerpt_free(struct excerpt *excerpt);

#endif
