#include "driver/lookups.h"

#include "base/buf.h"
#include "frontend/source_text.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    FILE_SIZE_MAX = 64 * 1024 * 1024,
    CLOCK_GRAIN = 10 * 1000 * 1000, /* nanoseconds by which the time of a file may lag behind the clock */
    LIST_MAX = 100000,              /* lookups of one unit: one that needs more is not kept */
};

/* LOCKSTEP: letters of the list, in entries of caches. */
enum kind {
    KIND_FILE = 'F',
    KIND_NAME = 'N',
    KIND_HEADERS = 'H',
    KIND_FOLDER = 'L',
    KIND_BUILDS = 'B',
};

struct state {
    struct digest digest;
    bool known;
};

/* The names that a file asks for. */
struct asked {
    VEC(uint32_t) names; /* ids in `words` */
    bool known;
    bool unseen; /* what else it asks for is not in its text, or is read without a trace */
};

struct lookups {
    struct arena *run;
    struct headers *headers;
    const char *root; /* of the index without links, or NULL */
    const char *here; /* the working directory, without links */
    int64_t since;
    struct strtab keys; /* letter and path */
    VEC(struct state) states;
    struct strtab files;
    VEC(struct asked) asked; /* by the id of the file */
    struct strtab words;
    struct strtab folders;
    VEC(char) plain; /* by the id of the folder: 0 not asked, 'y', 'n' */
};

struct lookups *lookups_new(struct arena *run, struct headers *headers, const char *root)
{
    struct lookups *lookups = ARENA_NEW(run, struct lookups);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *lookups = (struct lookups){.run = run, .headers = headers, .here = view_real(run, ".")};
    lookups->root = root ? view_real(run, root) : NULL;
    lookups->since = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec - CLOCK_GRAIN;
    return lookups;
}

void lookups_free(struct lookups *lookups)
{
    for (size_t i = 0; i < lookups->asked.count; i++) {
        VEC_FREE(&lookups->asked.data[i].names);
    }
    VEC_FREE(&lookups->asked);
    VEC_FREE(&lookups->states);
    VEC_FREE(&lookups->plain);
    str_free(&lookups->keys);
    str_free(&lookups->files);
    str_free(&lookups->words);
    str_free(&lookups->folders);
}

/* ---- what a lookup leads to -------------------------------------------------------------------------- */

/* Nanoseconds since the epoch, of the content and of the name: what was moved here may have old content. */
static int64_t change_of(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return 0;
    }
    int64_t content = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    int64_t name = (int64_t)info.st_ctim.tv_sec * 1000000000 + info.st_ctim.tv_nsec;
    return content > name ? content : name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_folder(struct buf *out, const char *path, bool headers_only)
{
    struct arena arena = {0};
    VEC(const char *) names = {0};
    DIR *dir = opendir(path);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        if (!headers_only || headers_indexes(entry->d_name)) {
            VEC_PUSH(&names, arena_strdup(&arena, entry->d_name));
        }
    }
    if (names.count) {
        qsort(names.data, names.count, sizeof(*names.data), compare_names);
    }
    buf_add(out, dir ? "folder\n" : "none\n");
    for (size_t i = 0; i < names.count; i++) {
        buf_addf(out, "%s\n", names.data[i]);
    }
    if (dir) {
        closedir(dir);
    }
    VEC_FREE(&names);
    arena_free(&arena);
}

static struct state look(const struct lookups *lookups, enum kind kind, const char *path)
{
    struct state state = {.known = true};
    struct buf text = {0};
    if (kind == KIND_FILE) {
        int status = buf_read_file(&text, path, FILE_SIZE_MAX);
        if (status != 0) {
            buf_clear(&text);
            buf_addf(&text, "error %d", status);
        }
    } else if (kind == KIND_NAME) {
        headers_named(lookups->headers, path, &text);
    } else if (kind == KIND_BUILDS) {
        headers_build_texts(lookups->headers, &text);
    } else {
        list_folder(&text, path, kind == KIND_HEADERS);
    }
    state.digest = digest_of(buf_text(&text), text.count);
    buf_free(&text);
    return state;
}

/* Looked at once in a run: the key is a letter and the path. */
static const struct state *state_of(struct lookups *lookups, const char *key)
{
    uint32_t id = str_add(&lookups->keys, key);
    while (lookups->states.count <= id) {
        (void)VEC_ADD(&lookups->states);
    }
    if (!lookups->states.data[id].known) {
        lookups->states.data[id] = look(lookups, (enum kind)key[0], key + 1);
    }
    return &lookups->states.data[id];
}

/* ---- what a text asks for ---------------------------------------------------------------------------- */

