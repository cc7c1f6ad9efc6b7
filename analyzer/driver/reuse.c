#include "driver/reuse.h"

#include "base/str.h"
#include "frontend/clang_api.h"
#include "store/build_id.h"
#include "store/fact_file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VERSION = 1, SIZE_DEFAULT = 1024, MEBIBYTE = 1 << 20 };

/* Before the list and the facts of an entry. */
struct header {
    char magic[8];
    uint32_t version, unused;
    struct digest key;  /* of the unit: an entry under another's name is none of it */
    struct digest list; /* of the list's bytes; the facts have a checksum of their own */
    uint64_t list_size;
};

static const char magic[8] = {'C', 'R', 'I', 'T', 'K', 'E', 'P', 'T'};

/* ---- where ------------------------------------------------------------------------------------------- */

const char *reuse_folder(struct arena *run, const struct options *options)
{
    if (options->no_cache || (options->isolated && !options->cache_dir)) { /* nobody named it */
        return NULL;
    }
    if (options->cache_dir) {
        return options->cache_dir;
    }
    const char *base = getenv("XDG_CACHE_HOME");
    if (base && *base == '/') { /* the standard has others ignored */
        return arena_printf(run, "%s/critlint", base);
    }
    base = getenv("HOME");
    return base && *base == '/' ? arena_printf(run, "%s/.cache/critlint", base) : NULL;
}

/* ---- keys -------------------------------------------------------------------------------------------- */

static void add_text(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, "%s %zu %s\n", name, text ? strlen(text) : 0, text ? text : "");
}

/* A file that is replaced is another one, although it has the same path and version. */
static void add_libclang(struct buf *out)
{
    CXString version = clang.getClangVersion();
    char real[PATH_MAX];
    struct stat info = {0};
    const char *path = realpath(clang_api_path(), real) ? real : clang_api_path();
    add_text(out, "clang", clang.getCString(version));
    clang.disposeString(version);
    add_text(out, "library", path);
    if (stat(path, &info) == 0) {
        buf_addf(out, "%lld %lld.%ld\n", (long long)info.st_size, (long long)info.st_mtim.tv_sec,
                 info.st_mtim.tv_nsec);
    }
    add_text(out, "resources", clang_api_resource_dir());
}

/* What the frontend asks a model: which names are mask operations of which shape (driver/extract.c). */
static void add_model(struct buf *out, const struct model *model)
{
    size_t count;
    const struct model_entry *entries = model_all(model, &count);
    for (size_t i = 0; i < count; i++) {
        const struct model_entry *entry = &entries[i];
        if (entry->role <= MODEL_EXIT && !entry->replaced) {
            buf_addf(out, "%s %d %d %d %d\n", entry->name, entry->role, entry->args, entry->state,
                     entry->taken);
        }
    }
}

/* clang's own: folders of headers, and flags. */
static bool add_environment(struct buf *out)
{
    static const char *const names[] = {
        "CPATH",       "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "CCC_OVERRIDE_OPTIONS",
        "CCC_ADD_ARGS"};
    bool any = false;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *value = getenv(names[i]);
        add_text(out, names[i], value);
        any |= value && *value;
    }
    return any;
}

void reuse_open(struct reuse *reuse, const struct unit_plans *plans, const struct options *options,
                const struct model *model)
{
    struct arena *run = plans->run;
    *reuse = (struct reuse){.plans = plans, .model = model};
    uint64_t mebibytes = options->cache_size ? options->cache_size : SIZE_DEFAULT;
    reuse->cache =
        (struct cache){.run = run, .folder = reuse_folder(run, options), .bytes_max = mebibytes * MEBIBYTE};
    reuse->lookups = lookups_new(run, plans->headers, plans->root);
    struct buf *out = &reuse->common;
    add_text(out, "critlint", build_id());
    add_text(out, "here", view_real(run, "."));
    add_text(out, "tree", plans->root);
    add_libclang(out);
    if (add_environment(out)) {
        reuse->cache.folder = NULL; /* what it makes clang read is nobody's to see */
    }
    add_model(&reuse->whole, model);
}

void reuse_close(struct reuse *reuse, struct notice_list *notices)
{
    if (reuse->cache.problem) {
        struct notice notice = {.kind = NOTICE_INFO, .loc = {.file = reuse->cache.folder}};
        notice.message =
            arena_printf(reuse->cache.run, "the cache cannot be written: %s", reuse->cache.problem);
        VEC_PUSH(notices, notice);
    }
    cache_trim(&reuse->cache);
    lookups_free(reuse->lookups);
    buf_free(&reuse->common);
    buf_free(&reuse->whole);
}

