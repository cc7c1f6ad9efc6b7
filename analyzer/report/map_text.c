/*
 * The protection map as a table: objects down, contexts across from main to the most urgent handler, and
 * in each cell what that context does (r, w, u: reads, writes, updates) and what it rests on.
 *
 *     object       main           USART1_IRQHandler
 *                                 priority 5
 *   ! rx_errors    u none         w priority
 *     rx_head      r PRIMASK      rw priority
 *
 * Where that is too wide, contexts get numbers and guards one sign; where they are too many for that, each
 * object has a list of them.
 */
#include "report/common.h"
#include "report/map_rows.h"
#include "report/report.h"
#include "report/utf8.h"

#include <string.h>

enum {
    WIDTH_MAX = 110,
    ROWS_MAX = 30,
    COLUMNS_MAX = 14,
    LISTED_MAX = 12, /* contexts that share nothing */
    CELLS_MAX = 4,   /* of a row in a list */
    NAME_WIDTH = 40,
    NARROW = 5,
};

struct map_text {
    struct buf page;
    const struct report_input *in;
    const struct protection_program *program;
    struct map_rows rows;
    size_t shown; /* of the rows */
    uint32_t columns[COLUMNS_MAX];
    size_t column_count, width[COLUMNS_MAX], name_width;
};

static const char signs[GRADES] = {'!', '?', '~', '+'};

/* Appends `words`, painted, and blanks up to `width`. */
static void put(struct map_text *text, const char *words, const char *paint, size_t width)
{
    size_t before = text->page.count;
    if (paint && text->in->color) {
        buf_addf(&text->page, "\033[%sm", paint);
        before = text->page.count;
    }
    utf8_put_plain(&text->page, words, strlen(words));
    size_t length = text->page.count - before;
    if (paint && text->in->color) {
        buf_add(&text->page, "\033[0m");
    }
    for (; length < width; length++) {
        buf_add(&text->page, " ");
    }
}

static const char *paint_of(enum map_grade grade)
{
    static const char *const codes[GRADES] = {"1;31", "31", "33", "32"};
    return codes[grade];
}

static void end_line(struct map_text *text)
{
    while (text->page.count && text->page.data[text->page.count - 1] == ' ') {
        text->page.data[--text->page.count] = '\0';
    }
    buf_add(&text->page, "\n");
}

/* ---- measures ---------------------------------------------------------------------------------------- */

static const char *cell_text(struct map_text *text, const struct protection_cell *cell, bool narrow)
{
    char marks[TOUCHES + 1];
    enum map_grade grade = map_grade_of(cell->guard, cell->unsure);
    map_marks(cell, marks);
    return narrow ? arena_printf(&text->rows.memory, "%s%c", marks, signs[grade])
                  : arena_printf(&text->rows.memory, "%s %s%s", marks, cell->label,
                                 grade == GRADE_MAYBE ? "?" : "");
}

static size_t longer(size_t width, const char *words)
{
    return strlen(words) > width ? strlen(words) : width;
}

/* The contexts of the rows that are shown. False: they are too many for a table. */
static bool pick_columns(struct map_text *text)
{
    text->column_count = 0;
    for (uint32_t i = 0; i < text->program->context_count; i++) {
        bool used = false;
        for (size_t j = 0; j < text->shown && !used; j++) {
            used = map_cell(text->rows.data.data[j].object, i) != NULL;
        }
        if (used && text->column_count == COLUMNS_MAX) {
            return false;
        }
        if (used) {
            text->columns[text->column_count++] = i;
        }
    }
    return true;
}

/* The width of the table with words in its cells. */
static size_t measure(struct map_text *text)
{
    text->name_width = strlen("object");
    for (size_t j = 0; j < text->column_count; j++) {
        const struct protection_context *context = &text->program->contexts[text->columns[j]];
        text->width[j] = longer(strlen(context->name), map_rank(&text->rows.memory, context));
    }
    for (size_t i = 0; i < text->shown; i++) {
        const struct map_row *row = &text->rows.data.data[i];
        for (size_t j = 0; j < text->column_count; j++) {
            const struct protection_cell *cell = map_cell(row->object, text->columns[j]);
            text->width[j] = cell ? longer(text->width[j], cell_text(text, cell, false)) : text->width[j];
        }
        text->name_width = longer(text->name_width, row->name);
    }
    text->name_width = text->name_width < NAME_WIDTH ? text->name_width : NAME_WIDTH;
    size_t total = 2 + text->name_width;
    for (size_t j = 0; j < text->column_count; j++) {
        total += 2 + text->width[j];
    }
    return total;
}

/* ---- the table --------------------------------------------------------------------------------------- */

