#include "rules/pages.h"

#include <string.h>

const char *rule_page_find(const char *code)
{
    size_t count;
    const struct rule_page *pages = rule_page_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(pages[i].code, code) == 0) {
            return pages[i].text;
        }
    }
    return NULL;
}
