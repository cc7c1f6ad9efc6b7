/*
 * Text in XML and HTML. What a source, a file name or a comment says stays text: markup characters are
 * escaped, and what neither format may hold (control characters) becomes U+FFFD.
 */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "base/buf.h"

#include <stddef.h>

/* For elements and for attributes in double quotes. NULL reads as ""; a line break becomes a space. */
void markup_put(struct buf *out, const char *text);
void markup_putn(struct buf *out, const char *text, size_t length);

#endif
