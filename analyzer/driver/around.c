#include "driver/around.h"

#include "base/buf.h"
#include "base/str.h"
#include "driver/view.h"
#include "frontend/outline.h"
#include "frontend/source_kind.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    CALLS_AWAY = 3,
    FILES_A_WORD = 4,    /* of a name that more files use only the nearest say something about this one */
    WORD_FILES_MAX = 64, /* a name that is used everywhere says nothing */
    FILE_SIZE_MAX = 4 * 1024 * 1024,
    PASS_SIZE_MAX = 512 * 1024 * 1024,
};

enum word_role {
    WORD_USED = 1,   /* in the files that were asked for: who defines it? */
    WORD_WANTED = 2, /* who uses it? */
    WORD_DONE = 4,   /* has been asked */
    WORD_DEFINED = 8 /* by a file that is read */
};

struct word {
    unsigned role;
    uint32_t files; /* of this pass */
    uint32_t last;  /* of them */
};

struct hit {
    uint32_t word, file;
    uint32_t by; /* the word of the function or table that uses it, or 0 */
    size_t near; /* folders that the file shares with one that was asked for */
    bool defines_variable, defines_function;
};

struct around {
    struct arena *run;
    const char *const *sources;
    size_t count;
    const char *root;
    VEC(const char *) asked; /* below the root */
    bool *is_asked, *is_seen, *is_chosen;
    struct strtab names;
    VEC(struct word) words; /* by the id of the name */
    VEC(struct hit) hits;
    uint32_t file; /* that is read */
    size_t near;
    bool in_header; /* whose static functions are everybody's */
    size_t pass_size;
    bool cut;
};

/* ---- words --------------------------------------------------------------------------------------------- */

static struct word *word_of(struct around *around, uint32_t id)
{
    while (around->words.count <= id) {
        VEC_PUSH(&around->words, (struct word){0});
    }
    return &around->words.data[id];
}

static uint32_t find(const struct around *around, const char *at, size_t length)
{
    char name[128];
    if (!at || length >= sizeof(name)) {
        return 0;
    }
    memcpy(name, at, length);
    name[length] = '\0';
    return str_find(&around->names, name);
}

static void mark(struct around *around, const char *at, size_t length, enum word_role role)
{
    word_of(around, str_addn(&around->names, at, length))->role |= role;
}

/* The words of a file that was asked for. */
static void visit_asked(void *context, const struct outline_item *item)
{
    struct around *around = context;
    if (item->kind == OUTLINE_WORD) {
        if (item->of) {
            mark(around, item->word, item->length, WORD_USED);
        }
    } else if ((!item->is_static || around->in_header) && !item->is_extern) {
        mark(around, item->word, item->length, WORD_WANTED);
    }
}

static void add_hit(struct around *around, uint32_t word, const struct outline_item *item)
{
    struct word *entry = &around->words.data[word];
    entry->files += !entry->files || entry->last != around->file;
    entry->last = around->file;
    if (entry->files > WORD_FILES_MAX) {
        return;
    }
    struct hit hit = {.word = word,
                      .file = around->file,
                      .near = around->near,
                      .by = item->of ? str_addn(&around->names, item->of, item->of_length) : 0,
                      .defines_variable = item->kind == OUTLINE_VARIABLE,
                      .defines_function = item->kind == OUTLINE_FUNCTION};
    VEC_PUSH(&around->hits, hit);
}

