#include "core/finding.h"

#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

int loc_compare(const struct loc *a, const struct loc *b)
{
    int order = strcmp(a->file ? a->file : "", b->file ? b->file : "");
    order = order ? order : compare_numbers(a->line, b->line);
    order = order ? order : compare_numbers(a->column, b->column);
    order = order ? order : compare_numbers(a->end_line, b->end_line);
    return order ? order : compare_numbers(a->end_column, b->end_column);
}

static int compare(const void *left, const void *right)
{
    const struct finding *a = left;
    const struct finding *b = right;
    int order = loc_compare(&a->loc, &b->loc);
    order = order ? order : strcmp(a->rule->code, b->rule->code);
    order = order ? order : strcmp(a->message, b->message);
    order = order ? order : (int)a->tier - (int)b->tier; /* of repeats the surest is kept */
    return order ? order : (int)a->step_count - (int)b->step_count;
}

static bool same_place(const struct finding *a, const struct finding *b)
{
    return loc_compare(&a->loc, &b->loc) == 0 && strcmp(a->rule->code, b->rule->code) == 0;
}

static bool repeats(const struct finding *a, const struct finding *b)
{
    return same_place(a, b) && strcmp(a->message, b->message) == 0;
}

/* Of what one rule says of one place, the surest: another program of the tree may know less of it. */
static size_t keep_surest(struct finding *data, size_t count)
{
    size_t kept = 0;
    for (size_t first = 0; first < count;) {
        size_t end = first;
        enum tier surest = data[first].tier;
        for (; end < count && same_place(&data[first], &data[end]); end++) {
            surest = data[end].tier < surest ? data[end].tier : surest;
        }
        for (size_t i = first; i < end; i++) {
            if (data[i].tier == surest) {
                data[kept++] = data[i];
            }
        }
        first = end;
    }
    return kept;
}

void finding_sort(struct finding_list *list)
{
    if (!list->count) {
        return;
    }
    qsort(list->data, list->count, sizeof(*list->data), compare);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (!repeats(&list->data[kept - 1], &list->data[i])) {
            list->data[kept++] = list->data[i];
        }
    }
    list->count = keep_surest(list->data, kept);
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}

const char *tier_name(enum tier tier)
{
    static const char *const names[] = {"A", "B", "C"};
    return names[tier];
}
