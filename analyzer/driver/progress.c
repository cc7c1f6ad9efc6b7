#include "driver/progress.h"

#include "driver/timing.h"
#include "report/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define QUIET_SECONDS 0.5 /* a short run shows nothing */
#define STEP_SECONDS 0.1  /* a line is on for so long at least */
#define ERASE "\r\033[K"

void progress_start(struct progress *progress)
{
    const char *terminal = getenv("TERM");
    bool rewrites = terminal && *terminal && strcmp(terminal, "dumb") != 0;
    *progress = (struct progress){
        .on = isatty(STDERR_FILENO) && rewrites && !getenv("CI"),
        .started = timing_now(),
    };
}

static size_t columns(void)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col;
    return known ? size.ws_col : 80;
}

/* A line that wraps could not be rewritten: it ends one column before the edge. */
static void write_line(struct progress *progress, double now)
{
    const char *at = buf_text(&progress->line);
    const char *end = at + progress->line.count;
    size_t room = columns() - 1;
    struct buf cut = {0};
    while (at < end) {
        uint32_t character = utf8_next(&at, end);
        unsigned width = utf8_width(character);
        if (width > room) {
            break;
        }
        utf8_put(&cut, character);
        room -= width;
    }
    fprintf(stderr, ERASE "%s", buf_text(&cut));
    fflush(stderr);
    buf_free(&cut);
    progress->shown = true;
    progress->written = now;
}

void progress_unit(struct progress *progress, size_t done, size_t count, const char *name)
{
    double now = timing_now();
    if (progress->on && now - progress->started >= QUIET_SECONDS && now - progress->written >= STEP_SECONDS) {
        buf_clear(&progress->line);
        buf_addf(&progress->line, "critlint: %zu of %zu  ", done, count);
        utf8_put_plain(&progress->line, name, strlen(name));
        write_line(progress, now);
    }
}

void progress_pass(struct progress *progress, const char *name)
{
    double now = timing_now();
    if (progress->on && now - progress->started >= QUIET_SECONDS) {
        buf_clear(&progress->line);
        buf_addf(&progress->line, "critlint: %s", name);
        write_line(progress, now);
    }
}

void progress_end(struct progress *progress)
{
    if (progress->shown) {
        fputs(ERASE, stderr);
        fflush(stderr);
    }
    progress->shown = false;
    progress->on = false;
    buf_free(&progress->line);
}
