#include "frontend/repair.h"

#include "core/notice.h"
#include "frontend/choices.h"
#include "frontend/source_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS_MAX = 40,       /* reparses that look for missing headers: one header uncovers the next */
    STUB_ROUNDS_MAX = 10,  /* reparses with invented declarations */
    STUB_ROUNDS_WORSE = 2, /* of these without fewer errors, one after the other */
};

#define KIN_ROOT HEADERS_SHIM_ROOT "kin/"

/* ---- missing headers ------------------------------------------------------------------- */

/* The text between quotes in a message, copied; or NULL. */
static const char *quoted(struct parse *parse, const char *message)
{
    const char *start = strchr(message, '\'');
    const char *end = start ? strchr(start + 1, '\'') : NULL;
    return end ? arena_strndup(&parse->arena, start + 1, (size_t)(end - start - 1)) : NULL;
}

/* A header under another name: a file by the wanted name that includes the one of the tree. */
static const char *link_kin(struct parse *parse, const char *name)
{
    const char *path =
        headers_find_kin(parse->headers, (enum ir_arch)parse->input->target.arch, name, parse->input->path);
    char *resolved = path ? realpath(path, NULL) : NULL;
    if (!resolved) {
        return NULL;
    }
    trace_file(parse->input->trace, path);
    attempt_set_text(parse, arena_printf(&parse->arena, KIN_ROOT "%s", name),
                     arena_printf(&parse->arena, "#include \"%s\"\n", resolved));
    free(resolved);
    return "-idirafter" KIN_ROOT;
}

/* Resolves each "file not found" of the attempt. Returns how many new headers were found. */
static unsigned resolve_headers(struct parse *parse, const struct attempt *attempt)
{
    unsigned found = 0;
    unsigned count = clang.getNumDiagnostics(attempt->tu);
    for (unsigned i = 0; i < count && parse->headers; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(attempt->tu, i);
        CXString spelling = clang.getDiagnosticSpelling(diagnostic);
        const char *message = clang.getCString(spelling);
        if (strstr(message, "file not found")) {
            const char *name = quoted(parse, message);
            CXFile file = NULL;
            clang.getFileLocation(clang.getDiagnosticLocation(diagnostic), &file, NULL, NULL, NULL);
            CXString includer = clang.getFileName(file);
            const char *from = file ? clang.getCString(includer) : parse->input->path;
            enum ir_arch arch = (enum ir_arch)parse->input->target.arch;
            from = from ? from : parse->input->path;
            const char *arg = name ? headers_find(parse->headers, arch, parse->input->is_cxx, name, from,
                                                  parse->input->path)
                                   : NULL;
            size_t linked = parse->unsaved.count;
            arg = arg || !name ? arg : link_kin(parse, name);
            bool is_known = false;
            for (size_t j = 0; arg && j < parse->args.data.count; j++) {
                is_known |= strcmp(parse->args.data.data[j], arg) == 0;
            }
            if (arg && !is_known) {
                attempt_add_arg(parse, arg);
            }
            found += arg && (!is_known || parse->unsaved.count > linked);
            clang.disposeString(includer);
        }
        clang.disposeString(spelling);
        clang.disposeDiagnostic(diagnostic);
    }
    return found;
}

/* ---- names that a header wants chosen ---------------------------------------------------------------- */

/* Was this #error looked at before? Its choice did not help, then. */
static bool is_known_error(struct parse *parse, const char *path, unsigned line)
{
    const char *key = arena_printf(&parse->arena, "%s:%u", path, line);
    bool known = str_find(&parse->chosen, key) != 0;
    str_add(&parse->chosen, key);
    return known;
}

static void assume(struct parse *parse, const char *define)
{
    const char *flag = arena_printf(&parse->arena, "-D%s", define);
    attempt_add_arg(parse, flag);
    VEC_PUSH(&parse->assumed, flag + strlen("-D"));
}

