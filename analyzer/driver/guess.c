#include "driver/guess.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"
#include "frontend/clues.h"
#include "frontend/source_kind.h"

#include <string.h>

enum {
    SOURCE_SIZE_MAX = 4 * 1024 * 1024,
    ANSWERS_MAX = 32, /* targets of one tree; a source whose target comes later gets the tree's */
    HEADERS_ASKED_MAX = 400,
};

/* A target that something in the tree speaks for. */
struct answer {
    struct target target;
    bool names_cpu;
    const char *why; /* what the first said that spoke for it */
    size_t given;    /* to how many sources */
};

/* How many sources below a folder speak for each answer. */
struct folder {
    size_t votes[ANSWERS_MAX];
};

struct guesses {
    struct arena *run;
    struct headers *headers;
    bool forced;
    struct answer answers[ANSWERS_MAX];
    size_t answer_count;
    struct strtab names;
    struct map evidence; /* source → index of its answer, or ANSWERS_MAX */
    struct map by_folder;
    VEC(struct folder) folders;
    bool counted;
    bool headers_asked;
    uint32_t of_headers; /* what they said */
};

/* ---- what one source says --------------------------------------------------------------------------- */

static uint32_t add_answer(struct guesses *guesses, const char *family, const char *cpu, const char *why)
{
    struct target target;
    if (!target_find(family, cpu, &target) && !target_find(family, NULL, &target)) {
        return ANSWERS_MAX;
    }
    for (uint32_t i = 0; i < guesses->answer_count; i++) {
        const struct answer *old = &guesses->answers[i];
        if (old->target.ir.arch == target.ir.arch && strcmp(old->target.cpu, target.cpu) == 0 &&
            old->names_cpu == (cpu != NULL)) {
            return i;
        }
    }
    if (guesses->answer_count == ANSWERS_MAX) {
        return ANSWERS_MAX;
    }
    struct answer answer = {.target = target, .names_cpu = cpu != NULL, .why = why};
    guesses->answers[guesses->answer_count] = answer;
    return (uint32_t)guesses->answer_count++;
}

bool guess_arduino(const struct headers *headers)
{
    for (size_t i = 0; i < headers_count(headers); i++) {
        const char *path = headers_path(headers, i);
        if (strcmp(str_basename(path), "Arduino.h") == 0 || source_kind(path) == SOURCE_SKETCH) {
            return true;
        }
    }
    return false;
}

static uint32_t add_clue(struct guesses *guesses, const struct target_clue *clue)
{
    return clue ? add_answer(guesses, clue->family, clue->cpu, clue->text) : ANSWERS_MAX;
}

static bool same_family(const struct guesses *guesses, uint32_t a, uint32_t b)
{
    return target_same_family(&guesses->answers[a].target, &guesses->answers[b].target);
}

/* Of what speaks for one family, the first that names a part. */
static uint32_t best_of(const struct guesses *guesses, const uint32_t *said, size_t count)
{
    uint32_t best = ANSWERS_MAX;
    for (size_t i = 0; i < count; i++) {
        if (said[i] == ANSWERS_MAX) {
            continue;
        }
        bool first = best == ANSWERS_MAX;
        bool refines = !first && !guesses->answers[best].names_cpu && guesses->answers[said[i]].names_cpu &&
                       same_family(guesses, best, said[i]);
        best = first || refines ? said[i] : best;
    }
    return best;
}

static uint32_t evidence_of(struct guesses *guesses, const char *path)
{
    uint32_t name = str_add(&guesses->names, path);
    uint32_t known = map_get(&guesses->evidence, name);
    if (known != MAP_NONE) {
        return known;
    }
    struct buf text = {0};
    size_t at = 0;
    if (buf_read_file(&text, path, SOURCE_SIZE_MAX) != 0) {
        buf_clear(&text);
    }
    const struct target_clue *in_path = clues_in_path(path, &at);
    const struct project *project = projects_nearest(headers_projects(guesses->headers), path);
    bool built = project && project->cpu && *project->cpu;
    bool path_is_nearer = in_path && built && at >= strlen(project->folder);
    uint32_t by_path = add_clue(guesses, in_path);
    uint32_t by_build =
        built ? add_answer(guesses, NULL, project->cpu, "a build file names it") : ANSWERS_MAX;
    uint32_t said[] = {add_clue(guesses, clues_in_source(buf_text(&text))),
                       path_is_nearer ? by_path : by_build, path_is_nearer ? by_build : by_path};
    uint32_t best = best_of(guesses, said, sizeof(said) / sizeof(*said));
    map_set(&guesses->evidence, name, best);
    buf_free(&text);
    return best;
}

/* ---- what its neighbours say -------------------------------------------------------------------------- */

static size_t parent_length(const char *path, size_t length)
{
    while (length && path[length - 1] != '/') {
        length--;
    }
    return length ? length - 1 : 0;
}

static void vote(struct guesses *guesses, const char *path, uint32_t answer)
{
    size_t length = strlen(path);
    do {
        length = parent_length(path, length);
        uint32_t name = str_addn(&guesses->names, path, length);
        uint32_t index = map_add(&guesses->by_folder, name, (uint32_t)guesses->folders.count);
        if (index == guesses->folders.count) {
            (void)VEC_ADD(&guesses->folders);
        }
        guesses->folders.data[index].votes[answer]++;
    } while (length);
}

