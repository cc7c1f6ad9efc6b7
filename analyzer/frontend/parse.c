#include "frontend/parse.h"

#include "base/buf.h"
#include "base/str.h"
#include "core/notice.h"
#include "frontend/clang_api.h"
#include "frontend/cxx_ends.h"
#include "frontend/excluded.h"
#include "frontend/headers.h"
#include "frontend/includes.h"
#include "frontend/lower_cxx.h"
#include "frontend/repair.h"
#include "frontend/sketch.h"
#include "frontend/source_kind.h"
#include "frontend/source_text.h"
#include "frontend/stubs.h"

#include <stdlib.h>
#include <string.h>

enum {
    CAUSES_MAX = 8,        /* notices of one unit's errors */
    BODIES_ROUNDS_MAX = 4, /* reparses without the macros that clang refused */
    OPENINGS_MAX = 6,      /* rounds that open excluded code: one condition uncovers the next */
};

static void build_args(struct parse *parse)
{
    static const char *const fixed[] = {
        "-w",
        "-ferror-limit=0",
        "-fno-spell-checking",
        "-Wno-error",
        "-nostdlibinc",
        "-Wno-error=implicit-function-declaration",
        "-Wno-error=implicit-int",
        "-Wno-error=int-conversion",
        "-Wno-error=incompatible-function-pointer-types",
        "-Wno-error=return-type",
    };
    static const char *const fixed_cxx[] = {
        "-Wno-error=c++11-narrowing", "-Wno-c++11-narrowing",
        "-Wno-error=register",        "-Wno-error=reserved-user-defined-literal",
        "-Drestrict=__restrict", /* in headers of C */
        "-fno-access-control",
    };
    for (size_t i = 0; i < parse->input->arg_count; i++) {
        attempt_add_arg(parse, parse->input->args[i]);
    }
    if (parse->input->finds_headers && parse->headers) {
        includes_find(&parse->args, parse->headers, (enum ir_arch)parse->input->target.arch,
                      parse->input->path, parse->input->trace);
    }
    for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
        attempt_add_arg(parse, fixed[i]);
    }
    for (size_t i = 0; parse->input->is_cxx && i < sizeof(fixed_cxx) / sizeof(*fixed_cxx); i++) {
        attempt_add_arg(parse, fixed_cxx[i]);
    }
    if (*clang_api_resource_dir()) {
        attempt_add_arg(parse, "-resource-dir");
        attempt_add_arg(parse, clang_api_resource_dir());
        attempt_add_arg(parse, "-isystem"); /* clang's AVR and MSP430 do not look there for <stdint.h> */
        attempt_add_arg(parse, arena_printf(&parse->arena, "%s/include", clang_api_resource_dir()));
    }
}

/* ---- code that is left out ---------------------------------------------------------------------- */

typedef VEC(struct excluded_range) excluded_ranges;

static void find_skipped(struct parse *parse, const struct attempt *attempt, excluded_ranges *skipped)
{
    CXFile file = clang.getFile(attempt->tu, parse->input->path);
    struct CXSourceRangeList *ranges = file ? clang.getSkippedRanges(attempt->tu, file) : NULL;
    for (unsigned i = 0; ranges && i < ranges->count; i++) {
        struct excluded_range range = {0};
        clang.getSpellingLocation(clang.getRangeStart(ranges->ranges[i]), NULL, &range.begin, NULL, NULL);
        clang.getSpellingLocation(clang.getRangeEnd(ranges->ranges[i]), NULL, &range.end, NULL, NULL);
        VEC_PUSH(skipped, range);
    }
    if (ranges) {
        clang.disposeSourceRangeList(ranges);
    }
}

/* Opens what the configuration excludes from the main file. False if nothing was left to open. */
static bool open_excluded(struct parse *parse, const struct attempt *attempt)
{
    excluded_ranges skipped = {0};
    struct buf text = {0};
    struct buf opened = {0};
    find_skipped(parse, attempt, &skipped);
    size_t known = parse->names.data.count;
    const char *source = parse->opened.count ? buf_text(&parse->opened) : NULL;
    if (!source && attempt_read_main(parse, &text)) {
        source = buf_text(&text);
    }
    bool any = source && skipped.count &&
               excluded_open(source, skipped.data, skipped.count, parse->input->known_macros, &parse->arena,
                             &opened, &parse->names);
    if (any) {
        struct buf old = parse->opened;
        parse->opened = opened;
        opened = old;
        attempt_set_text(parse, parse->input->path, buf_text(&parse->opened));
    }
    for (size_t i = known; i < parse->names.data.count; i++) {
        attempt_add_arg(parse, arena_printf(&parse->arena, "-D%s=1", parse->names.data.data[i]));
    }
    buf_free(&text);
    buf_free(&opened);
    VEC_FREE(&skipped);
    return any;
}

