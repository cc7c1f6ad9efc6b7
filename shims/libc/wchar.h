/* Stand-in for <wchar.h>. */
#ifndef CRIT_SHIM_LIBC_WCHAR_H
#define CRIT_SHIM_LIBC_WCHAR_H

#include <stddef.h>
#include <stdint.h>

typedef __WINT_TYPE__ wint_t;
typedef struct {
    uint32_t count, value;
} mbstate_t;

#define WEOF ((wint_t) - 1)

size_t wcslen(const wchar_t *text);
wchar_t *wcscpy(wchar_t *to, const wchar_t *from);
wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t size);
int wcscmp(const wchar_t *left, const wchar_t *right);
wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t count);
wchar_t *wmemset(wchar_t *object, wchar_t c, size_t count);
size_t mbrtowc(wchar_t *out, const char *text, size_t size, mbstate_t *state);
size_t wcrtomb(char *out, wchar_t c, mbstate_t *state);

#endif