static void add_name(struct lookups *lookups, struct asked *asked, const char *at, const char *end)
{
    char close = *at == '<' ? '>' : '"';
    const char *stop =
        at < end && (*at == '<' || *at == '"') ? memchr(at + 1, close, (size_t)(end - at - 1)) : NULL;
    if (stop && stop > at + 1) {
        VEC_PUSH(&asked->names, str_addn(&lookups->words, at + 1, (size_t)(stop - at - 1)));
    }
}

/* #include, #include_next, #import, and __has_include in conditions. A macro's name is seen when it is found.
 */
static void read_names(struct lookups *lookups, struct asked *asked, const char *text)
{
    static const char has[] = "__has_include";
    struct source_walk walk = {.at = text, .line = 1};
    struct source_directive directive;
    while (source_next_directive(&walk, &directive)) {
        const char *at = directive.name;
        if (str_has_prefix(at, "include") || str_has_prefix(at, "import")) {
            at += strspn(at, "abcdefghijklmnopqrstuvwxyz_");
            add_name(lookups, asked, source_skip_blanks(at), directive.end);
            continue;
        }
        while ((at = memmem(at, (size_t)(directive.end - at), has, strlen(has))) != NULL) {
            at += strcspn(at, "(\n");
            at = *at == '(' ? source_skip_blanks(at + 1) : at;
            asked->unseen |= *at != '<' && *at != '"'; /* a macro's name, which may be nowhere */
            add_name(lookups, asked, at, directive.end);
        }
        asked->unseen |= source_directive_is(&directive, "embed");
    }
}

static const struct asked *names_of(struct lookups *lookups, const char *file)
{
    uint32_t id = str_add(&lookups->files, file);
    while (lookups->asked.count <= id) {
        (void)VEC_ADD(&lookups->asked);
    }
    struct asked *asked = &lookups->asked.data[id];
    struct buf text = {0};
    if (!asked->known && buf_read_file(&text, file, FILE_SIZE_MAX) == 0) {
        read_names(lookups, asked, buf_text(&text));
    }
    asked->known = true;
    buf_free(&text);
    return asked;
}

/* ---- which folders the index covers ------------------------------------------------------------------ */

static bool is_in_index(const struct lookups *lookups, const char *folder)
{
    char named[PATH_MAX];
    char real[PATH_MAX];
    if (!lookups->root || !lookups->here || !realpath(folder, real) || !view_below(lookups->root, real) ||
        strstr(real + strlen(lookups->root), "/.")) {
        return false;
    }
    bool is_absolute = *folder == '/';
    bool is_here = strcmp(folder, ".") == 0;
    int length = snprintf(named, sizeof(named), "%s%s%s", is_absolute ? "" : lookups->here,
                          is_absolute || is_here ? "" : "/", is_here ? "" : folder);
    /* Else a link, or dots, led there: the names that it holds are listed. */
    return length > 0 && (size_t)length < sizeof(named) && strcmp(named, real) == 0;
}

static bool is_plain(struct lookups *lookups, const char *folder)
{
    uint32_t id = str_add(&lookups->folders, folder);
    while (lookups->plain.count <= id) {
        VEC_PUSH(&lookups->plain, '\0');
    }
    if (!lookups->plain.data[id]) {
        lookups->plain.data[id] = is_in_index(lookups, folder) ? 'y' : 'n';
    }
    return lookups->plain.data[id] == 'y';
}

/* ---- the list ---------------------------------------------------------------------------------------- */

/* One list under construction. */
struct recording {
    struct lookups *lookups;
    struct arena arena;
    struct strtab list;        /* keys, each once */
    struct strtab folders;     /* in which names are looked up, without a slash at the end */
    struct strtab below;       /* "sys" of <sys/types.h>, of names that an index has */
    struct strtab odd_below;   /* of other names */
    bool odd_here, plain_here; /* a name without a folder; an empty text is in no table */
    bool unseen;
};

static void add_lookup(struct recording *recording, enum kind kind, const char *path)
{
    str_add(&recording->list, arena_printf(&recording->arena, "%c%s", kind, path));
}

static void ask_name(struct recording *recording, const char *name)
{
    const char *base = str_basename(name);
    size_t below = base > name ? (size_t)(base - name) - 1 : 0;
    if (!*base) {
        return;
    }
    add_lookup(recording, KIND_NAME, base);
    if (headers_indexes(base)) {
        str_addn(&recording->below, name, below);
        recording->plain_here |= !below;
    } else {
        str_addn(&recording->odd_below, name, below);
        recording->odd_here |= !below;
    }
}

static void add_folder(struct recording *recording, const char *path, size_t length)
{
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    str_add(&recording->folders, length ? arena_strndup(&recording->arena, path, length) : ".");
}

