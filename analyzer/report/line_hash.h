/*
 * `primaryLocationLineHash`, which GitHub code scanning uses to follow an alert when lines
 * move. The uploader compares a producer's value with its own, so it must be exact:
 *
 *   - the text is UTF-16 code units, without spaces and tabs; CR, LF and CRLF are one LF;
 *   - a unit 65535 ends it, then 100 zeros;
 *   - a line's hash is h = h * 37 + unit (mod 2^64) over the 100 units from its first one on;
 *   - ":n" tells lines with equal hashes apart, counted from the top of the file.
 */
#ifndef REPORT_LINE_HASH_H
#define REPORT_LINE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct line_hash {
    uint64_t hash;
    uint32_t occurrence; /* from 1 */
};

struct line_hashes {
    struct line_hash *data; /* line n is at n - 1; a file that ends in a newline has one more line */
    size_t count, cap;
};

/* Hashes every line of `text`; the caller frees with VEC_FREE. */
void line_hash_file(struct line_hashes *out, const char *text, size_t length);

#endif
