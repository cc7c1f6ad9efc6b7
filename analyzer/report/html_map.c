/*
 * The protection map as a picture: contexts across, from main to the most urgent handler, objects down,
 * and in each cell what the context does and how well it is guarded. A row opens and lists its accesses.
 */
#include "report/html.h"
#include "report/map_rows.h"
#include "report/markup.h"

#include <string.h>

enum {
    ROWS_MAX = 300,
    COLUMNS_MAX = 40,
    PROGRAMS_MAX = 20,
    ACCESSES_MAX = 60,
    WORDS_MAX = 8 /* columns wide enough for words */
};

static const char *const grades[GRADES] = {"bare", "maybe", "agreed", "guarded"};
static const char *const grade_words[GRADES] = {"bare", "perhaps bare", "by agreement", "guarded"};

/* One program while it is drawn. */
struct picture {
    struct html *html;
    const struct protection_program *program;
    struct map_rows rows;
    uint32_t columns[COLUMNS_MAX];
    size_t column_count;
};

static bool shown(const struct html *html)
{
    return html->in->protection != NULL;
}

/* ---- head -------------------------------------------------------------------------------------------- */

static void put_counts(struct picture *picture)
{
    struct buf *page = &picture->html->page;
    size_t counts[GRADES] = {0};
    for (size_t i = 0; i < picture->rows.data.count; i++) {
        counts[map_object_grade(picture->rows.data.data[i].object)] += picture->rows.data.data[i].count;
    }
    buf_add(page, "<div class=\"bar\" aria-hidden=\"true\">");
    for (int i = 0; i < GRADES; i++) {
        if (counts[i]) {
            buf_addf(page, "<span class=\"%s\" style=\"flex:%zu\"></span>", grades[i], counts[i]);
        }
    }
    buf_add(page, "</div>\n<ul class=\"legend\">");
    for (int i = 0; i < GRADES; i++) {
        buf_addf(page, "<li class=\"%s\"><b>%zu</b> %s</li>", grades[i], counts[i], grade_words[i]);
    }
    buf_add(page, "</ul>\n");
}

/* Contexts that share something; of too many those with the most objects, in their order. */
static void pick_columns(struct picture *picture)
{
    size_t least = 0;
    size_t fitting;
    do {
        least++;
        fitting = 0;
        for (size_t i = 0; i < picture->program->context_count; i++) {
            fitting += picture->program->contexts[i].shares >= least;
        }
    } while (fitting > COLUMNS_MAX);
    for (uint32_t i = 0; i < picture->program->context_count; i++) {
        if (picture->program->contexts[i].shares >= least) {
            picture->columns[picture->column_count++] = i;
        }
    }
}

static void put_found(struct picture *picture, const struct protection_context *context)
{
    struct html *html = picture->html;
    html_put_message(html, context->found);
    if (context->loc.line) {
        buf_add(&html->page, " at ");
        html_put_place(html, &context->loc);
    }
}

