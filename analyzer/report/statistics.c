/* How many findings there are of each rule, in each tier and in each file; the most first. */
#include "report/common.h"
#include "report/report.h"

#include "base/str.h"
#include "base/vec.h"
#include "report/utf8.h"

#include <stdlib.h>
#include <string.h>

struct tally {
    const char *name, *more;
    size_t count;
};

struct tallies {
    struct strtab names;
    struct tally *data; /* by the id of the name */
    size_t count, cap;
};

static void add(struct tallies *tallies, const char *name, const char *more)
{
    uint32_t id = str_add(&tallies->names, name);
    while (tallies->count <= id) {
        VEC_PUSH(tallies, ((struct tally){.name = "", .more = ""}));
    }
    tallies->data[id].name = name;
    tallies->data[id].more = more;
    tallies->data[id].count++;
}

static int most_first(const void *a, const void *b)
{
    const struct tally *left = a;
    const struct tally *right = b;
    if (left->count != right->count) {
        return left->count < right->count ? 1 : -1;
    }
    return strcmp(left->name, right->name);
}

static void put(FILE *out, const char *title, struct tallies *tallies)
{
    struct buf line = {0};
    fprintf(out, "by %s:\n", title);
    if (tallies->count) {
        qsort(tallies->data, tallies->count, sizeof(*tallies->data), most_first);
    }
    for (size_t i = 0; i < tallies->count && tallies->data[i].count; i++) { /* slots of no name are last */
        buf_clear(&line);
        utf8_put_plain(&line, tallies->data[i].name, strlen(tallies->data[i].name));
        fprintf(out, "%6zu  %s%s%s\n", tallies->data[i].count, buf_text(&line),
                *tallies->data[i].more ? " " : "", tallies->data[i].more);
    }
    buf_free(&line);
    str_free(&tallies->names);
    VEC_FREE(tallies);
}

void report_statistics(FILE *out, const struct report_input *in)
{
    struct tallies rules = {0};
    struct tallies tiers = {0};
    struct tallies files = {0};
    for (size_t i = 0; i < in->findings->count; i++) {
        const struct finding *finding = &in->findings->data[i];
        if (!report_hides(in, finding)) {
            add(&rules, finding->rule->code, finding->rule->name);
            add(&tiers, tier_name(finding->tier), "");
            add(&files, finding->loc.file, "");
        }
    }
    put(out, "rule", &rules);
    put(out, "tier", &tiers);
    put(out, "file", &files);
}
