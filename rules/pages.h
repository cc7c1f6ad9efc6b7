/* The pages of docs/rules/, embedded at build time: what `critlint rule CODE` and SARIF show. */
#ifndef RULES_PAGES_H
#define RULES_PAGES_H

#include <stddef.h>

struct rule_page {
    const char *code; /* the file's stem: "CRIT101" */
    const char *file;
    const char *text; /* Markdown */
};

const struct rule_page *rule_page_all(size_t *count);
/* The page of a rule, or NULL: a test sees to it that every rule has one. */
const char *rule_page_find(const char *code);

#endif
