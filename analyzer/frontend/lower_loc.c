/*
 * Source ranges. A location is the range that the user can edit (for a macro: its use), the
 * outermost macro used there, and the macro whose body spells the text. The macro names come
 * from the file text: the identifier at the expansion, and the #define that encloses the
 * spelling. libclang's preprocessing record would cost 5 % and lists only the outermost.
 */
#include "frontend/lower.h"

#include "base/str.h"
#include "frontend/sketch.h"

#include <ctype.h>
#include <string.h>

struct lower_file *lower_file_of(struct lower *lower, CXFile file)
{
    uint32_t id = map_get(&lower->file_ids, (uint64_t)(uintptr_t)file);
    if (id != MAP_NONE) {
        return lower->files.data[id];
    }
    struct lower_file *entry = ARENA_NEW(lower->arena, struct lower_file);
    VEC_PUSH(&lower->files, entry);
    map_set(&lower->file_ids, (uint64_t)(uintptr_t)file, (uint32_t)lower->files.count - 1);
    entry->file = file;
    if (!file) {
        return entry;
    }
    CXString name = clang.getFileName(file);
    const char *text = clang.getCString(name);
    text = text ? text : "";
    while (strncmp(text, "./", 2) == 0) {
        text += 2;
    }
    const char *main_path = ir_text(lower->unit, lower->unit->path);
    while (strncmp(main_path, "./", 2) == 0) {
        main_path += 2;
    }
    entry->is_main = strcmp(text, main_path) == 0 || sketch_is_same(text, main_path);
    entry->name = ir_string(&lower->build, text);
    entry->is_shim = lower->shim_root && strncmp(text, lower->shim_root, strlen(lower->shim_root)) == 0;
    entry->contents = clang.getFileContents(lower->tu, file, &entry->size);
    clang.disposeString(name);
    return entry;
}

static uint32_t identifier_at(struct lower *lower, const struct lower_file *file, unsigned offset)
{
    if (!file->contents || offset >= file->size) {
        return 0;
    }
    size_t end = offset;
    while (end < file->size && (isalnum((unsigned char)file->contents[end]) || file->contents[end] == '_')) {
        end++;
    }
    return ir_stringn(&lower->build, file->contents + offset, end - offset);
}

/* The name of the #define whose text holds `offset`, or 0: looks at the start of the logical line. */
static uint32_t define_around(struct lower *lower, const struct lower_file *file, unsigned offset)
{
    if (!file->contents || offset >= file->size) {
        return 0;
    }
    const char *text = file->contents;
    size_t start = offset;
    for (;;) {
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        size_t before = start;
        if (before >= 2 && text[before - 2] == '\r') {
            before--;
        }
        if (before < 2 || text[before - 2] != '\\') {
            break;
        }
        start = before - 2;
    }
    const char *at = text + start;
    const char *end = text + file->size;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    if (at >= end || *at++ != '#') {
        return 0;
    }
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    if (end - at < 7 || strncmp(at, "define", 6) != 0) {
        return 0;
    }
    at += 6;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return identifier_at(lower, file, (unsigned)(at - text));
}

static void index_lines(struct lower *lower, struct lower_file *file)
{
    unsigned count = 1;
    const char *end = file->contents + file->size;
    for (const char *at = file->contents; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        count++;
    }
    unsigned *lines = ARENA_ARRAY(lower->arena, unsigned, count);
    unsigned line = 1;
    for (const char *at = file->contents; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        lines[line++] = (unsigned)(at - file->contents) + 1;
    }
    file->lines = lines;
    file->line_count = count;
}

struct spot {
    struct lower_file *file;
    unsigned offset, line, column;
};