static void note_excluded(struct parse *parse, struct ir_build *build)
{
    if (!parse->opened.count) {
        return;
    }
    struct buf text = {0};
    buf_add(&text, "looks at code that this configuration leaves out");
    for (size_t i = 0; i < parse->names.data.count; i++) {
        buf_addf(&text, "%s%s", i ? ", " : ": assumes ", parse->names.data.data[i]);
    }
    struct ir_loc loc = {.file = build->unit->path};
    ir_notice_add(build, NOTICE_INFO, ir_loc_add(build, &loc), buf_text(&text));
    buf_free(&text);
}

/* ---- processors ------------------------------------------------------------------------------ */

/* clang gives nothing at all for a processor that it does not know. Its family says nearly as much. */
static bool drop_cpu(struct parse *parse)
{
    size_t kept = 0;
    for (size_t i = 0; i < parse->args.data.count; i++) {
        const char *arg = parse->args.data.data[i];
        bool names = str_has_prefix(arg, "-mcpu=") || str_has_prefix(arg, "-mmcu=");
        parse->unknown_cpu = names ? arg : parse->unknown_cpu;
        parse->args.data.data[kept] = arg;
        kept += !names;
    }
    parse->args.data.count = kept;
    return parse->unknown_cpu != NULL;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* The bodies that clang refuses change their form or go. False if there is none. */
static bool refuse_bodies(struct parse *parse, const struct attempt *attempt)
{
    bool refused = false;
    CXFile main_file = clang.getFile(attempt->tu, parse->input->path);
    unsigned count = clang.getNumDiagnostics(attempt->tu);
    unsigned last = 0;
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(attempt->tu, i);
        CXFile file = NULL;
        unsigned line = 0;
        if (clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            clang.getExpansionLocation(clang.getDiagnosticLocation(diagnostic), &file, &line, NULL, NULL);
        }
        if (file && file == main_file && line != last && macro_bodies_refuse(&parse->bodies, line)) {
            refused = true;
            last = line;
        }
        clang.disposeDiagnostic(diagnostic);
    }
    return refused;
}

/* Looks at the main file's macros too; what is known without them is not risked for it. */
static void add_bodies(struct parse *parse, struct attempt *attempt)
{
    excluded_ranges skipped = {0};
    struct buf source = {0};
    find_skipped(parse, attempt, &skipped);
    if (parse->opened.count) {
        buf_add(&source, buf_text(&parse->opened));
    } else if (!attempt_read_main(parse, &source)) {
        buf_clear(&source);
    }
    macro_bodies_find(&parse->bodies, buf_text(&source), skipped.data, skipped.count,
                      parse->input->known_macros, &parse->arena);
    for (int round = 0; round < BODIES_ROUNDS_MAX && parse->bodies.data.count; round++) {
        macro_bodies_append(&parse->bodies, buf_text(&source), &parse->with_bodies);
        attempt_set_text(parse, parse->input->path, buf_text(&parse->with_bodies));
        struct attempt with_bodies = attempt_make(parse);
        bool is_fine = with_bodies.tu && with_bodies.errors <= attempt->errors;
        bool again = with_bodies.tu && !is_fine && refuse_bodies(parse, &with_bodies);
        if (is_fine) {
            attempt_drop(attempt);
            *attempt = with_bodies;
            buf_free(&source);
            VEC_FREE(&skipped);
            return;
        }
        attempt_drop(&with_bodies);
        if (!again) {
            break;
        }
    }
    parse->bodies.first_line = 0;
    buf_free(&source);
    VEC_FREE(&skipped);
}

/* Declares a sketch's functions, once it is known which there are. */
static void complete_sketch(struct parse *parse, struct attempt *attempt)
{
    struct buf text = {0};
    struct buf complete = {0};
    if (attempt_read_main(parse, &text) &&
        sketch_complete(&complete, &parse->arena, parse->input->path, buf_text(&text), attempt->tu)) {
        buf_clear(&parse->sketch);
        buf_add(&parse->sketch, buf_text(&complete));
        attempt_set_text(parse, parse->input->path, buf_text(&parse->sketch));
        attempt_drop(attempt);
        *attempt = attempt_make(parse);
        repair_headers(parse, attempt);
    }
    buf_free(&text);
    buf_free(&complete);
}

