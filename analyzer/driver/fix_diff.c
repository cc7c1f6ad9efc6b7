#include "driver/fix_diff.h"

#include <string.h>

enum { CONTEXT = 3 /* lines around a change */ };

/* Lines with their ends. */
struct line {
    const char *text;
    size_t length;
};
typedef VEC(struct line) line_list;

/* `gone` lines from `at` of the old text, and `come` lines from `to` of the new one. */
struct change {
    size_t at, gone, to, come;
};
typedef VEC(struct change) change_list;

static void split(line_list *lines, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        length += text[length] == '\n';
        struct line line = {text, length};
        VEC_PUSH(lines, line);
        text += length;
    }
}

static bool same(const line_list *a, size_t i, const line_list *b, size_t j)
{
    return i < a->count && j < b->count && a->data[i].length == b->data[j].length &&
           memcmp(a->data[i].text, b->data[j].text, a->data[i].length) == 0;
}

/* A line that says little: both texts may have it anywhere. */
static bool is_common(const struct line *line)
{
    size_t blanks = strspn(line->text, " \t");
    return line->length <= blanks + 2;
}

/* Both texts go on alike there, and not by chance. */
static bool goes_on(const line_list *old, const line_list *new, size_t at, size_t to)
{
    return same(old, at, new, to) &&
           (!is_common(&old->data[at]) || at + 1 == old->count || same(old, at + 1, new, to + 1));
}

/*
 * The next place where both texts go on alike, by the fewest lines left out. A fix changes few lines at a
 * place: beyond the bound the rest of the file is one change, which is right, and longer than it must be.
 */
static struct change next_change(const line_list *old, const line_list *new, size_t at, size_t to)
{
    enum { SPAN_MAX = 64 };
    for (size_t sum = 1; sum <= SPAN_MAX; sum++) {
        for (size_t gone = 0; gone <= sum; gone++) {
            bool ends = at + gone == old->count && to + sum - gone == new->count;
            if (ends || goes_on(old, new, at + gone, to + sum - gone)) {
                return (struct change){at, gone, to, sum - gone};
            }
        }
    }
    return (struct change){at, old->count - at, to, new->count - to};
}

static void find_changes(change_list *changes, const line_list *old, const line_list *new)
{
    size_t at = 0, to = 0;
    while (at < old->count || to < new->count) {
        if (same(old, at, new, to)) {
            at++;
            to++;
            continue;
        }
        struct change change = next_change(old, new, at, to);
        while (change.gone && change.come && same(old, at + change.gone - 1, new, to + change.come - 1)) {
            change.gone--;
            change.come--;
        }
        VEC_PUSH(changes, change);
        at += change.gone;
        to += change.come;
    }
}

static void print_lines(struct buf *out, char mark, const line_list *lines, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++) {
        const struct line *line = &lines->data[i];
        buf_addn(out, &mark, 1);
        buf_addn(out, line->text, line->length);
        if (line->text[line->length - 1] != '\n') {
            buf_add(out, "\n\\ No newline at end of file\n");
        }
    }
}

static void print_range(struct buf *out, char mark, size_t from, size_t count)
{
    buf_addf(out, " %c%zu", mark, count ? from + 1 : from);
    if (count != 1) {
        buf_addf(out, ",%zu", count);
    }
}

/* Changes whose surroundings touch are one hunk: [first, last] */
static void print_hunk(struct buf *out, const line_list *old, const line_list *new,
                       const struct change *first, const struct change *last)
{
    size_t before = first->at < CONTEXT ? first->at : CONTEXT;
    size_t rest = old->count - (last->at + last->gone);
    size_t after = rest < CONTEXT ? rest : CONTEXT;
    buf_add(out, "@@");
    print_range(out, '-', first->at - before, last->at + last->gone + after - (first->at - before));
    print_range(out, '+', first->to - before, last->to + last->come + after - (first->to - before));
    buf_add(out, " @@\n");
    print_lines(out, ' ', old, first->at - before, before);
    for (const struct change *change = first; change <= last; change++) {
        size_t end = change->at + change->gone;
        print_lines(out, '-', old, change->at, change->gone);
        print_lines(out, '+', new, change->to, change->come);
        print_lines(out, ' ', old, end, change < last ? change[1].at - end : after);
    }
}

void fix_diff(struct buf *out, const struct fix_file *file, const struct buf *made)
{
    line_list old = {0}, new = {0};
    change_list changes = {0};
    split(&old, buf_text(&file->text));
    split(&new, buf_text(made));
    find_changes(&changes, &old, &new);
    if (changes.count) {
        buf_addf(out, "--- %s\n+++ %s\n", file->path, file->path);
    }
    for (size_t i = 0; i < changes.count;) {
        size_t last = i;
        while (last + 1 < changes.count &&
               changes.data[last + 1].at - changes.data[last].at - changes.data[last].gone <= 2 * CONTEXT) {
            last++;
        }
        print_hunk(out, &old, &new, &changes.data[i], &changes.data[last]);
        i = last + 1;
    }
    VEC_FREE(&old);
    VEC_FREE(&new);
    VEC_FREE(&changes);
}
