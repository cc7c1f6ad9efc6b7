/*
 * report_sample FORMAT [OPTION...]: writes the sample's sources below the working directory and
 * its report to stdout. Options: suppressed, verbose, color, empty, long, absolute, category=NAME,
 * root=DIR.
 */
#include "unit/sample.h"

#include <string.h>

static int apply(struct report_input *in, const char *option)
{
    static const struct finding_list no_findings;
    static const struct notice_list no_notices;
    if (strcmp(option, "suppressed") == 0) {
        in->show_suppressed = true;
    } else if (strcmp(option, "verbose") == 0) {
        in->verbose = true;
    } else if (strcmp(option, "color") == 0) {
        in->color = true;
    } else if (strcmp(option, "empty") == 0) {
        in->findings = &no_findings;
        in->notices = &no_notices;
        in->rule_count = 0;
        in->exit_status = 0;
    } else if (strcmp(option, "absolute") == 0) {
        in->absolute = true;
    } else if (strcmp(option, "long") == 0) {
        in->findings = sample_long().findings;
    } else if (strncmp(option, "category=", 9) == 0) {
        in->category = option + 9;
    } else if (strncmp(option, "root=", 5) == 0) {
        in->root = in->base = option + 5;
    } else {
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct report_input in = sample_input();
    const struct report_format *format = argc > 1 ? report_format_find(argv[1]) : NULL;
    int status = format && sample_write_sources() == 0 ? 0 : 2;
    for (int i = 2; i < argc && status == 0; i++) {
        status = apply(&in, argv[i]);
    }
    if (status == 0) {
        status = format->write(stdout, &in) == 0 ? 0 : 1;
    }
    return status;
}
