#include "frontend/cxx_ends.h"

#include "base/str.h"

#include <string.h>

enum { DEPTH_MAX = 4, ENDS_MAX = 200 };

struct search {
    struct buf *out;
    struct strtab seen;
    const char *main_path;
    unsigned count;
    int depth;
};

static int find_destructor(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    *(bool *)data |= cursor.kind == CXCursor_Destructor;
    return CXChildVisit_Continue;
}

static void add_type(struct search *search, CXType type);

static int visit_field(CXCursor field, CXClientData data)
{
    add_type(data, clang.getCursorType(field));
    return 1; /* CXVisit_Continue */
}

static void add_end(struct search *search, CXType type)
{
    CXString spelling = clang.getTypeSpelling(clang.getUnqualifiedType(type));
    const char *name = clang.getCString(spelling);
    bool is_named = !strchr(name, '('); /* a lambda, or something of a function, cannot be named here */
    if (is_named && !str_find(&search->seen, name) && search->count < ENDS_MAX) {
        str_add(&search->seen, name);
        buf_addf(search->out, "\nstatic void " CXX_END_PREFIX "%u(%s *p) { using T = %s; p->~T(); }",
                 search->count++, name, name);
    }
    clang.disposeString(spelling);
}

/* The object's own class, or that of one of its members. */
static void add_type(struct search *search, CXType type)
{
    type = clang.getCanonicalType(type);
    while (type.kind == CXType_ConstantArray) {
        type = clang.getCanonicalType(clang.getArrayElementType(type));
    }
    if (type.kind != CXType_Record || search->depth >= DEPTH_MAX) {
        return;
    }
    bool has_destructor = false;
    CXCursor pattern = clang.getSpecializedCursorTemplate(clang.getTypeDeclaration(type));
    if (!clang.Cursor_isNull(pattern)) {
        clang.visitChildren(pattern, find_destructor, &has_destructor);
    }
    if (has_destructor) {
        add_end(search, type);
        return;
    }
    search->depth++;
    clang.Type_visitFields(type, visit_field, search);
    search->depth--;
}

static bool is_template(int kind)
{
    return kind == CXCursor_FunctionTemplate || kind == CXCursor_ClassTemplate ||
           kind == CXCursor_ClassTemplatePartialSpecialization;
}

static int visit_object(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    bool is_temporary =
        cursor.kind == CXCursor_CallExpr && clang.getCursorReferenced(cursor).kind == CXCursor_Constructor;
    if (is_template(cursor.kind)) { /* what it names is not known yet */
        return CXChildVisit_Continue;
    }
    if (cursor.kind == CXCursor_VarDecl || cursor.kind == CXCursor_FieldDecl || is_temporary) {
        add_type(data, clang.getCursorType(cursor));
    }
    return CXChildVisit_Recurse;
}

static int visit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct search *search = data;
    CXFile file = NULL;
    clang.getExpansionLocation(clang.getCursorLocation(cursor), &file, NULL, NULL, NULL);
    CXString name = clang.getFileName(file);
    const char *path = file ? clang.getCString(name) : "";
    bool is_main = path && strcmp(path, search->main_path) == 0;
    clang.disposeString(name);
    if (is_main && visit_object(cursor, parent, data) == CXChildVisit_Recurse) {
        clang.visitChildren(cursor, visit_object, data);
    }
    return CXChildVisit_Continue;
}

bool cxx_ends_write(struct buf *out, CXTranslationUnit tu, const char *main_path)
{
    struct search search = {.out = out, .main_path = main_path};
    clang.visitChildren(clang.getTranslationUnitCursor(tu), visit_top, &search);
    str_free(&search.seen);
    buf_add(out, search.count ? "\n" : "");
    return search.count != 0;
}

bool cxx_is_end(CXCursor function)
{
    CXString name = clang.getCursorSpelling(function);
    bool is =
        function.kind == CXCursor_FunctionDecl && str_has_prefix(clang.getCString(name), CXX_END_PREFIX);
    clang.disposeString(name);
    return is;
}

static int find_named(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    CXCursor named = clang.getCursorReferenced(cursor);
    if (named.kind == CXCursor_Destructor) {
        *(CXCursor *)data = named;
        return CXChildVisit_Break;
    }
    return CXChildVisit_Recurse;
}

CXCursor cxx_end_destructor(CXCursor function)
{
    CXCursor found = clang.getNullCursor();
    clang.visitChildren(function, find_named, &found);
    return found;
}
