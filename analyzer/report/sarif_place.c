/* Where something is: files, regions, snippets, functions. */
#include "base/str.h"
#include "report/common.h"
#include "report/path.h"
#include "report/sarif.h"

#define CONTEXT 2 /* lines before and after */

bool sarif_in_tree(const struct sarif *sarif, const struct loc *loc)
{
    struct buf path = {0};
    bool inside = loc->file && loc->file[0] && path_in_root(&path, sarif->in->base, loc->file);
    buf_free(&path);
    return inside;
}

void sarif_put_outside(struct buf *out, const struct loc *loc)
{
    buf_addf(out, " (in %s", str_basename(loc->file));
    if (loc->line) {
        buf_addf(out, ":%u", loc->line);
    }
    buf_add(out, ")");
}

json_t *sarif_artifact(const struct sarif *sarif, const char *file)
{
    struct buf path = {0};
    struct buf uri = {0};
    bool inside = path_in_root(&path, sarif->in->base, file);
    path_put_uri(&uri, buf_text(&path));
    json_t *value = value_object();
    value_set_text(value, "uri", buf_text(&uri));
    if (inside) {
        value_set_text(value, "uriBaseId", "%SRCROOT%");
    }
    buf_free(&path);
    buf_free(&uri);
    return value;
}

json_t *sarif_region(struct sarif *sarif, const struct loc *loc)
{
    uint32_t column = loc->column ? loc->column : 1;
    uint32_t end_line = loc->end_line > loc->line ? loc->end_line : loc->line;
    bool ends_later = loc->end_column > column || end_line > loc->line;
    uint32_t end_column = ends_later && loc->end_column ? loc->end_column : column;
    json_t *region = value_object();
    value_set_number(region, "startLine", loc->line);
    value_set_number(region, "startColumn",
                     source_utf16_column(&sarif->sources, loc->file, loc->line, column));
    value_set_number(region, "endLine", end_line);
    value_set_number(region, "endColumn",
                     source_utf16_column(&sarif->sources, loc->file, end_line, end_column));
    return region;
}

/* GitHub annotates a pull request only if all lines of a region are in the diff: keep one line. */
static struct loc first_line(struct sarif *sarif, const struct loc *loc)
{
    struct loc line = *loc;
    struct source_line source;
    line.column = loc->column ? loc->column : 1;
    if (loc->end_line != loc->line) {
        bool known = loc->end_line > loc->line && source_line(&sarif->sources, loc->file, loc->line, &source);
        line.end_line = loc->line;
        line.end_column = known ? (uint32_t)source.length + 1 : 0;
    }
    if (line.end_column <= line.column) {
        line.end_column = line.column + 1;
    }
    return line;
}

static void set_snippet(json_t *region, const char *text, size_t length)
{
    json_t *snippet = value_object();
    value_set(snippet, "text", value_textn(text, length));
    value_set(region, "snippet", snippet);
}

/* The region's own text. `loc` is one line. */
static void add_snippet(struct sarif *sarif, json_t *region, const struct loc *loc)
{
    struct source_line line;
    if (source_line(&sarif->sources, loc->file, loc->line, &line) && line.length <= SOURCE_LINE_CAP &&
        loc->end_column - 1 <= line.length) {
        set_snippet(region, line.text + loc->column - 1, loc->end_column - loc->column);
    }
}

json_t *sarif_context(struct sarif *sarif, const struct loc *loc)
{
    struct source_line line;
    uint32_t count = source_line_count(&sarif->sources, loc->file);
    if (source_line(&sarif->sources, loc->file, count, &line) && line.length == 0) {
        count--; /* what follows the last line break */
    }
    uint32_t first = loc->line > CONTEXT ? loc->line - CONTEXT : 1;
    uint32_t last = loc->line + CONTEXT < count ? loc->line + CONTEXT : count;
    struct buf text = {0};
    bool shown = last > first && loc->line <= last;
    for (uint32_t i = first; i <= last && shown; i++) {
        shown = source_line(&sarif->sources, loc->file, i, &line) && line.length <= SOURCE_LINE_CAP;
        if (shown) {
            buf_add(&text, i > first ? "\n" : "");
            buf_addn(&text, line.text, line.length);
        }
    }
    json_t *region = NULL;
    if (shown) {
        region = value_object();
        value_set_number(region, "startLine", first);
        value_set_number(region, "endLine", last);
        set_snippet(region, buf_text(&text), text.count);
    }
    buf_free(&text);
    return region;
}

static json_t *physical(struct sarif *sarif, const struct loc *loc)
{
    json_t *place = value_object();
    value_set(place, "artifactLocation", sarif_artifact(sarif, loc->file));
    if (loc->line) {
        struct loc line = first_line(sarif, loc);
        json_t *region = sarif_region(sarif, &line);
        add_snippet(sarif, region, &line);
        value_set(place, "region", region);
    }
    return place;
}

json_t *sarif_location(struct sarif *sarif, const struct loc *loc, const char *function, json_t *message)
{
    json_t *location = value_object();
    value_set(location, "physicalLocation", physical(sarif, loc));
    if (function && function[0]) {
        json_t *logical = value_object();
        value_set_text(logical, "name", function);
        value_set_text(logical, "fullyQualifiedName", function);
        value_set_text(logical, "kind", "function");
        json_t *array = value_array();
        value_add(array, logical);
        value_set(location, "logicalLocations", array);
    }
    if (message) {
        value_set(location, "message", message);
    }
    return location;
}

json_t *sarif_step(struct sarif *sarif, const struct finding *finding, const struct step *step)
{
    struct buf clause = {0};
    report_step_clause(&clause, step);
    bool inside = step->loc.line && sarif_in_tree(sarif, &step->loc);
    if (!inside && step->loc.file && step->loc.file[0]) {
        sarif_put_outside(&clause, &step->loc);
    }
    json_t *message = sarif_message(buf_text(&clause));
    buf_free(&clause);
    return sarif_location(sarif, inside ? &step->loc : &finding->loc, step->function, message);
}
