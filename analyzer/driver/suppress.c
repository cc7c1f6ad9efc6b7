#include "driver/suppress.h"

#include "base/buf.h"
#include "base/str.h"
#include "driver/hygiene.h"
#include "driver/selection.h"
#include "ir/ir_build.h"
#include "rules/rule.h"

#include <string.h>

enum { SOURCE_SIZE_MAX = 64 * 1024 * 1024 };

/* ---- collecting -------------------------------------------------------------------------------- */

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

/* The units that read a file say the same of it: the first one counts. */
void suppress_collect(struct suppressions *list, struct arena *run, const struct extracted *extracted)
{
    struct strtab seen = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        uint32_t known = seen.count;
        for (size_t j = 0; j < unit->files.count; j++) {
            str_add(&seen, ir_text(unit, unit->files.data[j]));
        }
        for (size_t j = 0; j < unit->suppressions.count; j++) {
            const struct ir_suppression *suppression = &unit->suppressions.data[j];
            if (str_find(&seen, ir_text(unit, suppression->loc.file)) >= known) {
                add_to_list(list, run, unit, suppression);
            }
        }
    }
    str_free(&seen);
}

/* ---- what they suppress ------------------------------------------------------------------------ */

static bool covers(const struct suppression *suppression, const struct finding *finding)
{
    switch (suppression->form) {
    case SUPPRESS_LINE:
        return suppression->line == finding->loc.line &&
               strcmp(suppression->loc.file, finding->loc.file) == 0;
    case SUPPRESS_FILE: return strcmp(suppression->loc.file, finding->loc.file) == 0;
    case SUPPRESS_MACRO:
        return strcmp(suppression->macro, finding->macro) == 0 ||
               strcmp(suppression->macro, finding->inner_macro) == 0;
    default: return false;
    }
}

static bool names(const struct suppress_item *item, const struct rule_info *rule)
{
    return str_has_prefix(rule->code, item->word) || strcmp(rule->name, item->word) == 0;
}

void suppress_mark(struct finding_list *findings, struct suppressions *list)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = &findings->data[i];
        for (size_t j = 0; j < list->count; j++) {
            struct suppression *suppression = &list->data[j];
            bool here = covers(suppression, finding);
            for (size_t k = 0; here && k < suppression->items.count; k++) {
                struct suppress_item *item = &suppression->items.data[k];
                if (names(item, finding->rule)) {
                    item->used = true;
                    finding->suppressed = true;
                    finding->justification = suppression->reason;
                }
            }
        }
    }
}

/* ---- what is wrong with them ------------------------------------------------------------------- */

/* Would a finding have shown? Where a rule was not run, and in code that is not compiled, nobody knows. */
static bool was_run(const struct suppress_item *item, const struct options *options)
{
    for (size_t i = 0; rules_all[i]; i++) {
        const struct rule_info *rule = &rules_all[i]->info;
        bool of_these = str_has_prefix(rule->code, "CRIT9"); /* what it suppresses is found last */
        if (names(item, rule) && (of_these || !selection_has(options, rule))) {
            return false;
        }
    }
    return true;
}

static bool is_rule(const struct suppress_item *item)
{
    for (size_t i = 0; rules_all[i]; i++) {
        if (names(item, &rules_all[i]->info)) {
            return true;
        }
    }
    return false;
}

/* Lines and macros that some unit compiled, of those that are asked for. */
struct compiled {
    struct strtab keys;
    VEC(bool) seen;
};

static const char *key_of_line(struct buf *text, const char *file, uint32_t line)
{
    buf_clear(text);
    buf_addf(text, "%u %s", line, file);
    return buf_text(text);
}

static void ask(struct compiled *compiled, const char *key)
{
    str_add(&compiled->keys, key);
    while (compiled->seen.count < compiled->keys.count) {
        VEC_PUSH(&compiled->seen, false);
    }
}

static void see(struct compiled *compiled, const char *key)
{
    uint32_t id = str_find(&compiled->keys, key);
    if (id) {
        compiled->seen.data[id] = true;
    }
}

static void look_at_unit(struct compiled *compiled, const struct ir_unit *unit)
{
    struct buf text = {0};
    uint32_t last_file = 0;
    uint32_t last_line = 0;
    for (size_t i = 0; i < unit->locs.count; i++) {
        const struct ir_loc *loc = &unit->locs.data[i];
        if (loc->file != last_file || loc->line != last_line) { /* neighbours share a line */
            see(compiled, key_of_line(&text, ir_text(unit, loc->file), loc->line));
            last_file = loc->file;
            last_line = loc->line;
        }
        if (loc->macro) {
            see(compiled, ir_text(unit, loc->macro));
            see(compiled, ir_text(unit, loc->inner_macro));
        }
    }
    buf_free(&text);
}