/* The words of another file of the tree. */
static void visit_source(void *context, const struct outline_item *item)
{
    struct around *around = context;
    uint32_t id = find(around, item->word, item->length);
    unsigned role = id && id < around->words.count ? around->words.data[id].role : 0;
    bool wanted = (role & WORD_WANTED) && !(role & WORD_DONE);
    bool defines = item->kind != OUTLINE_WORD && !item->is_static && !item->is_extern;
    if ((defines && (role & WORD_USED)) || (item->kind == OUTLINE_WORD && wanted)) {
        add_hit(around, id, item);
    }
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

/* A path without the root's and without what leads nowhere. */
static const char *below(const char *root, const char *path)
{
    if (str_has_prefix(path, root)) {
        path += strlen(root);
    }
    while (*path == '/' || (path[0] == '.' && path[1] == '/')) {
        path++;
    }
    return path;
}

static const char *below_root(const struct around *around, size_t file)
{
    return below(around->root, around->sources[file]);
}

static size_t nearness(const struct around *around, const char *path)
{
    size_t best = 0;
    for (size_t i = 0; i < around->asked.count; i++) {
        size_t shared = path_shared_folders(around->asked.data[i], path);
        best = shared > best ? shared : best;
    }
    return best;
}

static void read_source(struct around *around, struct buf *text, const char *path, outline_visit *visit)
{
    if (around->pass_size > PASS_SIZE_MAX) {
        around->cut = true;
    } else if (buf_read_file(text, path, FILE_SIZE_MAX) == 0) {
        around->pass_size += text->count;
        outline_read(buf_text(text), visit, around);
    }
}

static void read_tree(struct around *around, struct buf *text)
{
    around->pass_size = 0;
    around->hits.count = 0;
    for (size_t i = 0; i < around->words.count; i++) {
        around->words.data[i].files = 0;
    }
    for (size_t i = 0; i < around->count; i++) {
        if (!around->is_asked[i] && source_kind(around->sources[i]) != SOURCE_ASSEMBLY) {
            around->file = (uint32_t)i;
            around->near = nearness(around, below_root(around, i));
            read_source(around, text, around->sources[i], visit_source);
        }
    }
}

/* ---- alternatives -----------------------------------------------------------------------------------------
 */

/* A definition that another file cannot have as well. A name without a small letter is a macro's: ISR(...).
 */
static bool is_definition(const struct outline_item *item)
{
    bool any = false;
    for (size_t i = 0; i < item->length; i++) {
        any |= islower((unsigned char)item->word[i]) != 0;
    }
    return any && item->kind == OUTLINE_FUNCTION && !item->is_static;
}

struct rival {
    struct around *around;
    bool found;
};

static void visit_rival(void *context, const struct outline_item *item)
{
    struct rival *rival = context;
    uint32_t id = is_definition(item) ? find(rival->around, item->word, item->length) : 0;
    rival->found |=
        id && id < rival->around->words.count && (rival->around->words.data[id].role & WORD_DEFINED);
}

static void visit_definition(void *context, const struct outline_item *item)
{
    if (is_definition(item)) {
        mark(context, item->word, item->length, WORD_DEFINED);
    }
}

/* Takes a file, unless one that is read defines what it defines: then it belongs to another program. */
static bool take(struct around *around, const char *path, struct buf *text)
{
    struct rival rival = {.around = around};
    if (source_kind(path) != SOURCE_C) {
        return true; /* methods of several classes share a name */
    }
    if (buf_read_file(text, path, FILE_SIZE_MAX) != 0) {
        return false;
    }
    outline_read(buf_text(text), visit_rival, &rival);
    if (!rival.found) {
        outline_read(buf_text(text), visit_definition, around);
    }
    return !rival.found;
}

/* ---- the choice -----------------------------------------------------------------------------------------
 */

static int by_word(const void *a, const void *b)
{
    const struct hit *left = a;
    const struct hit *right = b;
    if (left->word != right->word) {
        return left->word < right->word ? -1 : 1;
    }
    if (left->near != right->near) {
        return left->near > right->near ? -1 : 1;
    }
    return (left->file > right->file) - (left->file < right->file);
}

/*
 * Takes the nearest files of each word. What uses a wanted function is wanted next; a variable that the asked
 * files use, and another file defines, is shared: its users are.
 */
static void choose(struct around *around, struct buf *text, around_list *found, size_t limit, bool definers)
{
    if (around->hits.count) {
        qsort(around->hits.data, around->hits.count, sizeof(*around->hits.data), by_word);
    }
    for (size_t i = 0; i < around->hits.count;) {
        uint32_t word = around->hits.data[i].word;
        bool everywhere = around->words.data[word].files > WORD_FILES_MAX;
        size_t files = 0;
        uint32_t last = UINT32_MAX;
        for (; i < around->hits.count && around->hits.data[i].word == word; i++) {
            const struct hit *hit = &around->hits.data[i];
            bool is_definer = hit->defines_function || hit->defines_variable;
            if (everywhere || (hit->defines_function && !definers)) {
                continue;
            }
            files += hit->file != last;
            last = hit->file;
            if (files > FILES_A_WORD) {
                continue;
            }
            if (!around->is_seen[hit->file] && found->count < limit) {
                const char *path = around->sources[hit->file];
                around->is_seen[hit->file] = true;
                around->is_chosen[hit->file] = take(around, path, text);
                if (around->is_chosen[hit->file]) {
                    VEC_PUSH(found, path);
                }
            }
            if (around->is_chosen[hit->file] && hit->defines_variable) {
                word_of(around, word)->role |= WORD_WANTED;
            }
            if (around->is_chosen[hit->file] && !is_definer && hit->by) {
                word_of(around, hit->by)->role |= WORD_WANTED;
            }
        }
    }
}

static void finish_words(struct around *around, const bool *were, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (were[i]) {
            around->words.data[i].role |= WORD_DONE;
        }
    }
}

