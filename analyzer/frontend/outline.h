/*
 * What a C text defines at file scope and which words its functions hold, read without a parser: for asking
 * which sources of a tree belong together before any of them is parsed. Reads both sides of every #if, and
 * no macro's body. A text that it misreads gives wrong words, so nothing but the choice of sources may rest
 * on it.
 */
#ifndef FRONTEND_OUTLINE_H
#define FRONTEND_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

enum outline_kind {
    OUTLINE_FUNCTION, /* a body begins */
    OUTLINE_VARIABLE, /* is defined or declared */
    OUTLINE_WORD,     /* stands in the body or the initialiser of `of`, or among no definition's own words */
};

struct outline_item {
    enum outline_kind kind;
    const char *word; /* into the text */
    size_t length;
    const char *of; /* the function or the variable that it is used by, NULL: neither */
    size_t of_length;
    bool is_static;
    bool is_extern;
};

typedef void outline_visit(void *context, const struct outline_item *item);

void outline_read(const char *text, outline_visit *visit, void *context);

#endif
