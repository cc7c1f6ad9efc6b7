#include "driver/fix_file.h"

#include "frontend/source_text.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 8 * 1024 * 1024 };

const struct fix_file *fix_file_find(struct fix_files *files, const char *path)
{
    for (size_t i = 0; i < files->data.count; i++) {
        if (strcmp(files->data.data[i]->path, path) == 0) {
            return files->data.data[i]->is_read ? files->data.data[i] : NULL;
        }
    }
    struct fix_file *file = ARENA_NEW(files->run, struct fix_file);
    VEC_PUSH(&files->data, file);
    file->path = path;
    file->is_read = buf_read_file(&file->text, path, FILE_SIZE_MAX) == 0 && file->text.count &&
                    strlen(buf_text(&file->text)) == file->text.count;
    if (!file->is_read) {
        return NULL;
    }
    source_blank(&file->code, buf_text(&file->text));
    VEC_PUSH(&file->lines, 0);
    for (size_t i = 0; i < file->text.count; i++) {
        if (file->text.data[i] == '\n') {
            VEC_PUSH(&file->lines, i + 1);
        }
    }
    file->is_read = file->code.count == file->text.count;
    return file->is_read ? file : NULL;
}

void fix_files_free(struct fix_files *files)
{
    for (size_t i = 0; i < files->data.count; i++) {
        buf_free(&files->data.data[i]->text);
        buf_free(&files->data.data[i]->code);
        VEC_FREE(&files->data.data[i]->lines);
    }
    VEC_FREE(&files->names);
    VEC_FREE(&files->data);
}

size_t fix_offset(const struct fix_file *file, uint32_t line, uint32_t column)
{
    if (line == 0 || line > file->lines.count || column == 0) {
        return FIX_NOWHERE;
    }
    size_t at = file->lines.data[line - 1] + column - 1;
    return at <= file->text.count ? at : FIX_NOWHERE;
}

struct loc fix_loc(const struct fix_file *file, size_t from, size_t to)
{
    struct loc loc = {.file = file->path};
    size_t low = 0;
    for (int end = 0; end < 2; end++) {
        size_t at = end ? to : from;
        size_t high = file->lines.count;
        low = 0;
        while (high - low > 1) {
            size_t middle = low + (high - low) / 2;
            if (file->lines.data[middle] <= at) {
                low = middle;
            } else {
                high = middle;
            }
        }
        *(end ? &loc.end_line : &loc.line) = (uint32_t)low + 1;
        *(end ? &loc.end_column : &loc.column) = (uint32_t)(at - file->lines.data[low]) + 1;
    }
    return loc;
}

static int compare_edits(const void *a, const void *b)
{
    const struct loc *left = &((const struct edit *)a)->loc;
    const struct loc *right = &((const struct edit *)b)->loc;
    return loc_compare(left, right);
}

bool fix_apply(const struct fix_file *file, const struct edit *edits, size_t count, struct buf *out)
{
    edit_list own = {0};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(edits[i].loc.file, file->path) == 0) {
            VEC_PUSH(&own, edits[i]);
        }
    }
    if (own.count) {
        qsort(own.data, own.count, sizeof(*own.data), compare_edits);
    }
    size_t done = 0;
    bool ok = true;
    buf_clear(out);
    for (size_t i = 0; i < own.count && ok; i++) {
        const struct loc *loc = &own.data[i].loc;
        size_t from = fix_offset(file, loc->line, loc->column);
        size_t to = fix_offset(file, loc->end_line, loc->end_column);
        bool twice = i && loc_compare(loc, &own.data[i - 1].loc) == 0; /* two at one place have no order */
        ok = !twice && from != FIX_NOWHERE && to != FIX_NOWHERE && done <= from && from <= to;
        if (ok) {
            buf_addn(out, file->text.data + done, from - done);
            buf_add(out, own.data[i].text);
            done = to;
        }
    }
    if (ok) {
        buf_add(out, file->text.data + done);
    }
    VEC_FREE(&own);
    return ok;
}
