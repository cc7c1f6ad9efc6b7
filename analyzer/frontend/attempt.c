#include "frontend/attempt.h"

#include <string.h>

void attempt_add_arg(struct parse *parse, const char *arg)
{
    VEC_PUSH(&parse->args.data, arg);
}

static void visit_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    (void)stack;
    (void)depth;
    CXString name = clang.getFileName(file);
    const char *path = clang.getCString(name);
    trace_file(data, path ? path : "");
    clang.disposeString(name);
}

struct attempt attempt_make(struct parse *parse)
{
    struct attempt attempt = {.index = clang.createIndex(0, 0)};
    unsigned flags = CXTranslationUnit_KeepGoing;
    flags |= parse->sees_excluded ? CXTranslationUnit_DetailedPreprocessingRecord : 0u;
    attempt.status = clang.parseTranslationUnit2(attempt.index, parse->input->path, parse->args.data.data,
                                                 (int)parse->args.data.count, parse->unsaved.data,
                                                 (unsigned)parse->unsaved.count, flags, &attempt.tu);
    if (!attempt.tu) {
        return attempt;
    }
    unsigned count = clang.getNumDiagnostics(attempt.tu);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(attempt.tu, i);
        attempt.errors += clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        if (parse->input->trace && clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            CXString spelling = clang.getDiagnosticSpelling(diagnostic);
            trace_message(parse->input->trace, clang.getCString(spelling));
            clang.disposeString(spelling);
        }
        clang.disposeDiagnostic(diagnostic);
    }
    if (parse->input->trace) {
        clang.getInclusions(attempt.tu, visit_inclusion, parse->input->trace);
    }
    return attempt;
}

void attempt_drop(struct attempt *attempt)
{
    if (attempt->tu) {
        clang.disposeTranslationUnit(attempt->tu);
    }
    clang.disposeIndex(attempt->index);
    memset(attempt, 0, sizeof(*attempt));
}

struct CXUnsavedFile *attempt_find_text(struct parse *parse, const char *name)
{
    for (size_t i = 0; i < parse->unsaved.count; i++) {
        if (strcmp(parse->unsaved.data[i].name, name) == 0) {
            return &parse->unsaved.data[i];
        }
    }
    return NULL;
}

/* What errors in the file's old text said holds no longer. */
static void forget_file(struct parse *parse, const char *name)
{
    for (size_t i = 0; i < parse->files.count; i++) {
        if (strcmp(parse->files.data[i].path, name) == 0) {
            parse->files.data[i].text = NULL;
            buf_clear(&parse->files.data[i].code);
        }
    }
}

void attempt_set_text(struct parse *parse, const char *name, const char *contents)
{
    struct CXUnsavedFile file = {.name = name, .contents = contents, .length = strlen(contents)};
    struct CXUnsavedFile *known = attempt_find_text(parse, name);
    forget_file(parse, name);
    if (known) {
        *known = file;
    } else {
        VEC_PUSH(&parse->unsaved, file);
    }
}

bool attempt_read_main(const struct parse *parse, struct buf *out)
{
    for (size_t i = 0; i < parse->input->text_count; i++) {
        if (strcmp(parse->input->texts[i].path, parse->input->path) == 0) {
            buf_clear(out);
            buf_add(out, parse->input->texts[i].text);
            return true;
        }
    }
    return buf_read_file(out, parse->input->path, ATTEMPT_SOURCE_MAX) == 0;
}

static struct error_file *find_file(struct parse *parse, const char *path)
{
    for (size_t i = 0; i < parse->files.count; i++) {
        if (strcmp(parse->files.data[i].path, path) == 0) {
            return &parse->files.data[i];
        }
    }
    struct error_file *file = VEC_ADD(&parse->files);
    file->path = arena_strdup(&parse->arena, path);
    return file;
}

static struct error_file *read_file(struct parse *parse, const char *path)
{
    struct error_file *file = find_file(parse, path);
    const struct CXUnsavedFile *unsaved = file->text ? NULL : attempt_find_text(parse, path);
    struct buf text = {0};
    if (unsaved) {
        file->text = unsaved->contents;
        file->length = unsaved->length;
    } else if (!file->text && buf_read_file(&text, path, ATTEMPT_SOURCE_MAX) == 0) {
        file->text = arena_strndup(&parse->arena, buf_text(&text), text.count);
        file->length = strlen(file->text);
    }
    buf_free(&text);
    return file;
}

struct error_file *attempt_error_place(struct parse *parse, CXDiagnostic diagnostic, unsigned *line,
                                       unsigned *offset)
{
    CXFile file = NULL;
    if (clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
        clang.getSpellingLocation(clang.getDiagnosticLocation(diagnostic), &file, line, NULL, offset);
    }
    CXString name = clang.getFileName(file);
    const char *path = file ? clang.getCString(name) : NULL;
    struct error_file *found = path ? read_file(parse, path) : NULL;
    clang.disposeString(name);
    return found && found->text && *offset < found->length ? found : NULL;
}