static void put_wide_head(struct map_text *text)
{
    put(text, "  object", NULL, 2 + text->name_width);
    for (size_t j = 0; j < text->column_count; j++) {
        put(text, "  ", NULL, 0);
        put(text, text->program->contexts[text->columns[j]].name, "1", text->width[j]);
    }
    end_line(text);
    put(text, "", NULL, 2 + text->name_width);
    for (size_t j = 0; j < text->column_count; j++) {
        const struct protection_context *context = &text->program->contexts[text->columns[j]];
        put(text, "  ", NULL, 0);
        put(text, map_rank(&text->rows.memory, context), NULL, text->width[j]);
    }
    end_line(text);
}

static void put_narrow_head(struct map_text *text)
{
    for (size_t j = 0; j < text->column_count; j++) {
        const struct protection_context *context = &text->program->contexts[text->columns[j]];
        const char *rank = map_rank(&text->rows.memory, context);
        buf_addf(&text->page, "%5zu  ", j + 1);
        put(text, context->name, "1", 0);
        buf_addf(&text->page, "%s%s\n", *rank ? ", " : "", rank);
    }
    buf_add(&text->page, "\n");
    put(text, "  object", NULL, 2 + text->name_width);
    for (size_t j = 0; j < text->column_count; j++) {
        buf_addf(&text->page, " %-4zu", j + 1);
    }
    end_line(text);
}

static void put_name(struct map_text *text, const struct map_row *row, size_t width)
{
    enum map_grade grade = map_object_grade(row->object);
    const char sign[] = {grade == GRADE_GUARDED ? ' ' : signs[grade], ' ', '\0'};
    put(text, sign, paint_of(grade), 2);
    put(text, row->name, NULL, width);
    if (strlen(row->name) > width) { /* on a line of its own, so that the columns stay */
        end_line(text);
        put(text, "", NULL, 2 + width);
    }
}

static void put_row(struct map_text *text, const struct map_row *row, bool narrow)
{
    put_name(text, row, text->name_width);
    for (size_t j = 0; j < text->column_count; j++) {
        const struct protection_cell *cell = map_cell(row->object, text->columns[j]);
        put(text, narrow ? " " : "  ", NULL, 0);
        put(text, cell ? cell_text(text, cell, narrow) : ".",
            cell ? paint_of(map_grade_of(cell->guard, cell->unsure)) : NULL,
            narrow ? NARROW - 1 : text->width[j]);
    }
    end_line(text);
}

/* The worst ones first, in the order of the contexts. */
static void put_listed(struct map_text *text, const struct map_row *row)
{
    size_t shown = 0;
    put_name(text, row, NAME_WIDTH - 6);
    for (int grade = GRADE_BARE; grade < GRADES; grade++) {
        for (size_t i = 0; i < row->object->cell_count && shown < CELLS_MAX; i++) {
            const struct protection_cell *cell = &row->object->cells[i];
            if (map_grade_of(cell->guard, cell->unsure) == (enum map_grade)grade) {
                put(text, shown++ ? ", " : "  ", NULL, 0);
                put(text, text->program->contexts[cell->context].name, NULL, 0);
                put(text, " ", NULL, 0);
                put(text, cell_text(text, cell, true), paint_of((enum map_grade)grade), 0);
            }
        }
    }
    if (shown < row->object->cell_count) {
        buf_addf(&text->page, " and %zu more", row->object->cell_count - shown);
    }
    end_line(text);
}

static void put_table(struct map_text *text)
{
    bool cut = !text->in->all && text->rows.data.count > ROWS_MAX;
    text->shown = cut ? ROWS_MAX : text->rows.data.count;
    bool fits = pick_columns(text);
    bool narrow = fits && measure(text) > WIDTH_MAX;
    if (narrow) {
        put_narrow_head(text);
    } else if (fits) {
        put_wide_head(text);
    }
    for (size_t i = 0; i < text->shown; i++) {
        if (fits) {
            put_row(text, &text->rows.data.data[i], narrow);
        } else {
            put_listed(text, &text->rows.data.data[i]);
        }
    }
    if (cut) {
        buf_addf(&text->page, "  %zu more (--all shows them)\n", text->rows.data.count - text->shown);
    }
    buf_addf(&text->page, "\n  r reads, w writes, u updates; ! bare, ? perhaps bare, ~ by agreement%s\n",
             narrow || !fits ? ", + guarded" : "");
}

/* ---- below it ------------------------------------------------------------------------------------------ */

