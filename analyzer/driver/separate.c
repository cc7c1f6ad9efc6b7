#include "driver/separate.h"

#include "base/buf.h"
#include "base/str.h"
#include "config/config_data.h"
#include "store/fact_file.h"
#include "yaml/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FACTS_SIZE_MAX = 1 << 30 };

bool separate_ready(const struct options *options)
{
    bool extracts = options->command == COMMAND_EXTRACT;
    const char *problem = !options->paths.count && extracts ? "extract needs a source"
                          : !options->paths.count           ? "link needs files that critlint extract wrote"
                          : extracts && !options->facts     ? "extract needs -o FILE"
                                                            : NULL;
    if (problem) {
        fprintf(stderr, "critlint: %s\n", problem);
    }
    return !problem;
}

/* ---- extract ----------------------------------------------------------------------------------------- */

/* Whole or not at all: a build would take half a file for a result. */
static bool write_file(const char *path, const struct buf *content)
{
    struct buf half = {0};
    buf_addf(&half, "%s.%ld.half", path, (long)getpid());
    FILE *out = fopen(buf_text(&half), "w");
    int status = out ? 0 : errno;
    if (out && fwrite(buf_text(content), 1, content->count, out) != content->count) {
        status = errno ? errno : EIO;
    }
    if (out && fclose(out) != 0 && !status) {
        status = errno;
    }
    if (!status && rename(buf_text(&half), path) != 0) {
        status = errno;
    }
    if (status) {
        fprintf(stderr, "critlint: cannot write '%s': %s\n", path, strerror(status));
        unlink(buf_text(&half));
    }
    buf_free(&half);
    return !status;
}

/* As make and ninja read a name. */
static void add_name(struct buf *out, const char *name)
{
    for (; *name; name++) {
        if (*name == '$') {
            buf_add(out, "$$");
        } else {
            buf_addf(out, "%s%c", strchr(" #\\\t", *name) ? "\\" : "", *name);
        }
    }
}

/* The last lines say that a header that is gone is no error, but a reason to extract again. */
static void add_rule(struct buf *out, const struct options *options, const struct extracted *extracted)
{
    add_name(out, options->facts);
    buf_add(out, ":");
    for (uint32_t id = 1; id < extracted->reads.count; id++) {
        buf_add(out, " \\\n  ");
        add_name(out, str_get(&extracted->reads, id));
    }
    for (size_t i = 0; i < options->config->documents.count; i++) {
        buf_add(out, " \\\n  ");
        add_name(out, options->config->documents.data[i]->path);
    }
    buf_add(out, "\n");
    for (uint32_t id = 1; id < extracted->reads.count; id++) {
        add_name(out, str_get(&extracted->reads, id));
        buf_add(out, ":\n");
    }
}

int separate_write(const struct options *options, const struct extracted *extracted)
{
    struct buf facts = {0};
    struct buf rule = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        fact_write(&facts, extracted->units.data[i]);
    }
    add_rule(&rule, options, extracted);
    bool ok = write_file(options->facts, &facts);
    ok = ok && (!options->depfile || write_file(options->depfile, &rule));
    buf_free(&facts);
    buf_free(&rule);
    return ok ? 0 : 2;
}

/* ---- link -------------------------------------------------------------------------------------------- */

static struct ir_unit *add_unit(struct extracted *extracted)
{
    struct ir_unit *unit = mem_realloc(NULL, sizeof(*unit));
    *unit = (struct ir_unit){0};
    VEC_PUSH(&extracted->units, unit);
    return unit;
}

/* Behind what is not whole nobody knows where the next begins. */
static void read_units(struct extracted *extracted, const char *path, const struct buf *bytes)
{
    size_t at = 0;
    const char *problem = NULL;
    do {
        struct ir_unit *unit = add_unit(extracted);
        const char *facts = buf_text(bytes) + at;
        size_t size = fact_size(facts, bytes->count - at);
        problem = fact_read(unit, facts, size);
        if (problem) {
            extract_lose(unit, path, problem);
        }
        at += size;
    } while (!problem && at < bytes->count);
}

bool separate_read(const struct options *options, struct unit_plans *plans, struct extracted *extracted,
                   struct notice_list *notices)
{
    struct buf bytes = {0};
    bool ok = true;
    for (size_t i = 0; i < options->paths.count; i++) {
        const char *path = options->paths.data[i];
        int status = buf_read_file(&bytes, path, FACTS_SIZE_MAX);
        if (status == 0) {
            read_units(extracted, path, &bytes);
            continue;
        }
        struct notice notice = {.kind = NOTICE_ERROR, .loc = {.file = path}};
        notice.message = arena_printf(plans->run, "cannot read '%s': %s", path, strerror(-status));
        VEC_PUSH(notices, notice);
        ok = false;
    }
    for (size_t i = 0; i < extracted->units.count; i++) {
        plans->listed |= extracted->units.data[i]->is_listed != 0;
    }
    buf_free(&bytes);
    extract_arrange(extracted, plans, notices);
    return ok;
}