static void put_column_heads(struct picture *picture)
{
    struct buf *page = &picture->html->page;
    buf_add(page, "<div class=\"heads\" role=\"row\"><span class=\"corner\" role=\"columnheader\">"
                  "main \342\206\222 most urgent</span>");
    for (size_t i = 0; i < picture->column_count; i++) {
        const struct protection_context *context = &picture->program->contexts[picture->columns[i]];
        buf_addf(page, "<span class=\"head %s\" role=\"columnheader\" tabindex=\"0\" title=\"",
                 context->kind);
        markup_put(page, context->name);
        buf_add(page, ": found by ");
        markup_put(page, context->found);
        buf_add(page, "\"><b>");
        markup_put(page, context->name);
        buf_add(page, "</b><i>");
        markup_put(page, map_rank(&picture->rows.memory, context));
        buf_add(page, "</i></span>");
    }
    buf_add(page, "</div>\n");
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static void put_cell(struct picture *picture, const struct map_row *row, uint32_t column)
{
    static const char *const words[TOUCHES] = {"reads", "writes", "updates"};
    struct buf *page = &picture->html->page;
    const struct protection_cell *cell = map_cell(row->object, column);
    char marks[TOUCHES + 1];
    if (!cell) {
        buf_add(page, "<span class=\"cell\" role=\"cell\"></span>");
        return;
    }
    enum map_grade grade = map_grade_of(cell->guard, cell->unsure);
    buf_addf(page, "<span class=\"cell %s\" role=\"cell\" title=\"", grades[grade]);
    markup_put(page, picture->program->contexts[column].name);
    const char *gap = " ";
    for (int touch = 0; touch < TOUCHES; touch++) {
        if (cell->touches[touch]) {
            buf_addf(page, "%s%s", gap, words[touch]);
            gap = ", ";
        }
    }
    buf_add(page, ": ");
    markup_put(page, cell->guard == GUARD_NONE ? grade_words[grade] : cell->label);
    buf_addf(page, "\"><b>%s</b><i>", map_marks(cell, marks));
    markup_put(page, cell->label);
    buf_add(page, "</i></span>");
}

static void put_access(struct picture *picture, const struct protection_access *access)
{
    struct html *html = picture->html;
    enum map_grade grade = map_grade_of(access->guard, access->unsure);
    buf_addf(&html->page, "<li class=\"%s\"><span class=\"does\">%s in <code>", grades[grade],
             touch_name(access->touch));
    markup_put(&html->page, access->function);
    buf_add(&html->page, "</code></span><span class=\"place\">");
    html_put_place(html, &access->loc);
    buf_add(&html->page, "</span><span class=\"rests\">");
    if (access->guard == GUARD_NONE) {
        buf_addf(&html->page, "%s: ", grade_words[grade]);
    }
    html_put_message(html, access->words);
    buf_add(&html->page, "</span></li>\n");
}

static void put_accesses(struct picture *picture, const struct protection_object *object, bool named)
{
    struct html *html = picture->html;
    uint32_t context = UINT32_MAX;
    if (named) {
        buf_add(&html->page, "<h4>");
        markup_put(&html->page, object->name);
        buf_add(&html->page, "</h4>\n");
    }
    if (object->loc.line) {
        buf_addf(&html->page, "<p class=\"place\">%s, ", object->kind);
        html_put_place(html, &object->loc);
        buf_add(&html->page, "</p>\n");
    }
    for (size_t i = 0; i < object->access_count && i < ACCESSES_MAX; i++) {
        const struct protection_access *access = &object->accesses[i];
        if (access->context != context) {
            buf_add(&html->page, context == UINT32_MAX ? "<h5>" : "</ul>\n<h5>");
            context = access->context;
            markup_put(&html->page, picture->program->contexts[context].name);
            buf_add(&html->page, "</h5>\n<ul>\n");
        }
        put_access(picture, access);
    }
    buf_add(&html->page, "</ul>\n");
    if (object->access_count > ACCESSES_MAX) {
        buf_addf(&html->page,
                 "<p class=\"remark\">%zu more accesses: <code>critlint map --object</code></p>\n",
                 object->access_count - ACCESSES_MAX);
    }
}

static void put_row(struct picture *picture, const struct map_row *row)
{
    struct html *html = picture->html;
    enum map_grade grade = map_object_grade(row->object);
    buf_addf(&html->page, "<details class=\"object %s\"><summary><span class=\"name\">", grades[grade]);
    markup_put(&html->page, row->name);
    buf_addf(&html->page, "<span class=\"grade-word\">%s</span></span>", grade_words[grade]);
    for (size_t i = 0; i < picture->column_count; i++) {
        put_cell(picture, row, picture->columns[i]);
    }
    buf_add(&html->page, "</summary>\n<div class=\"accesses\">\n");
    for (size_t i = 0; i < row->count && i < 4; i++) {
        put_accesses(picture, row->objects.data[i], row->count > 1);
    }
    if (row->count > 4) {
        buf_addf(&html->page, "<p class=\"remark\">%zu more fields are used alike.</p>\n", row->count - 4);
    }
    buf_add(&html->page, "</div></details>\n");
}

/* ---- below the rows ---------------------------------------------------------------------------------- */

static void put_idle(struct picture *picture)
{
    struct buf *page = &picture->html->page;
    size_t count = 0;
    for (size_t i = 0; i < picture->program->context_count; i++) {
        count += !picture->program->contexts[i].shares;
    }
    if (!count) {
        return;
    }
    buf_addf(page, "<details class=\"idle\"><summary>%zu context%s nothing</summary>\n<ul>\n", count,
             count == 1 ? " shares" : "s share");
    for (size_t i = 0; i < picture->program->context_count; i++) {
        const struct protection_context *context = &picture->program->contexts[i];
        if (!context->shares) {
            buf_add(page, "<li><code>");
            markup_put(page, context->name);
            buf_add(page, "</code> ");
            markup_put(page, map_rank(&picture->rows.memory, context));
            buf_add(page, " <span class=\"place\">");
            put_found(picture, context);
            buf_add(page, "</span></li>\n");
        }
    }
    buf_add(page, "</ul></details>\n");
}

static void put_program(struct html *html, const struct protection_program *program)
{
    struct picture picture = {.html = html, .program = program};
    map_rows_of(&picture.rows, program, html->in->map_object, false);
    pick_columns(&picture);
    buf_add(&html->page, "<article class=\"program\">\n");
    if (*program->name) {
        struct loc main = {.file = program->name};
        buf_add(&html->page, "<h3 class=\"file\">");
        html_put_place(html, &main);
        buf_add(&html->page, "</h3>\n");
    }
    put_counts(&picture);
    buf_addf(&html->page,
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Objects and "
             "contexts\">\n<div class=\"picture%s\" style=\"--columns:%zu\">\n",
             picture.column_count > WORDS_MAX ? " dense" : "", picture.column_count);
    put_column_heads(&picture);
    for (size_t i = 0; i < picture.rows.data.count && i < ROWS_MAX; i++) {
        put_row(&picture, &picture.rows.data.data[i]);
        html_flush(html);
    }
    buf_add(&html->page, "</div></div>\n");
    if (picture.rows.data.count > ROWS_MAX) {
        buf_addf(&html->page,
                 "<p class=\"remark\">%zu more rows: <code>critlint map --format json</code> has all.</p>\n",
                 picture.rows.data.count - ROWS_MAX);
    }
    if (picture.rows.left_out) {
        buf_addf(&html->page,
                 "<p class=\"remark\">%zu more objects may be shared, by pointers that may lead elsewhere: "
                 "<code>critlint map --all</code></p>\n",
                 picture.rows.left_out);
    }
    put_idle(&picture);
    buf_add(&html->page, "</article>\n");
    map_rows_free(&picture.rows);
}

static void write(struct html *html)
{
    const struct protection *protection = html->in->protection;
    size_t drawn = 0;
    size_t silent = 0;
    buf_add(
        &html->page,
        "<p class=\"lead\">What several contexts reach, and what keeps them apart. <b>r</b> reads, <b>w</b> "
        "writes, <b>u</b> updates: reads and writes back. A row opens.</p>\n");
    for (size_t i = 0; i < protection->count; i++) {
        if (protection->data[i].object_count && drawn < PROGRAMS_MAX) {
            put_program(html, &protection->data[i]);
            drawn++;
        } else {
            silent++;
        }
    }
    if (silent) {
        buf_addf(&html->page, "<p class=\"%s\">%s%zu program%s in which nothing is shared.</p>\n",
                 drawn ? "remark" : "none", drawn ? "And " : "", silent, silent == 1 ? "" : "s");
    }
}

const struct html_section html_map = {.id = "map", .title = "Map", .shown = shown, .write = write};
