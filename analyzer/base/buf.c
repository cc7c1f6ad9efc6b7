#include "base/buf.h"

#include "base/arena.h"
#include "base/check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void reserve(struct buf *buf, size_t extra)
{
    if (buf->count + extra + 1 > buf->cap) {
        size_t cap = buf->cap ? buf->cap : 256;
        while (cap < buf->count + extra + 1) {
            cap *= 2;
        }
        buf->data = mem_realloc(buf->data, cap);
        buf->cap = cap;
    }
}

void buf_addn(struct buf *buf, const char *text, size_t length)
{
    reserve(buf, length);
    memcpy(buf->data + buf->count, text, length);
    buf->count += length;
    buf->data[buf->count] = '\0';
}

void buf_add(struct buf *buf, const char *text)
{
    buf_addn(buf, text, strlen(text));
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    CHECK(length >= 0);
    reserve(buf, (size_t)length);
    vsnprintf(buf->data + buf->count, (size_t)length + 1, format, again);
    buf->count += (size_t)length;
    va_end(again);
    va_end(args);
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}

void buf_clear(struct buf *buf)
{
    buf->count = 0;
    if (buf->data) {
        buf->data[0] = '\0';
    }
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    memset(buf, 0, sizeof(*buf));
}

int buf_read_file(struct buf *out, const char *path, size_t cap)
{
    buf_clear(out);
    struct stat info;
    if (stat(path, &info) != 0) {
        return -errno;
    }
    if (S_ISDIR(info.st_mode)) {
        return -EISDIR;
    }
    FILE *file = fopen(path, "rb");
    if (!file) {
        return -errno;
    }
    int status = 0;
    char chunk[16384];
    size_t got;
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        if (out->count + got > cap) {
            status = -EFBIG;
            break;
        }
        buf_addn(out, chunk, got);
    }
    if (ferror(file) && !status) {
        status = -EIO;
    }
    fclose(file);
    return status;
}