static void find_compiled(struct compiled *compiled, const struct suppressions *list,
                          const struct extracted *extracted)
{
    struct buf text = {0};
    for (size_t i = 0; i < list->count; i++) {
        const struct suppression *suppression = &list->data[i];
        ask(compiled, suppression->macro ? suppression->macro
                                         : key_of_line(&text, suppression->loc.file, suppression->line));
    }
    for (size_t i = 0; list->count && i < extracted->units.count; i++) {
        look_at_unit(compiled, extracted->units.data[i]);
    }
    buf_free(&text);
}

static bool is_compiled(const struct compiled *compiled, const struct suppression *suppression)
{
    struct buf text = {0};
    bool outside = !suppression->conditional && !suppression->macro;
    uint32_t id = str_find(&compiled->keys,
                           suppression->macro ? suppression->macro
                                              : key_of_line(&text, suppression->loc.file, suppression->line));
    buf_free(&text);
    return outside || compiled->seen.data[id];
}

static bool is_lost(const struct extracted *extracted, const char *file)
{
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        if (unit->health == IR_LOST && strcmp(ir_text(unit, unit->path), file) == 0) {
            return true;
        }
    }
    return false;
}

static struct finding *report(struct finding_list *findings, const struct suppression *suppression,
                              const char *code, const struct loc *loc, struct arena *run, const char *message)
{
    struct finding *finding = hygiene_report(findings, run, code, loc, message);
    finding->key = arena_printf(run, "%s %s %s", code, suppression->loc.file, message);
    return finding;
}

/* All its words: "CRIT101, CRIT202". */
static const char *words_of(const struct suppression *suppression, struct arena *run)
{
    const char *words = suppression->items.data[0].word;
    for (size_t i = 1; i < suppression->items.count; i++) {
        words = arena_printf(run, "%s, %s", words, suppression->items.data[i].word);
    }
    return words;
}

static void delete_comment(struct finding *finding, const struct suppression *suppression, struct arena *run)
{
    struct edit *edit = ARENA_NEW(run, struct edit);
    *edit = (struct edit){.loc = suppression->comment, .text = ""};
    finding->edits = edit;
    finding->edit_count = 1;
}

/* Where no word suppresses anything, the comment; else each such word of its own. */
static void report_unused(struct finding_list *findings, const struct suppression *suppression,
                          struct arena *run, const struct options *options)
{
    size_t unused = 0;
    bool known = true;
    for (size_t i = 0; i < suppression->items.count; i++) {
        const struct suppress_item *item = &suppression->items.data[i];
        unused += !item->used && was_run(item, options);
        known &= is_rule(item);
    }
    if (unused == suppression->items.count && known) {
        const char *words = words_of(suppression, run);
        struct finding *finding = report(findings, suppression, "CRIT901", &suppression->loc, run,
                                         arena_printf(run, "nothing here is suppressed by '%s'", words));
        finding->advice = "delete the comment";
        delete_comment(finding, suppression, run);
        return;
    }
    for (size_t i = 0; i < suppression->items.count; i++) {
        const struct suppress_item *item = &suppression->items.data[i];
        if (!item->used && was_run(item, options)) {
            const char *message = is_rule(item)
                                      ? arena_printf(run, "nothing here is suppressed by '%s'", item->word)
                                      : arena_printf(run, "no rule is called '%s'", item->word);
            report(findings, suppression, "CRIT901", &item->loc, run, message)->advice =
                arena_printf(run, "delete '%s'", item->word);
        }
    }
}

void suppress_report(struct finding_list *findings, struct suppressions *list, struct arena *run,
                     const struct options *options, const struct extracted *extracted,
                     const struct unit_plans *plans)
{
    struct compiled compiled = {0};
    bool reasons = config_number(options->config, CONFIG_REQUIRE_REASON);
    bool unused = hygiene_runs("CRIT901", options) && !plans->single_file; /* the rest may be elsewhere */
    find_compiled(&compiled, list, extracted);
    for (size_t i = 0; i < list->count; i++) {
        const struct suppression *suppression = &list->data[i];
        if (unused && suppression->form == SUPPRESS_MALFORMED) {
            report(findings, suppression, "CRIT901", &suppression->loc, run,
                   "this suppresses nothing: a suppression is 'ignore[CODE]', 'ignore-next-line[CODE]' "
                   "or 'ignore-file[CODE]'");
        } else if (unused && !is_lost(extracted, suppression->loc.file) &&
                   (suppression->form == SUPPRESS_FILE || is_compiled(&compiled, suppression))) {
            report_unused(findings, suppression, run, options);
        }
        if (reasons && suppression->form != SUPPRESS_MALFORMED && !suppression->reason &&
            hygiene_runs("CRIT902", options)) {
            report(findings, suppression, "CRIT902", &suppression->loc, run,
                   "this suppression gives no reason")
                ->advice = "say behind the bracket why the finding is no bug";
        }
    }
    VEC_FREE(&compiled.seen);
    str_free(&compiled.keys);
}