static void join_sketch(struct parse *parse)
{
    struct buf text = {0};
    if (attempt_read_main(parse, &text)) {
        sketch_join(&parse->sketch, &parse->arena, parse->input->path, buf_text(&text));
        attempt_set_text(parse, parse->input->path, buf_text(&parse->sketch));
    }
    attempt_add_arg(parse, "-include");
    attempt_add_arg(parse, "Arduino.h");
    if (parse->input->trace) { /* the files beside it are part of it */
        size_t length = (size_t)(str_basename(parse->input->path) - parse->input->path);
        str_add(&parse->input->trace->listed,
                length ? arena_strndup(&parse->arena, parse->input->path, length) : ".");
    }
    buf_free(&text);
}

/* Names the destructors of class templates' instances, so that they have cursors. */
static void name_ends(struct parse *parse, struct attempt *attempt)
{
    struct buf ends = {0};
    if (cxx_ends_write(&ends, attempt->tu, parse->input->path)) {
        const struct CXUnsavedFile *known = attempt_find_text(parse, parse->input->path);
        if (known) {
            buf_add(&parse->with_ends, known->contents);
        } else if (!attempt_read_main(parse, &parse->with_ends)) {
            buf_clear(&parse->with_ends);
        }
        buf_add(&parse->with_ends, buf_text(&ends));
        attempt_set_text(parse, parse->input->path, buf_text(&parse->with_ends));
        struct attempt named = attempt_make(parse);
        bool is_fine = named.tu && named.errors <= attempt->errors;
        attempt_drop(is_fine ? attempt : &named);
        *attempt = is_fine ? named : *attempt;
    }
    buf_free(&ends);
}

static struct attempt parse_best(struct parse *parse)
{
    bool is_sketch = parse->input->is_cxx && source_kind(parse->input->path) == SOURCE_SKETCH;
    parse->sees_excluded = parse->input->opens_excluded && !is_sketch;
    if (is_sketch) {
        join_sketch(parse);
    }
    struct attempt attempt = attempt_make(parse);
    if (!attempt.tu && drop_cpu(parse)) {
        attempt_drop(&attempt);
        attempt = attempt_make(parse);
    }
    repair_headers(parse, &attempt);
    if (is_sketch && attempt.tu) {
        complete_sketch(parse, &attempt);
    }
    for (int round = 0; round < OPENINGS_MAX && parse->sees_excluded && attempt.tu; round++) {
        if (!open_excluded(parse, &attempt)) {
            break;
        }
        attempt_drop(&attempt);
        attempt = attempt_make(parse);
        repair_headers(parse, &attempt);
    }
    if (attempt.tu && attempt.errors) {
        repair_names(parse, &attempt);
    }
    if (attempt.tu && parse->sees_excluded) {
        add_bodies(parse, &attempt);
    }
    if (attempt.tu && parse->input->is_cxx) {
        name_ends(parse, &attempt);
    }
    return attempt;
}

/* clang drops the statement that it cannot read: its function is not whole. */
static void mark_function(struct ir_unit *unit, const struct ir_loc *error)
{
    for (size_t i = 0; i < unit->funcs.count; i++) {
        struct ir_func *func = &unit->funcs.data[i];
        const struct ir_loc *body = &unit->locs.data[func->body_loc];
        if (body->file == error->file && body->line <= error->line && error->line <= body->end_line) {
            func->flags |= IR_FUNC_DEGRADED;
        }
    }
}

static void note_errors(struct ir_build *build, const struct attempt *attempt)
{
    unsigned count = clang.getNumDiagnostics(attempt->tu);
    unsigned said = 0;
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(attempt->tu, i);
        if (clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            CXString spelling = clang.getDiagnosticSpelling(diagnostic);
            CXFile file = NULL;
            struct ir_loc loc = {0};
            clang.getExpansionLocation(clang.getDiagnosticLocation(diagnostic), &file, &loc.line, &loc.column,
                                       NULL);
            CXString name = clang.getFileName(file);
            const char *path = file ? clang.getCString(name) : NULL;
            path = path && str_has_prefix(path, "./") ? path + 2 : path;
            loc.file = path ? ir_string(build, path) : build->unit->path;
            mark_function(build->unit, &loc);
            if (said++ < CAUSES_MAX) {
                ir_notice_add(build, NOTICE_DEGRADED, ir_loc_add(build, &loc), clang.getCString(spelling));
            }
            clang.disposeString(name);
            clang.disposeString(spelling);
        }
        clang.disposeDiagnostic(diagnostic);
    }
}

struct inclusions {
    struct ir_build *build;
};

