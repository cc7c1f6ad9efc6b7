#include "frontend/includes.h"

#include "base/buf.h"
#include "base/str.h"
#include "frontend/clang_api.h"
#include "frontend/source_kind.h"
#include "frontend/source_text.h"

#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 2000, FILE_SIZE_MAX = 8 * 1024 * 1024 };

struct walk {
    struct include_flags *flags;
    struct headers *headers;
    enum ir_arch arch;
    const char *unit;
    struct arena arena;
    struct strtab seen;
    VEC(const char *) files; /* to read; grows while it is walked */
};

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static void visit(struct walk *walk, const char *path)
{
    if (walk->files.count < FILES_MAX && !str_find(&walk->seen, path)) {
        str_add(&walk->seen, path);
        VEC_PUSH(&walk->files, path);
    }
}

/* The folder of a flag that is searched, or NULL. A built-in header includes built-in ones only. */
static const char *folder_of(const char *flag)
{
    static const char *const options[] = {"-I", "-iquote", "-isystem", "-idirafter"};
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        if (str_has_prefix(flag, options[i]) && flag[strlen(options[i])]) {
            return flag + strlen(options[i]);
        }
    }
    return NULL;
}

static bool find_known(struct walk *walk, const char *name, const char *includer, bool quoted)
{
    size_t folder = (size_t)(str_basename(includer) - includer);
    const char *beside = arena_printf(&walk->arena, "%.*s%s", (int)folder, includer, name);
    if (quoted && is_file(beside)) {
        visit(walk, beside);
        return true;
    }
    for (size_t i = 0; i < walk->flags->data.count; i++) {
        const char *in = folder_of(walk->flags->data.data[i]);
        const char *path = in ? arena_printf(&walk->arena, "%s/%s", in, name) : NULL;
        if (path && is_file(path)) {
            visit(walk, strcmp(in, ".") == 0 ? path + 2 : path);
            return true;
        }
    }
    return is_file(arena_printf(&walk->arena, "%s/include/%s", clang_api_resource_dir(), name));
}

static void include(struct walk *walk, const char *name, const char *includer, bool quoted)
{
    if (find_known(walk, name, includer, quoted)) {
        return;
    }
    const char *flag = headers_find(walk->headers, walk->arch, source_is_cxx(source_kind(walk->unit)), name,
                                    includer, walk->unit);
    bool known = !flag;
    for (size_t i = 0; i < walk->flags->data.count && !known; i++) {
        known = strcmp(walk->flags->data.data[i], flag) == 0;
    }
    if (!known) {
        VEC_PUSH(&walk->flags->data, flag);
        find_known(walk, name, includer, false);
    }
}

/* A header's own guard is no condition: it is open when the header is read. */
static bool is_guard(const struct source_directive *directive, const struct source_walk *behind)
{
    struct source_walk walk = *behind;
    struct source_directive next;
    return source_directive_is(directive, "ifndef") && source_next_directive(&walk, &next) &&
           source_directive_is(&next, "define");
}

static void read_includes(struct walk *walk, const char *text, const char *path)
{
    struct source_walk at = {.at = text, .line = 1};
    struct source_directive directive;
    int depth = 0;
    while (source_next_directive(&at, &directive)) {
        size_t length = 0;
        const char *name = depth == 0 ? source_included(&directive, &length) : NULL;
        if (name) {
            include(walk, arena_strndup(&walk->arena, name, length), path, name[-1] == '"');
        }
        depth += source_opens_condition(&directive) && !(depth == 0 && is_guard(&directive, &at));
        depth -= depth > 0 && source_directive_is(&directive, "endif");
    }
}

void includes_find(struct include_flags *flags, struct headers *headers, enum ir_arch arch, const char *unit,
                   struct parse_trace *trace)
{
    struct walk walk = {.flags = flags, .headers = headers, .arch = arch, .unit = unit};
    struct buf text = {0};
    visit(&walk, unit);
    for (size_t i = 0; i < walk.files.count; i++) {
        trace_file(trace, walk.files.data[i]);
        if (buf_read_file(&text, walk.files.data[i], FILE_SIZE_MAX) == 0) {
            read_includes(&walk, buf_text(&text), walk.files.data[i]);
        }
    }
    buf_free(&text);
    VEC_FREE(&walk.files);
    str_free(&walk.seen);
    arena_free(&walk.arena);
}
