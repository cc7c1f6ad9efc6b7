/* Reading C as text, line by line, where no preprocessor helps: excluded code, macro definitions. */
#ifndef FRONTEND_SOURCE_TEXT_H
#define FRONTEND_SOURCE_TEXT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

const char *source_skip_blanks(const char *at);
/* The end of a line with those that a backslash joins to it: at its newline, or the text's end. */
const char *source_line_end(const char *at);
/* Is the text within a comment after this line, where `inside` says so of its start? */
bool source_in_comment(const char *at, const char *end, bool inside);

/* Behind the string or the character constant at `at`, or at the end of its line where it is not closed. */
const char *source_skip_literal(const char *at);
/* Behind the comment at `at`; of one that ends with its line, at the newline. */
const char *source_skip_comment(const char *at);

/* Where a walk over the directives of a text is: {.at = text, .line = 1} at its start. */
struct source_walk {
    const char *at;
    unsigned line; /* of `at` */
    bool in_comment;
};

/* "#ifdef A": its name, what follows it, and where it ends with its continued lines. */
struct source_directive {
    const char *name, *rest, *end;
    size_t name_length;
    unsigned line;
};

/* The next directive that stands in no comment. False: there is none. */
bool source_next_directive(struct source_walk *walk, struct source_directive *directive);
bool source_directive_is(const struct source_directive *directive, const char *name);
/* #if, #ifdef, #ifndef */
bool source_opens_condition(const struct source_directive *directive);
/* The file name of an #include, not ended by NUL, and its length; NULL if it is none, or a macro's. */
const char *source_included(const struct source_directive *directive, size_t *length);

/*
 * The text with blanks for comments, strings and conditions, so that what is left is code and macros' bodies.
 * Every character stays where it is.
 */
void source_blank(struct buf *out, const char *text);

#endif