static void visit_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    (void)stack;
    (void)depth;
    struct inclusions *inclusions = data;
    CXString name = clang.getFileName(file);
    const char *text = clang.getCString(name);
    if (text && !str_has_prefix(text, HEADERS_SHIM_ROOT)) {
        VEC_PUSH(&inclusions->build->unit->files, ir_string(inclusions->build, text));
    }
    clang.disposeString(name);
}

static void free_lower(struct lower *lower)
{
    if (lower->cxx) {
        lower_cxx_free(lower->cxx);
    }
    ir_build_fini(&lower->build);
    VEC_FREE(&lower->files);
    map_free(&lower->file_ids);
    map_free(&lower->range_locs);
    map_free(&lower->sym_ids);
    VEC_FREE(&lower->sym_cursors);
    map_free(&lower->type_ids);
    VEC_FREE(&lower->pending);
    map_free(&lower->queued);
    map_free(&lower->function_names);
    map_free(&lower->attributes);
}

static void lower_attempt(struct parse *parse, struct lower *lower, const struct attempt *attempt)
{
    struct ir_unit *unit = parse->unit;
    struct inclusions inclusions = {.build = &lower->build};
    lower->tu = attempt->tu;
    clang.getInclusions(attempt->tu, visit_inclusion, &inclusions);
    lower_unit(lower);
    note_errors(&lower->build, attempt);
    note_excluded(parse, &lower->build);
    repair_tell(parse, &lower->build);
    bool invented = stubs_count(&parse->stubs) > 0; /* it parses, but on names that are not there */
    unit->health = attempt->errors || lower->unknown_ops || invented ? IR_DEGRADED : IR_OK;
}

void parse_unit(struct ir_unit *unit, const struct parse_input *input, struct headers *headers)
{
    struct parse parse = {.input = input, .headers = headers, .unit = unit};
    struct lower lower = {
        .unit = unit, .arena = &parse.arena, .stub_file = REPAIR_STUB_FILE, .shim_root = HEADERS_SHIM_ROOT};
    if (input->is_cxx) {
        lower.cxx = ARENA_NEW(&parse.arena, struct lower_cxx);
    }
    ir_build_init(&lower.build, unit);
    unit->path = ir_string(&lower.build, input->path);
    unit->target = input->target;
    unit->target.triple = ir_string(&lower.build, input->triple ? input->triple : "");
    unit->target.cpu = ir_string(&lower.build, input->cpu ? input->cpu : "");
    stubs_init(&parse.stubs, &parse.arena, input->target.pointer_size < 4, input->is_cxx);
    build_args(&parse);
    size_t shim_count = 0;
    const struct headers_shim *shims = headers ? headers_shims(headers, input->is_cxx, &shim_count) : NULL;
    for (size_t i = 0; i < shim_count; i++) {
        attempt_set_text(&parse, shims[i].path, shims[i].text);
    }
    for (size_t i = 0; i < input->text_count; i++) {
        attempt_set_text(&parse, input->texts[i].path, input->texts[i].text);
    }
    struct attempt attempt = parse_best(&parse);
    struct ir_loc loc = {.file = unit->path};
    lower.macro_bodies = &parse.bodies;
    if (attempt.tu) {
        lower_attempt(&parse, &lower, &attempt);
        if (parse.unknown_cpu) {
            unit->health = IR_DEGRADED;
            ir_notice_add(&lower.build, NOTICE_DEGRADED, ir_loc_add(&lower.build, &loc),
                          arena_printf(&parse.arena, "libclang does not know '%s': read without it",
                                       parse.unknown_cpu));
        }
    } else {
        unit->health = IR_LOST;
        ir_notice_add(&lower.build, NOTICE_LOST, ir_loc_add(&lower.build, &loc),
                      "libclang could not read this file with these flags");
    }
    trace_args(input->trace, parse.args.data.data, parse.args.data.count);
    attempt_drop(&attempt);
    free_lower(&lower);
    stubs_free(&parse.stubs);
    for (size_t i = 0; i < parse.files.count; i++) {
        buf_free(&parse.files.data[i].code);
    }
    VEC_FREE(&parse.files);
    buf_free(&parse.sketch);
    buf_free(&parse.with_ends);
    buf_free(&parse.opened);
    buf_free(&parse.with_bodies);
    VEC_FREE(&parse.bodies.data);
    VEC_FREE(&parse.names.data);
    str_free(&parse.chosen);
    VEC_FREE(&parse.assumed);
    VEC_FREE(&parse.args.data);
    VEC_FREE(&parse.unsaved);
    arena_free(&parse.arena);
}
