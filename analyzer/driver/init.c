#include "driver/init.h"

#include "base/buf.h"

#include <errno.h>
#include <string.h>

static const char *const template[] = {
    "# Settings of critlint: `critlint config show` prints what holds and who says it.",
    "# Paths and patterns start at the folder of this file.",
    "",
    "# extends: ../shared/critlint.yaml",
    "",
    "# target: {cpu: cortex-m4, priority-bits: 4, clock: 48MHz, urgent: low-number}   # else guessed, "
    "or read from the build's commands",
    "# defines: [STM32F407xx]                       # without a build's commands",
    "# add-args: [-Iinclude]",
    "# remove-args: [-DNDEBUG]",
    "",
    "# select: [ALL]           # rules: codes, beginnings of codes, names",
    "# ignore: [CRIT402]",
    "# tier: B                 # show A: sure, B: likely, C: for those who ask",
    "# fail-on: A",
    "# min-coverage: 90        # percent of functions that must be understood",
    "# require-reason: true    # a suppression says why (CRIT902)",
    "# baseline: .critlint-baseline.json",
    "",
    "# exclude: [\"tests/**\"]            # not analysed at all",
    "# third-party: [\"boards/vendor\"]   # analysed for facts, findings not shown",
    "",
    "# Which sources make which program, where that cannot be seen:",
    "# images: {app: {sources: [app]}, boot: {database: build/boot}}",
    "",
    "# Who runs, besides what the code shows:",
    "# entries: [app_main]",
    "# handlers: [{function: radio_event, priority: 3, line: 17, deadline: 20us, period: 1ms}]",
    "# tasks: [{function: logger, priority: 2}]",
    "",
    "# Who alone writes what (CRIT217), and what is to be held at each access (CRIT219: a lock, or masked):",
    "# objects: [{name: rx_head, writer: USART1_IRQHandler}, {name: queue, guard: queue_lock}]",
    "",
    "# What your names mean, where no body says it (docs/models.md):",
    "# models: [{enter: BOARD_ENTER, exit: BOARD_EXIT, masks: global, saves: return}]",
    "# model-files: [board.yaml]",
    "",
    "# Instructions that a section may take (CRIT502):",
    "# options: {CRIT502: {budget: 50}}",
};

static const char next_steps[] =
    "Next: `critlint` finds, `critlint rule CODE` explains, `critlint config show` tells what holds.\n"
    "\n"
    "A step for GitHub:\n"
    "\n"
    "    - run: critlint --output sarif=critlint.sarif .\n"
    "    - uses: github/codeql-action/upload-sarif@v3\n"
    "      if: always()\n"
    "      with:\n"
    "        sarif_file: critlint.sarif\n"
    "\n"
    "A job for GitLab:\n"
    "\n"
    "    critlint:\n"
    "      script:\n"
    "        - critlint --format gcc --output sarif=critlint.sarif .\n"
    "      artifacts:\n"
    "        when: always\n"
    "        paths: [critlint.sarif]\n";

static void put_template(FILE *out)
{
    for (size_t i = 0; i < sizeof(template) / sizeof(*template); i++) {
        fprintf(out, "%s\n", template[i]);
    }
}

int init_write(const struct options *options)
{
    const char *folder = options->paths.count ? options->paths.data[0] : ".";
    if (strcmp(folder, "-") == 0) {
        put_template(stdout);
        return 0;
    }
    struct buf path = {0};
    buf_addf(&path, "%s%s%s", strcmp(folder, ".") == 0 ? "" : folder, strcmp(folder, ".") == 0 ? "" : "/",
             CONFIG_FILE);
    FILE *out = fopen(buf_text(&path), "wx"); /* never over one that is there */
    bool ok = out != NULL;
    if (out) {
        put_template(out);
        ok = fclose(out) == 0;
    }
    if (ok) {
        printf("wrote %s\n\n%s", buf_text(&path), next_steps);
    } else {
        fprintf(stderr, "critlint: cannot write '%s': %s\n", buf_text(&path), strerror(errno));
    }
    buf_free(&path);
    return ok ? 0 : 2;
}