/* The names by which a file may have been asked for: a macro, or a flag, may have held one. */
static void ask_found(struct recording *recording, const struct parse_trace *trace, const char *file)
{
    for (uint32_t id = 1; id < trace->folders.count; id++) {
        const char *folder = str_get(&trace->folders, id);
        size_t length = strlen(folder);
        if (strncmp(file, folder, length) == 0 && file[length] == '/') {
            ask_name(recording, file + length + 1);
        }
    }
}

static void list_below(struct recording *recording, enum kind kind, const char *folder,
                       const struct strtab *below, bool here)
{
    if (here) {
        add_lookup(recording, kind, folder);
    }
    for (uint32_t id = 1; id < below->count && recording->list.count < LIST_MAX; id++) {
        add_lookup(recording, kind, arena_printf(&recording->arena, "%s/%s", folder, str_get(below, id)));
    }
}

static void collect(struct recording *recording, const struct parse_trace *trace, enum ir_arch arch)
{
    struct lookups *lookups = recording->lookups;
    for (uint32_t id = 1; id < trace->files.count; id++) {
        const char *file = str_get(&trace->files, id);
        const char *name = str_basename(file);
        const struct asked *asked = names_of(lookups, file);
        add_lookup(recording, KIND_FILE, file);
        ask_name(recording, name);
        add_folder(recording, file, (size_t)(name - file));
        ask_found(recording, trace, file);
        recording->unseen |= asked->unseen;
        for (size_t i = 0; i < asked->names.count; i++) {
            ask_name(recording, str_get(&lookups->words, asked->names.data[i]));
        }
    }
    for (uint32_t id = 1; id < trace->missing.count; id++) {
        ask_name(recording, str_get(&trace->missing, id));
    }
    for (uint32_t id = 1; id < trace->folders.count; id++) {
        add_folder(recording, str_get(&trace->folders, id), strlen(str_get(&trace->folders, id)));
    }
    const char *folder;
    for (size_t i = 0; (folder = headers_toolchain(arch, i)); i++) {
        add_folder(recording, folder, strlen(folder));
    }
    for (uint32_t id = 1; id < recording->folders.count; id++) {
        folder = str_get(&recording->folders, id);
        list_below(recording, KIND_FOLDER, folder, &recording->odd_below, recording->odd_here);
        if (!is_plain(lookups, folder)) {
            list_below(recording, KIND_HEADERS, folder, &recording->below, recording->plain_here);
        }
    }
    for (uint32_t id = 1; id < trace->listed.count; id++) {
        add_lookup(recording, KIND_FOLDER, str_get(&trace->listed, id));
    }
    if (trace->asks_builds) {
        add_lookup(recording, KIND_BUILDS, "");
    }
}

bool lookups_record(struct lookups *lookups, const struct parse_trace *trace, enum ir_arch arch,
                    struct buf *out)
{
    struct recording recording = {.lookups = lookups};
    collect(&recording, trace, arch);
    bool keep = headers_is_whole(lookups->headers) && recording.list.count < LIST_MAX && !recording.unseen;
    for (uint32_t id = 1; id < recording.list.count; id++) {
        const char *key = str_get(&recording.list, id);
        const struct state *state = state_of(lookups, key); /* maybe of before a change: asks again when */
        bool lies_there = *key == KIND_FILE || *key == KIND_HEADERS || *key == KIND_FOLDER;
        keep = keep && (!lies_there || change_of(key + 1) < lookups->since);
        buf_addn(out, key, strlen(key) + 1);
        buf_addn(out, (const char *)&state->digest, sizeof(state->digest));
    }
    str_free(&recording.list);
    str_free(&recording.folders);
    str_free(&recording.below);
    str_free(&recording.odd_below);
    arena_free(&recording.arena);
    return keep;
}

bool lookups_hold(struct lookups *lookups, const void *list, size_t size)
{
    const char *at = list;
    const char *end = at + size;
    while (at < end) {
        const char *key = at;
        const char *stop = memchr(at, '\0', (size_t)(end - at));
        struct digest digest;
        if (!stop || (size_t)(end - stop - 1) < sizeof(digest) || !*key) {
            return false;
        }
        memcpy(&digest, stop + 1, sizeof(digest));
        if (!digest_same(&digest, &state_of(lookups, key)->digest)) {
            return false;
        }
        at = stop + 1 + sizeof(digest);
    }
    return true;
}

void lookups_files(const void *list, size_t size, struct strtab *files)
{
    for (const char *at = list; at < (const char *)list + size;
         at += strlen(at) + 1 + sizeof(struct digest)) {
        if (*at == KIND_FILE) {
            str_add(files, at + 1);
        }
    }
}
