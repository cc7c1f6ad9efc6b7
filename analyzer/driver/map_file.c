#include "driver/map_file.h"

#include "base/buf.h"
#include "driver/map_lines.h"

#include <stdio.h>
#include <string.h>

/* One comparison. */
struct comparison {
    const char *path;
    struct map_lines then, now;
    size_t drifts, stale;
};

static void say(struct comparison *comparison, const struct map_line *then, const char *text)
{
    comparison->drifts++;
    if (then) {
        printf("%s:%u: %s\n", comparison->path, then->line, text);
    } else {
        printf("%s: %s\n", comparison->path, text);
    }
}

static const char *in_program(const struct comparison *comparison, const struct map_line *line)
{
    return *line->program ? arena_printf(comparison->now.run, " (%s)", line->program) : "";
}

/* "which 'main' updates bare": how an access would be named in a sentence. */
static const char *access_words(const struct comparison *comparison, const struct map_line *line)
{
    return arena_printf(comparison->now.run, "the %s of '%s' in '%s' by '%s'%s", touch_name(line->touch),
                        line->object, line->function, line->name, in_program(comparison, line));
}

static const char *priority_words(const struct comparison *comparison, const struct map_line *line)
{
    return line->has_priority ? arena_printf(comparison->now.run, "%d", line->priority) : "not known";
}

/* ---- contexts -------------------------------------------------------------------------------------- */

static void compare_context(struct comparison *comparison, const struct map_line *now)
{
    struct arena *run = comparison->now.run;
    const struct map_line *then = map_lines_find(&comparison->then, now->key);
    if (!then) {
        say(comparison, NULL,
            arena_printf(run, "new context: %s '%s', priority %s%s", now->role, now->name,
                         priority_words(comparison, now), in_program(comparison, now)));
    } else if (then->has_priority != now->has_priority || then->priority != now->priority) {
        say(comparison, then,
            arena_printf(run, "the priority of '%s' was %s and is %s%s", now->name,
                         priority_words(comparison, then), priority_words(comparison, now),
                         in_program(comparison, now)));
    }
}

/* ---- objects --------------------------------------------------------------------------------------- */

/* The weakest verdict of a context on an object, then; VERDICTS: it did not reach it. */
static enum verdict weakest_then(const struct comparison *comparison, const struct map_line *now)
{
    enum verdict weakest = VERDICTS;
    const char *object = arena_printf(comparison->now.run, "%s\1o\1%s\1", now->program, now->object);
    const struct map_line *first = map_lines_find(&comparison->then, object);
    const struct map_line *end = comparison->then.data.data + comparison->then.data.count;
    for (const struct map_line *line = first ? first + 1 : end; line < end && line->kind == MAP_ACCESS;
         line++) {
        enum verdict verdict = guard_verdict(line->guard);
        bool same = strcmp(line->name, now->name) == 0;
        weakest = same && (weakest == VERDICTS || verdict < weakest) ? verdict : weakest;
    }
    return weakest;
}

static void compare_access(struct comparison *comparison, const struct map_line *now)
{
    struct arena *run = comparison->now.run;
    const struct map_line *then = map_lines_find(&comparison->then, now->key);
    enum verdict verdict = guard_verdict(now->guard);
    if (then) {
        comparison->stale += then->guard != now->guard;
        if (verdict < guard_verdict(then->guard)) {
            say(comparison, then,
                arena_printf(run, "weaker guard: %s had '%s' and has '%s'", access_words(comparison, now),
                             guard_name(then->guard), guard_name(now->guard)));
        }
        return;
    }
    enum verdict before = weakest_then(comparison, now);
    comparison->stale++;
    if (before == VERDICTS) {
        say(comparison, NULL,
            arena_printf(run, "shared by one more context: %s, guard '%s'", access_words(comparison, now),
                         guard_name(now->guard)));
    } else if (verdict < before) {
        say(comparison, NULL,
            arena_printf(run, "weaker guard: %s is new and has '%s'", access_words(comparison, now),
                         guard_name(now->guard)));
    }
}

static void compare_now(struct comparison *comparison)
{
    struct arena *run = comparison->now.run;
    bool is_new = false; /* the object: it is said once */
    for (size_t i = 0; i < comparison->now.data.count; i++) {
        const struct map_line *now = &comparison->now.data.data[i];
        switch (now->kind) {
        case MAP_PROGRAM: break;
        case MAP_CONTEXT: compare_context(comparison, now); break;
        case MAP_OBJECT:
            is_new = !map_lines_find(&comparison->then, now->key);
            if (is_new) {
                say(comparison, NULL,
                    arena_printf(run, "new shared object: '%s', its weakest guard is '%s'%s", now->object,
                                 guard_name(now->guard), in_program(comparison, now)));
            }
            break;
        case MAP_ACCESS:
            if (!is_new) {
                compare_access(comparison, now);
            }
            break;
        }
    }
}

/* ---- what is gone ---------------------------------------------------------------------------------- */

static void compare_then(struct comparison *comparison)
{
    struct arena *run = comparison->now.run;
    for (size_t i = 0; i < comparison->then.data.count; i++) {
        const struct map_line *then = &comparison->then.data.data[i];
        if (map_lines_find(&comparison->now, then->key)) {
            continue;
        }
        if (then->kind == MAP_CONTEXT) {
            say(comparison, then,
                arena_printf(run, "context gone: %s '%s'%s", then->role, then->name,
                             in_program(comparison, then)));
        } else if (then->kind == MAP_OBJECT) {
            say(comparison, then,
                arena_printf(run, "no longer shared: '%s'%s", then->object, in_program(comparison, then)));
        } else {
            comparison->stale++;
        }
    }
}

int map_file_check(const char *path, const struct protection *protection, const char *base, struct arena *run)
{
    struct comparison comparison = {.path = path};
    int status = 2;
    if (map_lines_read(&comparison.then, run, path)) {
        map_lines_of(&comparison.now, run, protection, base);
        compare_now(&comparison);
        compare_then(&comparison);
        if (comparison.drifts) {
            printf("%zu drift%s from '%s': mend the code, or accept what is new with 'critlint map --write "
                   "%s'\n",
                   comparison.drifts, comparison.drifts == 1 ? "" : "s", path, path);
        } else if (comparison.stale) {
            printf(
                "no drift from '%s'; %zu of its lines have changed and weaken nothing: 'critlint map --write "
                "%s' brings it up to date\n",
                path, comparison.stale, path);
        }
        status = comparison.drifts ? 1 : 0;
    }
    map_lines_free(&comparison.then);
    map_lines_free(&comparison.now);
    return status;
}

bool map_file_write(const char *path, const struct protection *protection, const char *base,
                    struct arena *run)
{
    struct map_lines lines = {.run = run};
    map_lines_of(&lines, run, protection, base);
    bool written = map_lines_write(&lines, path);
    map_lines_free(&lines);
    return written;
}
