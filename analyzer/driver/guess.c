#include "driver/guess.h"

#include "base/buf.h"
#include "base/vec.h"

#include <string.h>

enum { SOURCE_SIZE_MAX = 64 * 1024 * 1024 };

static void notice(struct notice_list *notices, enum notice_kind kind, const char *path, const char *message)
{
    struct notice entry = {.kind = kind, .loc = {.file = path}, .message = message};
    VEC_PUSH(notices, entry);
}

enum { VOTERS_MAX = 400, VOTER_SIZE_MAX = 256 * 1024, VOTE_SHARE = 4 };

/* The family whose headers at least a quarter of a tree's sources include, or NULL. */
static const char *vote_sources(const char *const *sources, size_t count)
{
    struct buf text = {0};
    const char *families[8] = {NULL};
    size_t votes[8] = {0};
    size_t voters = count < VOTERS_MAX ? count : VOTERS_MAX;
    const char *winner = NULL;
    for (size_t i = 0; i < voters; i++) {
        buf_read_file(&text, sources[i], VOTER_SIZE_MAX);
        const char *family = target_clue(buf_text(&text));
        for (size_t j = 0; family && j < 8; j++) {
            if (!families[j] || strcmp(families[j], family) == 0) {
                families[j] = family;
                winner = ++votes[j] * VOTE_SHARE >= voters ? family : winner;
                break;
            }
        }
    }
    buf_free(&text);
    return winner;
}

/* The family that some header of the tree includes, where nothing else says; or NULL. */
static const char *header_clue(const struct headers *headers)
{
    struct buf text = {0};
    const char *family = NULL;
    for (size_t i = 0; i < headers_count(headers) && i < VOTERS_MAX && !family; i++) {
        buf_read_file(&text, headers_path(headers, i), VOTER_SIZE_MAX);
        family = target_clue(buf_text(&text));
    }
    buf_free(&text);
    return family;
}

const struct target *guess_target(struct arena *run, const struct options *options, struct headers *headers,
                                  const char *path, struct notice_list *notices)
{
    struct target *target = ARENA_NEW(run, struct target);
    if (options->target || options->cpu) {
        if (!target_find(options->target, options->cpu, target)) {
            notice(notices, NOTICE_ERROR, path, "unknown target: see --target and --cpu in critlint --help");
        }
        return target;
    }
    struct buf text = {0};
    size_t count = 0;
    const char *const *sources = headers_sources(headers, &count);
    const char *why;
    const char *family = *path ? NULL : vote_sources(sources, count);
    if (family) {
        target_find(family, NULL, target);
        notice(notices, NOTICE_INFO, path,
               arena_printf(run, "target %s: most sources include its headers", family));
        return target;
    }
    buf_read_file(&text, path, SOURCE_SIZE_MAX);
    if (!target_guess(sources, count, path, buf_text(&text), target, &why)) {
        const char *included = header_clue(headers);
        if (included && target_find(included, NULL, target)) {
            why = "a header of the tree includes its headers";
        }
    }
    notice(notices, NOTICE_INFO, path,
           arena_printf(run, "target %s %s: %s", target->triple, target->cpu, why));
    buf_free(&text);
    return target;
}
