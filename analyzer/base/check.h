/*
 * Programmer errors stop the program, in release builds too: an offline tool that
 * carries on with a broken invariant would print wrong findings.
 *
 * Bad *input* is never a programmer error; it makes a notice (core/notice.h).
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

/* Prints "critlint: <message>" and exits with status 2 (usage, configuration or internal error). */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            die("internal error: %s:%d: %s", __FILE__, __LINE__, #condition);                                \
        }                                                                                                    \
    } while (0)

#endif