static void count_votes(struct guesses *guesses)
{
    size_t count = 0;
    const char *const *sources = headers_sources(guesses->headers, &count);
    for (size_t i = 0; i < count && !guesses->counted; i++) {
        uint32_t answer = evidence_of(guesses, sources[i]);
        if (answer != ANSWERS_MAX) {
            vote(guesses, sources[i], answer);
        }
    }
    guesses->counted = true;
}

/* The family with most votes, and of it the part with most. `only`: an answer of the family, or ANSWERS_MAX.
 */
static uint32_t elect(const struct guesses *guesses, const struct folder *folder, uint32_t only)
{
    size_t families[ANSWERS_MAX] = {0};
    uint32_t best = ANSWERS_MAX;
    for (uint32_t i = 0; i < guesses->answer_count; i++) {
        for (uint32_t j = 0; j < guesses->answer_count; j++) {
            families[i] += same_family(guesses, i, j) ? folder->votes[j] : 0;
        }
    }
    for (uint32_t i = 0; i < guesses->answer_count; i++) {
        if (!folder->votes[i] || (only != ANSWERS_MAX && !same_family(guesses, i, only))) {
            continue;
        }
        bool better = best == ANSWERS_MAX || families[i] > families[best] ||
                      (same_family(guesses, i, best) &&
                       (guesses->answers[i].names_cpu != guesses->answers[best].names_cpu
                            ? guesses->answers[i].names_cpu
                            : folder->votes[i] > folder->votes[best]));
        best = better ? i : best;
    }
    return best;
}

/* The nearest folder in which something speaks. */
static uint32_t ask_neighbours(struct guesses *guesses, const char *path, uint32_t only)
{
    size_t length = strlen(path);
    count_votes(guesses);
    while (length) {
        length = parent_length(path, length);
        uint32_t name = str_addn(&guesses->names, path, length);
        uint32_t index = map_get(&guesses->by_folder, name);
        uint32_t best = index == MAP_NONE ? ANSWERS_MAX : elect(guesses, &guesses->folders.data[index], only);
        if (best != ANSWERS_MAX) {
            return best;
        }
    }
    return ANSWERS_MAX;
}

/* The family that some header of the tree includes, where no source says. */
static uint32_t ask_headers(struct guesses *guesses)
{
    struct buf text = {0};
    uint32_t answer = ANSWERS_MAX;
    if (guesses->headers_asked) {
        return guesses->of_headers;
    }
    for (size_t i = 0; i < headers_count(guesses->headers) && i < HEADERS_ASKED_MAX; i++) {
        if (buf_read_file(&text, headers_path(guesses->headers, i), SOURCE_SIZE_MAX) == 0) {
            const struct target_clue *clue = clues_in_source(buf_text(&text));
            answer = clue ? add_clue(guesses, clue) : answer;
        }
        if (answer != ANSWERS_MAX) {
            break;
        }
    }
    buf_free(&text);
    guesses->headers_asked = true;
    guesses->of_headers = answer;
    return answer;
}

/* ---- the whole --------------------------------------------------------------------------------------------
 */

struct guesses *guesses_new(struct arena *run, const struct options *options, struct headers *headers,
                            struct notice_list *notices)
{
    struct guesses *guesses = ARENA_NEW(run, struct guesses);
    guesses->run = run;
    guesses->headers = headers;
    guesses->forced = options->target || options->cpu;
    if (guesses->forced && !target_find(options->target, options->cpu, &guesses->answers[0].target)) {
        struct notice notice = {.kind = NOTICE_ERROR,
                                .message = "unknown target: see --target and --cpu in critlint --help"};
        VEC_PUSH(notices, notice);
    }
    guesses->answer_count = guesses->forced;
    return guesses;
}

void guesses_free(struct guesses *guesses)
{
    str_free(&guesses->names);
    map_free(&guesses->evidence);
    map_free(&guesses->by_folder);
    VEC_FREE(&guesses->folders);
}

const struct target *guesses_target(struct guesses *guesses, const char *path)
{
    uint32_t best = guesses->forced ? 0 : *path ? evidence_of(guesses, path) : ANSWERS_MAX;
    if (!guesses->forced && (best == ANSWERS_MAX || !guesses->answers[best].names_cpu)) {
        uint32_t near = ask_neighbours(guesses, *path ? path : ".", best);
        best = near != ANSWERS_MAX ? near : best;
    }
    best = best == ANSWERS_MAX ? ask_headers(guesses) : best;
    best = best == ANSWERS_MAX ? add_answer(guesses, "arm", NULL, "nothing in the tree says") : best;
    best = best == ANSWERS_MAX ? 0 : best;
    guesses->answers[best].given++;
    return &guesses->answers[best].target;
}

void guesses_tell(const struct guesses *guesses, struct notice_list *notices)
{
    for (size_t i = 0; i < guesses->answer_count && !guesses->forced; i++) {
        const struct answer *answer = &guesses->answers[i];
        if (answer->given) {
            struct notice notice = {.kind = NOTICE_INFO};
            notice.message =
                arena_printf(guesses->run, "target %s%s%s of %zu source%s: %s", answer->target.triple,
                             *answer->target.cpu ? " " : "", answer->target.cpu, answer->given,
                             answer->given == 1 ? "" : "s", answer->why);
            VEC_PUSH(notices, notice);
        }
    }
}