/* Line and column from our own index: asking libclang for them is half the cost of the lowering. */
static struct spot spot_at(struct lower *lower, CXFile file, unsigned offset)
{
    struct spot spot = {.file = lower_file_of(lower, file), .offset = offset};
    if (!spot.file->contents) {
        return spot;
    }
    if (!spot.file->lines) {
        index_lines(lower, spot.file);
    }
    unsigned low = 0;
    unsigned high = spot.file->line_count;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (spot.file->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    spot.line = low + 1;
    spot.column = offset - spot.file->lines[low] + 1;
    return spot;
}

/* Behind the end of the main file stand the functions that we appended: the macro's line counts. */
static void map_line(const struct lower *lower, const struct lower_file *file, uint32_t *line)
{
    const struct macro_body *body =
        file->is_main && lower->macro_bodies ? macro_bodies_at(lower->macro_bodies, *line) : NULL;
    *line = body ? body->line : *line;
}

static uint32_t make_loc(struct lower *lower, CXSourceLocation start, CXSourceLocation end)
{
    CXFile file = NULL;
    CXFile spell_file = NULL;
    unsigned offset = 0, end_offset = 0, spell_offset = 0;
    clang.getExpansionLocation(end, &file, NULL, NULL, &end_offset);
    struct spot last = spot_at(lower, file, end_offset);
    clang.getExpansionLocation(start, &file, NULL, NULL, &offset);
    struct spot first = spot_at(lower, file, offset);
    clang.getSpellingLocation(start, &spell_file, NULL, NULL, &spell_offset);
    struct ir_loc loc = {
        .file = first.file->name,
        .line = first.line,
        .column = first.column,
        .end_line = last.line,
        .end_column = last.column,
        .spell_file = first.file->name,
        .spell_line = first.line,
    };
    if (spell_file != file || spell_offset != offset) {
        loc.macro = identifier_at(lower, first.file, offset);
        struct spot spelled = spot_at(lower, spell_file, spell_offset);
        loc.inner_macro = define_around(lower, spelled.file, spell_offset);
        loc.spell_file = spelled.file->name;
        loc.spell_line = spelled.line;
        map_line(lower, spelled.file, &loc.spell_line);
    } else {
        map_line(lower, first.file, &loc.spell_line);
    }
    map_line(lower, first.file, &loc.line);
    if (loc.line != first.line) {
        loc.end_line = loc.line;
        loc.column = loc.end_column = 1;
    }
    return ir_loc_add(&lower->build, &loc);
}

uint32_t lower_loc(struct lower *lower, CXCursor cursor)
{
    CXSourceRange range = clang.getCursorExtent(cursor);
    uint64_t key = (uint64_t)range.begin_int_data << 32 | range.end_int_data; /* the rest names the unit */
    uint32_t loc = map_get(&lower->range_locs, key);
    if (loc == MAP_NONE) {
        loc = make_loc(lower, clang.getRangeStart(range), clang.getRangeEnd(range));
        map_set(&lower->range_locs, key, loc);
    }
    return loc;
}

uint32_t lower_loc_point(struct lower *lower, CXCursor cursor)
{
    CXSourceLocation point = clang.getCursorLocation(cursor);
    return make_loc(lower, point, clang.getRangeEnd(clang.getCursorExtent(cursor)));
}

bool lower_in_main(struct lower *lower, CXCursor cursor)
{
    CXFile file = NULL;
    clang.getExpansionLocation(clang.getCursorLocation(cursor), &file, NULL, NULL, NULL);
    return lower_file_of(lower, file)->is_main;
}

const struct macro_body *lower_macro_body(struct lower *lower, CXCursor function)
{
    CXFile file = NULL;
    unsigned line = 0;
    CXString name = clang.getCursorSpelling(function); /* a call may declare another function there */
    bool ours = str_has_prefix(clang.getCString(name), MACRO_BODY_PREFIX);
    clang.disposeString(name);
    clang.getExpansionLocation(clang.getCursorLocation(function), &file, &line, NULL, NULL);
    return ours && lower->macro_bodies && lower_file_of(lower, file)->is_main
               ? macro_bodies_at(lower->macro_bodies, line)
               : NULL;
}

bool lower_is_stub(struct lower *lower, CXCursor declaration)
{
    CXFile file = NULL;
    clang.getExpansionLocation(clang.getCursorLocation(declaration), &file, NULL, NULL, NULL);
    return strcmp(ir_text(lower->unit, lower_file_of(lower, file)->name), lower->stub_file) == 0;
}

uint32_t lower_loc_end(struct lower *lower, CXCursor cursor)
{
    CXFile file = NULL;
    unsigned line = 0, column = 0;
    clang.getExpansionLocation(clang.getRangeEnd(clang.getCursorExtent(cursor)), &file, &line, &column, NULL);
    uint32_t name = lower_file_of(lower, file)->name;
    uint32_t mapped = line;
    map_line(lower, lower_file_of(lower, file), &mapped);
    column = mapped == line ? column : 1;
    line = mapped;
    struct ir_loc loc = {.file = name,
                         .line = line,
                         .column = column > 1 ? column - 1 : 1,
                         .end_line = line,
                         .end_column = column > 1 ? column : 2,
                         .spell_file = name,
                         .spell_line = line};
    return ir_loc_add(&lower->build, &loc);
}

static const char *text_from(struct lower *lower, CXFile file, unsigned offset, size_t *length)
{
    const struct lower_file *entry = lower_file_of(lower, file);
    if (!entry->contents || offset >= entry->size) {
        *length = 0;
        return "";
    }
    *length = entry->size - offset;
    return entry->contents + offset;
}

const char *lower_text_at(struct lower *lower, CXCursor cursor, size_t *length)
{
    CXFile file = NULL;
    unsigned offset = 0;
    clang.getSpellingLocation(clang.getCursorLocation(cursor), &file, NULL, NULL, &offset);
    return text_from(lower, file, offset, length);
}

const char *lower_text_used(struct lower *lower, CXCursor cursor, size_t *length)
{
    CXFile file = NULL;
    unsigned offset = 0;
    clang.getExpansionLocation(clang.getCursorLocation(cursor), &file, NULL, NULL, &offset);
    return text_from(lower, file, offset, length);
}
