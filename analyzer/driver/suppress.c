#include "driver/suppress.h"

#include "base/buf.h"
#include "base/str.h"
#include "driver/hygiene.h"
#include "driver/selection.h"
#include "driver/suppress_unit.h"
#include "rules/rule.h"

#include <string.h>

/* ---- collecting -------------------------------------------------------------------------------- */

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
        suppress_add(list, run, unit, &seen, known);
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

/* A word with the comma on its side of one that stays, so that the edits of several words do not overlap. */
static void delete_word(struct finding *finding, const struct suppression *suppression, size_t index,
                        size_t stays, struct arena *run)
{
    const struct suppress_item *items = suppression->items.data;
    struct edit *edit = ARENA_NEW(run, struct edit);
    *edit = (struct edit){.loc = items[index].loc, .text = ""};
    if (index < stays) {
        edit->loc.end_line = items[index + 1].loc.line;
        edit->loc.end_column = items[index + 1].loc.column;
    } else {
        edit->loc.line = items[index - 1].loc.end_line;
        edit->loc.column = items[index - 1].loc.end_column;
    }
    finding->edits = edit;
    finding->edit_count = 1;
}

static bool stays(const struct suppress_item *item, const struct options *options)
{
    return item->used || !was_run(item, options);
}

/* Where no word suppresses anything, the comment; else each such word of its own. */
static void report_unused(struct finding_list *findings, const struct suppression *suppression,
                          struct arena *run, const struct options *options)
{
    size_t unused = 0;
    size_t first = SIZE_MAX; /* word that stays */
    bool known = true;
    for (size_t i = 0; i < suppression->items.count; i++) {
        const struct suppress_item *item = &suppression->items.data[i];
        unused += !stays(item, options);
        first = first == SIZE_MAX && stays(item, options) ? i : first;
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
        if (!stays(item, options)) {
            const char *message = is_rule(item)
                                      ? arena_printf(run, "nothing here is suppressed by '%s'", item->word)
                                      : arena_printf(run, "no rule is called '%s'", item->word);
            struct finding *finding = report(findings, suppression, "CRIT901", &item->loc, run, message);
            finding->advice = arena_printf(run, "delete '%s'", item->word);
            if (first != SIZE_MAX) {
                delete_word(finding, suppression, i, first, run);
            }
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
