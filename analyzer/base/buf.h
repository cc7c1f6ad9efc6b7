/* A growing text buffer, always NUL-terminated once something was added. The owner frees it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

struct buf {
    char *data;
    size_t count, cap;
};

void buf_add(struct buf *buf, const char *text);
void buf_addn(struct buf *buf, const char *text, size_t length);
void buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text so far, never NULL. Borrowed until the next change. */
const char *buf_text(const struct buf *buf);
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);

/*
 * Reads a whole file, at most `cap` bytes, into `out` (which is cleared). Returns 0, or a
 * negative errno; -EFBIG when the file is larger than `cap`.
 */
int buf_read_file(struct buf *out, const char *path, size_t cap);

#endif
