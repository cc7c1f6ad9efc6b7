/*
 * Lines of source for carets, snippets, columns and hashes. Each file is read once. A file
 * that cannot be read, or is larger than SOURCE_FILE_CAP, simply has no lines: a report
 * never fails for the want of a snippet.
 */
#ifndef REPORT_SOURCE_H
#define REPORT_SOURCE_H

#include "base/buf.h"
#include "base/str.h"
#include "core/loc.h"
#include "report/line_hash.h"

#include <stdbool.h>

#define SOURCE_FILE_CAP ((size_t)16 * 1024 * 1024)
#define SOURCE_LINE_CAP 500 /* bytes; a longer line is not shown */

struct source_file {
    struct buf text;
    uint32_t *starts; /* offset of each line, one more for the end of the text */
    size_t line_count;
    struct line_hashes hashes; /* empty until asked for */
    bool read;
};

struct sources {
    struct strtab paths;
    struct source_file **data; /* by path id; NULL: not tried yet */
    size_t count, cap;
};

/* A line without its line break. */
struct source_line {
    const char *text;
    size_t length;
};

void source_free(struct sources *sources);

/* False if the file has no such line. */
bool source_line(struct sources *sources, const char *path, uint32_t line, struct source_line *out);
/* How many lines there are: 0 if the file could not be read. */
uint32_t source_line_count(struct sources *sources, const char *path);
/* NULL if the file has no such line. */
const struct line_hash *source_line_hash(struct sources *sources, const char *path, uint32_t line);

/*
 * Column in UTF-16 code units, from 1, of a column in bytes, from 1. A column past the end of the
 * line becomes the end; without the line it stays as it is: right for ASCII.
 */
uint32_t source_utf16_column(struct sources *sources, const char *path, uint32_t line, uint32_t column);

#endif
