#include "core/notice.h"

#include <stdlib.h>
#include <string.h>

const char *notice_kind_name(enum notice_kind kind)
{
    static const char *const names[] = {"info", "degraded", "lost", "limit", "error"};
    return names[kind];
}

static int compare(const void *left, const void *right)
{
    const struct notice *a = left;
    const struct notice *b = right;
    int order = (int)b->kind - (int)a->kind;
    order = order ? order : loc_compare(&a->loc, &b->loc);
    return order ? order : strcmp(a->message, b->message);
}

void notice_sort(struct notice_list *list)
{
    if (!list->count) {
        return;
    }
    qsort(list->data, list->count, sizeof(*list->data), compare);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (compare(&list->data[kept - 1], &list->data[i]) != 0) {
            list->data[kept++] = list->data[i];
        }
    }
    list->count = kept;
}
