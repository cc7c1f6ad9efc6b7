#include "driver/output.h"

#include "driver/coverage.h"
#include "driver/version.h"
#include "report/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool output_write(report_function *write, const char *path, const struct report_input *in)
{
    FILE *out = path && strcmp(path, "-") != 0 ? fopen(path, "w") : stdout;
    if (!out) {
        fprintf(stderr, "critlint: cannot write '%s': %s\n", path, strerror(errno));
        return false;
    }
    int status = write(out, in);
    if (out != stdout && fclose(out) != 0 && status == 0) {
        status = -errno;
    }
    if (status != 0) {
        fprintf(stderr, "critlint: cannot write '%s': %s\n", path ? path : "standard output",
                strerror(-status));
    }
    return status == 0;
}

static bool use_color(const struct options *options)
{
    if (strcmp(options->color, "always") == 0) {
        return true;
    }
    const char *unwanted = getenv("NO_COLOR"); /* as no-color.org has it: any text but the empty one */
    return strcmp(options->color, "never") != 0 && isatty(STDOUT_FILENO) && !(unwanted && *unwanted);
}

/* What CI reads is relative to the checkout, where it starts the program; a tree elsewhere stands alone. */
static const char *checkout(const struct unit_plans *plans)
{
    struct buf path = {0};
    bool below = plans->root && path_in_root(&path, NULL, plans->root);
    buf_free(&path);
    return below ? NULL : plans->root;
}

bool output_is_stdout(const struct output_option *output)
{
    return !output->path || strcmp(output->path, "-") == 0;
}

struct report_input output_input(const struct options *options, const struct unit_plans *plans,
                                 const struct extracted *extracted, struct notice_list *notices)
{
    notice_sort(notices);
    struct report_input in = {
        .notices = notices,
        .version = CRITLINT_VERSION,
        .root = plans->root,
        .base = checkout(plans),
        .absolute = options->sarif_absolute,
        .color = use_color(options),
        .all = options->all || !isatty(STDOUT_FILENO),
        .verbose = options->verbose,
        .statistics = options->statistics,
        .show_suppressed = options->show_suppressed,
    };
    coverage_count(&in, plans, extracted);
    return in;
}
