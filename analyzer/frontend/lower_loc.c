/*
 * Source ranges. A location is the range that the user can edit (for a macro: its use), the
 * outermost macro used there, and the macro whose body spells the text. The macro names come
 * from the file text: the identifier at the expansion, and the #define that encloses the
 * spelling. libclang's preprocessing record would cost 5 % and lists only the outermost.
 */
#include "frontend/lower.h"

#include <ctype.h>
#include <string.h>

struct lower_file *lower_file_of(struct lower *lower, CXFile file)
{
    uint32_t id = map_get(&lower->file_ids, (uint64_t)(uintptr_t)file);
    if (id != MAP_NONE) {
        return &lower->files.data[id];
    }
    struct lower_file *entry = VEC_ADD(&lower->files);
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
    entry->is_main = strcmp(text, main_path) == 0;
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

static uint32_t make_loc(struct lower *lower, CXSourceLocation start, CXSourceLocation end)
{
    CXFile file = NULL;
    CXFile spell_file = NULL;
    unsigned line = 0, column = 0, offset = 0;
    unsigned end_line = 0, end_column = 0;
    unsigned spell_line = 0, spell_offset = 0;
    clang.getExpansionLocation(start, &file, &line, &column, &offset);
    clang.getExpansionLocation(end, NULL, &end_line, &end_column, NULL);
    clang.getSpellingLocation(start, &spell_file, &spell_line, NULL, &spell_offset);
    const struct lower_file *entry = lower_file_of(lower, file);
    struct ir_loc loc = {
        .file = entry->name,
        .line = line,
        .column = column,
        .end_line = end_line,
        .end_column = end_column,
        .spell_file = entry->name,
        .spell_line = spell_line,
    };
    if (spell_file != file || spell_offset != offset) {
        loc.macro = identifier_at(lower, entry, offset);
        const struct lower_file *spelled = lower_file_of(lower, spell_file);
        loc.inner_macro = define_around(lower, spelled, spell_offset);
        loc.spell_file = spelled->name;
    }
    return ir_loc_add(&lower->build, &loc);
}

uint32_t lower_loc(struct lower *lower, CXCursor cursor)
{
    CXSourceRange range = clang.getCursorExtent(cursor);
    return make_loc(lower, clang.getRangeStart(range), clang.getRangeEnd(range));
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
