/* Reading C as text, line by line, where no preprocessor helps: excluded code, macro definitions. */
#ifndef FRONTEND_SOURCE_TEXT_H
#define FRONTEND_SOURCE_TEXT_H

#include "base/buf.h"

#include <stdbool.h>

const char *source_skip_blanks(const char *at);
/* The end of a line with those that a backslash joins to it: at its newline, or the text's end. */
const char *source_line_end(const char *at);
/* Is the text within a comment after this line, where `inside` says so of its start? */
bool source_in_comment(const char *at, const char *end, bool inside);
/*
 * The text with blanks for comments, strings and conditions, so that what is left is code and macros' bodies.
 * Every character stays where it is.
 */
void source_blank(struct buf *out, const char *text);

#endif
