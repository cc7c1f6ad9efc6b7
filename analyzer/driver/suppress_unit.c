#include "driver/suppress_unit.h"

#include "base/buf.h"
#include "base/str.h"
#include "frontend/headers.h"
#include "ir/ir_build.h"

enum { SOURCE_SIZE_MAX = 64 * 1024 * 1024 };

/* ---- into the unit ----------------------------------------------------------------------------- */

static struct ir_range to_range(struct ir_build *build, const struct loc *loc)
{
    return (struct ir_range){.file = ir_string(build, loc->file),
                             .line = loc->line,
                             .column = loc->column,
                             .end_line = loc->end_line,
                             .end_column = loc->end_column};
}

static void add_to_unit(struct ir_build *build, const struct suppression *from)
{
    struct ir_unit *unit = build->unit;
    struct ir_suppression to = {.form = from->form,
                                .line = from->line,
                                .macro = ir_string(build, from->macro ? from->macro : ""),
                                .conditional = from->conditional,
                                .reason = ir_string(build, from->reason ? from->reason : ""),
                                .item = (uint32_t)unit->suppressed.count,
                                .item_count = (uint32_t)from->items.count,
                                .loc = to_range(build, &from->loc),
                                .comment = to_range(build, &from->comment)};
    for (size_t i = 0; i < from->items.count; i++) {
        const struct suppress_item *item = &from->items.data[i];
        struct ir_suppressed word = {.word = ir_string(build, item->word),
                                     .loc = to_range(build, &item->loc)};
        VEC_PUSH(&unit->suppressed, word);
    }
    VEC_PUSH(&unit->suppressions, to);
}

void suppress_extract(struct ir_unit *unit)
{
    struct suppressions found = {0};
    struct strtab seen = {0};
    struct arena arena = {0};
    struct buf text = {0};
    for (size_t i = 0; i < unit->files.count; i++) {
        const char *file = arena_strdup(&arena, ir_text(unit, unit->files.data[i]));
        uint32_t known = seen.count;
        if (str_has_prefix(file, HEADERS_SHIM_ROOT) || (str_add(&seen, file), seen.count == known) ||
            buf_read_file(&text, file, SOURCE_SIZE_MAX) != 0) {
            continue;
        }
        bool assembly =
            str_has_suffix(file, ".s") || str_has_suffix(file, ".S") || str_has_suffix(file, ".asm");
        suppress_read(&found, &arena, file, buf_text(&text), assembly);
    }
    struct ir_build build;
    ir_build_init(&build, unit);
    for (size_t i = 0; i < found.count; i++) {
        add_to_unit(&build, &found.data[i]);
    }
    ir_build_fini(&build);
    suppress_free(&found);
    buf_free(&text);
    str_free(&seen);
    arena_free(&arena);
}

/* ---- out of it --------------------------------------------------------------------------------- */

static struct loc to_loc(struct arena *run, const struct ir_unit *unit, const struct ir_range *range)
{
    return (struct loc){.file = arena_strdup(run, ir_text(unit, range->file)),
                        .line = range->line,
                        .column = range->column,
                        .end_line = range->end_line,
                        .end_column = range->end_column};
}

static const char *text_or_null(struct arena *run, const struct ir_unit *unit, uint32_t string)
{
    return string ? arena_strdup(run, ir_text(unit, string)) : NULL;
}

static void add_to_list(struct suppressions *list, struct arena *run, const struct ir_unit *unit,
                        const struct ir_suppression *from)
{
    struct suppression to = {.form = from->form < SUPPRESS_FORMS ? (enum suppress_form)from->form
                                                                 : SUPPRESS_MALFORMED,
                             .line = from->line,
                             .macro = text_or_null(run, unit, from->macro),
                             .conditional = from->conditional != 0,
                             .loc = to_loc(run, unit, &from->loc),
                             .comment = to_loc(run, unit, &from->comment),
                             .reason = text_or_null(run, unit, from->reason)};
    if (!from->item_count || (to.form == SUPPRESS_MACRO && !to.macro)) {
        to.form = SUPPRESS_MALFORMED;
    }
    for (uint32_t i = 0; i < from->item_count; i++) {
        const struct ir_suppressed *word = &unit->suppressed.data[from->item + i];
        struct suppress_item item = {.word = arena_strdup(run, ir_text(unit, word->word)),
                                     .loc = to_loc(run, unit, &word->loc)};
        VEC_PUSH(&to.items, item);
    }
    VEC_PUSH(list, to);
}

void suppress_add(struct suppressions *list, struct arena *run, const struct ir_unit *unit,
                  const struct strtab *seen, uint32_t first)
{
    for (size_t i = 0; i < unit->suppressions.count; i++) {
        const struct ir_suppression *suppression = &unit->suppressions.data[i];
        if (str_find(seen, ir_text(unit, suppression->loc.file)) >= first) {
            add_to_list(list, run, unit, suppression);
        }
    }
}