static void put_details(struct map_text *text, const struct protection_object *object)
{
    buf_add(&text->page, "\n");
    put(text, object->name, "1", 0);
    buf_addf(&text->page, ": %s", object->kind);
    if (object->loc.line) {
        buf_addf(&text->page, ", %s:%u", object->loc.file, object->loc.line);
    }
    if (object->bare) {
        buf_addf(&text->page, ", bare at %zu of %zu accesses", object->bare, object->access_count);
    } else {
        buf_add(&text->page, object->verdict == VERDICT_AGREED ? ", by agreement" : ", guarded everywhere");
    }
    buf_add(&text->page, "\n");
    uint32_t context = UINT32_MAX;
    for (size_t i = 0; i < object->access_count; i++) {
        const struct protection_access *access = &object->accesses[i];
        if (access->context != context) {
            context = access->context;
            buf_addf(&text->page, "  %s\n", text->program->contexts[context].name);
        }
        buf_addf(&text->page, "    %s:%u: %s in '%s': ", access->loc.file, access->loc.line,
                 touch_name(access->touch), access->function);
        bool bare = access->guard == GUARD_NONE;
        put(text, bare ? "bare, " : "", paint_of(GRADE_BARE), 0);
        put(text, access->words, NULL, 0);
        buf_add(&text->page, access->unsure ? " (unsure)\n" : "\n");
    }
}

static void put_idle(struct map_text *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->program->context_count; i++) {
        const struct protection_context *context = &text->program->contexts[i];
        if (context->shares) {
            continue;
        }
        if (!count++) {
            buf_add(&text->page, "\nshare nothing:\n");
        }
        if (count <= LISTED_MAX || text->in->all) {
            const char *rank = map_rank(&text->rows.memory, context);
            buf_addf(&text->page, "  %s%s%s (%s)\n", context->name, *rank ? ", " : "", rank, context->found);
        }
    }
    if (count > LISTED_MAX && !text->in->all) {
        buf_addf(&text->page, "  %zu more (--all shows them)\n", count - LISTED_MAX);
    }
}

static void put_counts(struct map_text *text)
{
    const struct protection_program *program = text->program;
    size_t counts[GRADES] = {0};
    size_t sharing = 0;
    size_t count = 0;
    for (size_t i = 0; i < text->rows.data.count; i++) {
        counts[map_object_grade(text->rows.data.data[i].object)] += text->rows.data.data[i].count;
        count += text->rows.data.data[i].count;
    }
    for (size_t i = 0; i < program->context_count; i++) {
        sharing += program->contexts[i].shares > 0;
    }
    buf_addf(&text->page,
             ": %zu object%s shared by %zu of %zu contexts: %zu bare, %zu perhaps, %zu by agreement, %zu "
             "guarded\n\n",
             count, count == 1 ? "" : "s", sharing, program->context_count, counts[GRADE_BARE],
             counts[GRADE_MAYBE], counts[GRADE_AGREED], counts[GRADE_GUARDED]);
}

static void put_program(struct map_text *text)
{
    const struct protection_program *program = text->program;
    put(text, *program->name ? program->name : "(the whole tree)", "1", 0);
    if (text->rows.data.count) {
        put_counts(text);
        put_table(text);
    } else {
        buf_addf(&text->page, ": nothing is shared by its %zu context%s\n", program->context_count,
                 program->context_count == 1 ? "" : "s");
    }
    if (text->rows.left_out) {
        buf_addf(&text->page,
                 "\n%zu more may be shared, by pointers that may lead elsewhere (--all shows them)\n",
                 text->rows.left_out);
    }
    for (size_t i = 0; text->in->map_details && i < text->rows.data.count; i++) {
        for (size_t j = 0; j < text->rows.data.data[i].count; j++) {
            put_details(text, text->rows.data.data[i].objects.data[j]);
        }
    }
    if (!text->in->map_object) {
        put_idle(text);
    }
}

/* A tree may have hundreds of programs, examples and tools, in which one context runs: they are counted. */
static void put_silent(struct map_text *text, size_t silent, bool first)
{
    if (silent) {
        buf_addf(&text->page, "%s%zu program%s in which nothing is shared (--all shows %s)\n",
                 first ? "" : "\n", silent, silent == 1 ? "" : "s", silent == 1 ? "it" : "them");
    }
}

int report_map_text(FILE *out, const struct report_input *in)
{
    struct map_text text = {.in = in};
    bool first = true;
    size_t silent = 0;
    for (size_t i = 0; i < in->protection->count; i++) {
        text.program = &in->protection->data[i];
        text.rows = (struct map_rows){0};
        map_rows_of(&text.rows, text.program, in->map_object, in->map_details);
        bool alone = in->protection->count == 1;
        if (text.rows.data.count || (!in->map_object && (alone || in->map_details))) {
            buf_add(&text.page, first ? "" : "\n");
            put_program(&text);
            first = false;
        } else {
            silent++;
        }
        fwrite(buf_text(&text.page), 1, text.page.count, out);
        buf_clear(&text.page);
        map_rows_free(&text.rows);
    }
    put_silent(&text, in->map_object ? 0 : silent, first);
    fwrite(buf_text(&text.page), 1, text.page.count, out);
    buf_free(&text.page);
    return report_finish(out);
}
