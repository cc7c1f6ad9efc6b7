#include "report/source.h"

#include "base/vec.h"
#include "report/utf8.h"

struct starts {
    uint32_t *data;
    size_t count, cap;
};

/* Lines end where clang ends them: at LF, CR LF, or a lone CR. */
static void find_lines(struct source_file *file)
{
    struct starts starts = {0};
    const char *text = buf_text(&file->text);
    size_t length = file->text.count;
    VEC_PUSH(&starts, 0u);
    for (size_t i = 0; i < length; i++) {
        bool pair = text[i] == '\r' && i + 1 < length && text[i + 1] == '\n';
        if (text[i] == '\n' || (text[i] == '\r' && !pair)) {
            VEC_PUSH(&starts, (uint32_t)(i + 1));
        }
    }
    file->line_count = starts.count;
    VEC_PUSH(&starts, (uint32_t)length);
    file->starts = starts.data;
}

static struct source_file *get(struct sources *sources, const char *path)
{
    uint32_t id = str_add(&sources->paths, path);
    while (sources->count <= id) {
        VEC_PUSH(sources, NULL);
    }
    if (!sources->data[id]) {
        struct source_file *file = ARENA_NEW(&sources->paths.arena, struct source_file);
        file->read = path[0] && buf_read_file(&file->text, path, SOURCE_FILE_CAP) == 0;
        if (file->read) {
            find_lines(file);
        }
        sources->data[id] = file;
    }
    return sources->data[id];
}

void source_free(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        if (sources->data[i]) {
            buf_free(&sources->data[i]->text);
            free(sources->data[i]->starts);
            VEC_FREE(&sources->data[i]->hashes);
        }
    }
    free(sources->data);
    str_free(&sources->paths);
    memset(sources, 0, sizeof(*sources));
}

uint32_t source_line_count(struct sources *sources, const char *path)
{
    return (uint32_t)get(sources, path)->line_count;
}

bool source_line(struct sources *sources, const char *path, uint32_t line, struct source_line *out)
{
    const struct source_file *file = get(sources, path);
    if (line == 0 || line > file->line_count) {
        return false;
    }
    const char *text = buf_text(&file->text) + file->starts[line - 1];
    size_t length = file->starts[line] - file->starts[line - 1];
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
        length--;
    }
    *out = (struct source_line){.text = text, .length = length};
    return true;
}

const struct line_hash *source_line_hash(struct sources *sources, const char *path, uint32_t line)
{
    struct source_file *file = get(sources, path);
    if (line == 0 || line > file->line_count) {
        return NULL;
    }
    if (!file->hashes.count) {
        line_hash_file(&file->hashes, buf_text(&file->text), file->text.count);
    }
    return line <= file->hashes.count ? &file->hashes.data[line - 1] : NULL;
}

uint32_t source_utf16_column(struct sources *sources, const char *path, uint32_t line, uint32_t column)
{
    struct source_line source;
    if (column == 0 || !source_line(sources, path, line, &source)) {
        return column;
    }
    const char *end = source.text + source.length;
    const char *wanted = column - 1 < source.length ? source.text + column - 1 : end;
    uint32_t units = 0;
    for (const char *at = source.text; at < wanted;) {
        units += utf8_units(utf8_next(&at, end));
    }
    return units + 1;
}