/* A word that takes the next one. */
static bool is_pair(const char *arg)
{
    static const char *const pairs[] = {"-I", "-iquote", "-isystem", "-idirafter", "-include", "-imacros",
                                        "-D", "-U",      "-x",       "-target",    "-std"};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        if (strcmp(pairs[i], arg) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads clang no file for it but those that a trace shows? A path in it may name one. */
static bool is_harmless(const char *arg)
{
    static const char *const any[] = {"-I", "-iquote", "-isystem", "-idirafter", "-D", "-U"};
    static const char *const without_path[] = {"-std=",     "-x",       "-O",        "-W",        "-f", "-m",
                                               "--target=", "-target=", "-nostd",    "-ansi",     "-w", "-g",
                                               "-pthread",  "-undef",   "-pedantic", "-trigraphs"};
    static const char *const never[] = {"-fmodule", "-fplugin", "-fprebuilt", "-Wp,",
                                        "-Wa,",     "-Wl,",     "-fpch"};
    for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
        if (str_has_prefix(arg, never[i]) || str_has_suffix(arg, ".hmap")) { /* a table of headers */
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(any) / sizeof(*any); i++) {
        if (str_has_prefix(arg, any[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(without_path) / sizeof(*without_path); i++) {
        if (str_has_prefix(arg, without_path[i])) {
            return !strchr(arg, '/');
        }
    }
    return false;
}

bool reuse_key(const struct reuse *reuse, const struct unit_plan *plan, struct digest *key)
{
    if (!reuse->cache.folder) {
        return false;
    }
    struct buf text = {0};
    bool ok = true;
    buf_add(&text, buf_text(&reuse->common));
    add_text(&text, "unit", plan->path);
    buf_addf(&text, "%d%d%d%d %u %u\n", plan->is_assembly, plan->is_listed, plan->is_cxx,
             plan->opens_excluded, plan->target->ir.arch, plan->target->ir.pointer_size);
    if (plan->opens_excluded) {
        buf_add(&text, buf_text(&reuse->whole));
    }
    add_text(&text, "triple", plan->target->triple);
    add_text(&text, "cpu", plan->target->cpu);
    for (size_t i = 0; i < plan->arg_count && ok; i++) {
        add_text(&text, "arg", plan->args[i]);
        if (is_pair(plan->args[i]) && i + 1 < plan->arg_count) {
            add_text(&text, "of", plan->args[++i]);
        } else {
            ok = is_harmless(plan->args[i]);
        }
    }
    *key = digest_of(buf_text(&text), text.count);
    buf_free(&text);
    return ok;
}

/* ---- entries ----------------------------------------------------------------------------------------- */

/* Is the entry whole and of this key? Facts are checked when they are read. */
static bool read_header(struct header *header, const struct buf *entry, const struct digest *key)
{
    if (entry->count < sizeof(*header)) {
        return false;
    }
    memcpy(header, entry->data, sizeof(*header));
    if (memcmp(header->magic, magic, sizeof(magic)) != 0 || header->version != VERSION ||
        !digest_same(&header->key, key) || header->list_size > entry->count - sizeof(*header)) {
        return false;
    }
    struct digest list = digest_of(entry->data + sizeof(*header), (size_t)header->list_size);
    return digest_same(&list, &header->list);
}

bool reuse_find(struct reuse *reuse, const struct digest *key, struct ir_unit *unit, struct buf *list)
{
    struct buf entry = {0};
    bool found = false;
    for (unsigned slot = 0; slot < CACHE_SLOTS && !found; slot++) {
        struct header header;
        if (!cache_read(&reuse->cache, key, slot, &entry)) {
            continue;
        }
        bool whole = read_header(&header, &entry, key);
        const char *looked = entry.data + sizeof(header);
        if (whole && lookups_hold(reuse->lookups, looked, (size_t)header.list_size)) {
            size_t before = sizeof(header) + (size_t)header.list_size;
            found = !fact_read(unit, entry.data + before, entry.count - before);
            whole = found;
            buf_clear(list);
            buf_addn(list, looked, (size_t)header.list_size);
        }
        if (!whole) {
            cache_drop(&reuse->cache, key, slot);
        } else if (found) {
            cache_touch(&reuse->cache, key, slot);
        }
    }
    reuse->hits += found;
    buf_free(&entry);
    return found;
}

void reuse_keep(struct reuse *reuse, const struct digest *key, const void *list, size_t list_size,
                const void *facts, size_t facts_size)
{
    struct buf entry = {0};
    struct header header = {
        .version = VERSION, .key = *key, .list = digest_of(list, list_size), .list_size = list_size};
    memcpy(header.magic, magic, sizeof(magic));
    buf_addn(&entry, (const char *)&header, sizeof(header));
    buf_addn(&entry, list, list_size);
    buf_addn(&entry, facts, facts_size);
    cache_write(&reuse->cache, key, entry.data, entry.count);
    buf_free(&entry);
}