static bool is_assumed(const struct parse *parse, const char *define)
{
    for (size_t i = 0; i < parse->assumed.count; i++) {
        if (strcmp(parse->assumed.data[i], define) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Defines what the #errors that are new ask for: all that miss one setting, or else the first that wants
 * one of several, because the others may follow from it. False if there is none.
 */
static bool choose_names(struct parse *parse, const struct attempt *attempt)
{
    size_t before = parse->assumed.count;
    bool of_several = false;
    struct buf define = {0};
    unsigned count = clang.getNumDiagnostics(attempt->tu);
    for (unsigned i = 0; i < count && parse->headers && !of_several; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(attempt->tu, i);
        unsigned line = 0;
        unsigned offset = 0;
        struct error_file *file = attempt_error_place(parse, diagnostic, &line, &offset);
        enum choice choice = CHOICE_NONE;
        if (file && str_has_prefix(file->text + offset, "error")) {
            if (parse->input->trace) {
                parse->input->trace->asks_builds = true;
            }
            choice =
                choices_make(file->text, line, headers_projects(parse->headers), parse->input->path, &define);
        }
        if (choice != CHOICE_NONE && !is_assumed(parse, buf_text(&define)) &&
            !is_known_error(parse, file->path, line)) {
            assume(parse, buf_text(&define));
            of_several = choice == CHOICE_OF_SEVERAL;
        }
        clang.disposeDiagnostic(diagnostic);
    }
    buf_free(&define);
    return parse->assumed.count > before;
}

void repair_tell(struct parse *parse, struct ir_build *build)
{
    struct ir_loc loc = {.file = build->unit->path};
    for (size_t i = 0; i < parse->assumed.count; i++) {
        ir_notice_add(
            build, NOTICE_INFO, ir_loc_add(build, &loc),
            arena_printf(&parse->arena, "a header wants a choice: assumes %s", parse->assumed.data[i]));
    }
}

void repair_headers(struct parse *parse, struct attempt *attempt)
{
    for (int round = 0; round < ROUNDS_MAX && attempt->tu && attempt->errors; round++) {
        if (!resolve_headers(parse, attempt) && !choose_names(parse, attempt)) {
            break;
        }
        attempt_drop(attempt);
        *attempt = attempt_make(parse);
    }
}

/* ---- names that nothing declares ---------------------------------------------------------------- */

static bool learn_names(struct parse *parse, const struct attempt *attempt)
{
    bool learned = false;
    unsigned count = clang.getNumDiagnostics(attempt->tu);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(attempt->tu, i);
        if (clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            CXString spelling = clang.getDiagnosticSpelling(diagnostic);
            unsigned line = 0;
            unsigned offset = 0;
            struct error_file *file = attempt_error_place(parse, diagnostic, &line, &offset);
            if (file && !file->code.count) {
                source_blank(&file->code, file->text);
            }
            struct stub_error error = {.message = clang.getCString(spelling),
                                       .code = file ? file->code.data : NULL,
                                       .at = file ? file->code.data + offset : NULL,
                                       .raw = file ? file->text : NULL,
                                       .raw_at = file ? file->text + offset : NULL};
            learned |= stubs_learn(&parse->stubs, &error);
            clang.disposeString(spelling);
        }
        clang.disposeDiagnostic(diagnostic);
    }
    return learned;
}

/* A name that gets its form uncovers the next: rounds, as long as they help. */
void repair_names(struct parse *parse, struct attempt *attempt)
{
    struct attempt latest = *attempt;
    int worse = 0;
    for (int round = 0; round < STUB_ROUNDS_MAX && latest.tu && latest.errors; round++) {
        if (!learn_names(parse, &latest)) {
            break;
        }
        attempt_set_text(parse, REPAIR_STUB_FILE, arena_strdup(&parse->arena, stubs_header(&parse->stubs)));
        if (round == 0) {
            attempt_add_arg(parse, "-include");
            attempt_add_arg(parse, REPAIR_STUB_FILE);
        }
        struct attempt next = attempt_make(parse);
        if (latest.tu != attempt->tu) {
            attempt_drop(&latest);
        }
        latest = next;
        if (latest.tu && latest.errors <= attempt->errors) {
            attempt_drop(attempt);
            *attempt = latest;
            worse = 0;
        } else if (++worse > STUB_ROUNDS_WORSE) {
            break;
        }
    }
    if (latest.tu != attempt->tu) {
        attempt_drop(&latest);
    }
}