/* One step away; false when nothing is left to ask for. */
static bool step(struct around *around, struct buf *text, around_list *found, size_t limit, bool definers)
{
    size_t count = around->words.count;
    bool *asks = mem_realloc(NULL, count + 1);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        unsigned role = around->words.data[i].role;
        asks[i] = (role & WORD_WANTED) && !(role & WORD_DONE);
        any |= asks[i];
    }
    if (any || definers) {
        read_tree(around, text);
        choose(around, text, found, limit, definers);
        finish_words(around, asks, count);
    }
    free(asks);
    return any;
}

static bool start(struct around *around, struct buf *text, const char *root, const char *const *asked,
                  size_t asked_count)
{
    const char *real_root = view_real(around->run, root);
    around->root = root;
    for (size_t i = 0; i < asked_count; i++) {
        const char *real = view_real(around->run, asked[i]);
        if (!real || !real_root || !view_below(real_root, real)) {
            continue;
        }
        const char *name = below(real_root, real);
        VEC_PUSH(&around->asked, name);
        for (size_t j = 0; j < around->count; j++) {
            around->is_asked[j] |= strcmp(below_root(around, j), name) == 0;
        }
        enum source_kind kind = source_kind(asked[i]);
        around->in_header = kind == SOURCE_HEADER || kind == SOURCE_CXX_HEADER;
        read_source(around, text, asked[i], visit_asked);
        read_source(around, text, asked[i], visit_definition);
    }
    return around->asked.count != 0;
}

void around_find(around_list *found, struct arena *run, const char *root, const char *const *sources,
                 size_t source_count, const char *const *asked, size_t asked_count, size_t limit,
                 struct notice_list *notices)
{
    struct around around = {.run = run, .sources = sources, .count = source_count};
    struct buf text = {0};
    around.is_asked = ARENA_ARRAY(run, bool, source_count + 1);
    around.is_seen = ARENA_ARRAY(run, bool, source_count + 1);
    around.is_chosen = ARENA_ARRAY(run, bool, source_count + 1);
    bool starts = limit && start(&around, &text, root, asked, asked_count);
    for (size_t i = 0; starts && source_count <= limit && i < source_count; i++) {
        if (!around.is_asked[i]) { /* a small tree is read as a whole */
            VEC_PUSH(found, sources[i]);
        }
    }
    for (int away = 0; starts && source_count > limit && away < CALLS_AWAY && found->count < limit; away++) {
        starts = step(&around, &text, found, limit, away == 0);
    }
    if (around.cut) {
        struct notice notice = {.kind = NOTICE_INFO,
                                .loc = {.file = root},
                                .message =
                                    "the tree is too large to be searched for callers: a part was read"};
        VEC_PUSH(notices, notice);
    }
    VEC_FREE(&around.asked);
    VEC_FREE(&around.words);
    VEC_FREE(&around.hits);
    str_free(&around.names);
    buf_free(&text);
}
