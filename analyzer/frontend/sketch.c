#include "frontend/sketch.h"

#include "base/str.h"
#include "base/vec.h"
#include "frontend/source_kind.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

typedef VEC(const char *) name_list;

static size_t folder_length(const char *path)
{
    return (size_t)(str_basename(path) - path);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The .ino files beside `path`, by their names. */
static void list_files(name_list *names, struct arena *arena, const char *path)
{
    size_t length = folder_length(path);
    DIR *dir = opendir(length ? arena_strndup(arena, path, length) : ".");
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.' && source_kind(entry->d_name) == SOURCE_SKETCH) {
            VEC_PUSH(names, arena_strdup(arena, entry->d_name));
        }
    }
    if (dir) {
        closedir(dir);
    }
    if (names->count) {
        qsort(names->data, names->count, sizeof(*names->data), compare_names);
    }
}

/* The one called like its folder, else the first. */
static const char *main_name(const name_list *names, struct arena *arena, const char *path)
{
    size_t length = folder_length(path);
    char *real = realpath(length ? arena_strndup(arena, path, length) : ".", NULL);
    const char *wanted = arena_printf(arena, "%s.ino", real ? str_basename(real) : "");
    free(real);
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->data[i], wanted) == 0) {
            return names->data[i];
        }
    }
    return names->count ? names->data[0] : "";
}

bool sketch_is_unit(struct arena *arena, const char *path)
{
    name_list names = {0};
    list_files(&names, arena, path);
    bool is = strcmp(main_name(&names, arena, path), str_basename(path)) == 0;
    VEC_FREE(&names);
    return is;
}

bool sketch_is_same(const char *a, const char *b)
{
    size_t length = folder_length(a);
    return source_kind(a) == SOURCE_SKETCH && source_kind(b) == SOURCE_SKETCH && folder_length(b) == length &&
           strncmp(a, b, length) == 0;
}

static void add_others(struct buf *out, struct arena *arena, const char *path)
{
    name_list names = {0};
    list_files(&names, arena, path);
    bool is_unit = strcmp(main_name(&names, arena, path), str_basename(path)) == 0;
    for (size_t i = 0; is_unit && i < names.count; i++) {
        if (strcmp(names.data[i], str_basename(path)) != 0) {
            buf_addf(out, "\n#include \"%s\"", names.data[i]);
        }
    }
    buf_add(out, "\n");
    VEC_FREE(&names);
}

void sketch_join(struct buf *out, struct arena *arena, const char *path, const char *source)
{
    buf_add(out, source);
    add_others(out, arena, path);
}

/* ---- declarations --------------------------------------------------------------------------- */

struct functions {
    const char *path;
    struct buf declarations;
    unsigned first; /* offset of the first definition in the main file */
    bool found, has_setup, has_loop, has_main;
};

static bool is_called(CXCursor cursor, const char *name)
{
    CXString spelling = clang.getCursorSpelling(cursor);
    bool is = strcmp(clang.getCString(spelling), name) == 0;
    clang.disposeString(spelling);
    return is;
}

static void add_type(struct buf *out, CXType type)
{
    CXString spelling = clang.getTypeSpelling(type);
    buf_add(out, clang.getCString(spelling));
    clang.disposeString(spelling);
}

/* Without the names of parameters and their defaults, which must not be said twice. */
static void declare(struct functions *functions, CXCursor function)
{
    struct buf *out = &functions->declarations;
    CXType type = clang.getCursorType(function);
    CXType result = clang.getResultType(type);
    bool is_static = clang.Cursor_getStorageClass(function) == CX_SC_Static;
    CXString name = clang.getCursorSpelling(function);
    buf_add(out, is_static ? "static " : "");
    add_type(out, result);
    buf_addf(out, " %s(", clang.getCString(name));
    clang.disposeString(name);
    int count = clang.Cursor_getNumArguments(function);
    for (int i = 0; i < count; i++) {
        buf_add(out, i ? ", " : "");
        add_type(out, clang.getCursorType(clang.Cursor_getArgument(function, (unsigned)i)));
    }
    buf_add(out, clang.isFunctionTypeVariadic(type) ? ", ...); " : "); ");
}

static int visit_function(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct functions *functions = data;
    bool is_new = clang.isCursorDefinition(cursor) && !clang.isInvalidDeclaration(cursor);
    if (cursor.kind != CXCursor_FunctionDecl || !is_new) { /* a second definition is invalid */
        return CXChildVisit_Continue;
    }
    CXFile file = NULL;
    unsigned offset = 0;
    clang.getExpansionLocation(clang.getRangeStart(clang.getCursorExtent(cursor)), &file, NULL, NULL,
                               &offset);
    CXString name = clang.getFileName(file);
    const char *path = file ? clang.getCString(name) : "";
    path += strncmp(path, "./", 2) == 0 ? 2 : 0;
    bool is_main = strcmp(path, functions->path) == 0;
    if (is_main || sketch_is_same(path, functions->path)) {
        functions->first = is_main && !functions->found ? offset : functions->first;
        functions->found |= is_main;
        functions->has_setup |= is_called(cursor, "setup") != 0;
        functions->has_loop |= is_called(cursor, "loop") != 0;
        functions->has_main |= is_called(cursor, "main") != 0;
        declare(functions, cursor);
    }
    clang.disposeString(name);
    return CXChildVisit_Continue;
}

/* The core opens interrupts before it runs the sketch. */
static const char core_main[] = "int main() {\n#ifdef interrupts\ninterrupts();\n#endif\n"
                                "setup(); for (;;) { loop(); } }\n";

bool sketch_complete(struct buf *out, struct arena *arena, const char *path, const char *source,
                     CXTranslationUnit tu)
{
    struct functions functions = {.path = path};
    clang.visitChildren(clang.getTranslationUnitCursor(tu), visit_function, &functions);
    bool runs = functions.has_setup && functions.has_loop && !functions.has_main;
    if (functions.found && functions.first <= strlen(source)) {
        buf_addf(out, "%.*s%s%s", (int)functions.first, source, buf_text(&functions.declarations),
                 source + functions.first);
        add_others(out, arena, path);
        buf_add(out, runs ? core_main : "");
    }
    buf_free(&functions.declarations);
    return out->count != 0;
}
