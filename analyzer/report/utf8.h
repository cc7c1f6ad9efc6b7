/*
 * UTF-8 as browsers and Node decode it: a malformed sequence becomes U+FFFD, one for each
 * longest prefix that could have started a character. Sources in Latin-1 are common, and
 * the hashes and columns of SARIF must agree with readers that decode this way.
 */
#ifndef REPORT_UTF8_H
#define REPORT_UTF8_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu

/* Decodes one character at `*at` (< end) and moves `*at` behind it. */
uint32_t utf8_next(const char **at, const char *end);
void utf8_put(struct buf *out, uint32_t character);

/* How many UTF-16 code units a character takes: 1 or 2. */
unsigned utf8_units(uint32_t character);
/* How many columns of a terminal a printable character takes: 0, 1 or 2. */
unsigned utf8_width(uint32_t character);
/* Control characters, and those that reorder text: a terminal must not obey them. */
int utf8_is_control(uint32_t character);

/* Appends `text` as well-formed UTF-8. */
void utf8_put_valid(struct buf *out, const char *text, size_t length);
/* The same for a terminal: control characters become U+FFFD, a tab or a newline becomes a space. */
void utf8_put_plain(struct buf *out, const char *text, size_t length);

#endif
