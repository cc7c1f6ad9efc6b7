/*
 * What a compiler's command line says to a parser. By an allow-list: whatever is not in the table
 * of flags.c is dropped, because libclang gives no unit at all for some flags that GCC takes, and
 * because a flag may name a program, a plug-in or a file to write. No such flag passes.
 */
#ifndef FRONTEND_FLAGS_H
#define FRONTEND_FLAGS_H

#include "base/arena.h"
#include "frontend/target.h"

#include <stdbool.h>
#include <stddef.h>

enum flags_language { FLAGS_C, FLAGS_CXX, FLAGS_ASSEMBLY, FLAGS_OTHER };

enum flag_kind {
    FLAG_TEXT,
    FLAG_PATH,   /* from the directory of the command, or absolute */
    FLAG_HEADER, /* the same if it exists there, else a name to search for */
};

struct flag {
    const char *text;
    enum flag_kind kind;
};

struct flag_list {
    struct flag *data;
    size_t count, cap;
};

struct flags {
    const char *compiler; /* as the command names it, behind launchers; "" if there is none */
    enum flags_language language;
    struct flag_list args;    /* for clang, of any target */
    struct flag_list machine; /* for clang, of the family that `words` name only */
    struct flag_list asked;   /* what changes the compiler's own search for headers */
    struct target_words words;
    bool own_headers_only; /* -nostdinc: the compiler's are not wanted */
    bool unread_response;  /* a response file that could not be read */
};

/*
 * Reads the words of a command that compiles `file`; words[0] is the compiler or a launcher.
 * Texts live in `run` or are borrowed from `words`; flags_free() frees the lists.
 */
void flags_read(struct flags *flags, struct arena *run, const char *const *words, size_t count,
                const char *file);
void flags_free(struct flags *flags);

/* Does a flag of `machine` fit the processor? clang gives no unit at all where it does not. */
bool flags_fits(const char *flag, const struct target *target);

/*
 * Is `name` what a GCC or a clang is called: gcc, cc, clang, arm-none-eabi-g++, avr-gcc-12?
 * Then `prefix_length` is that of "arm-none-eabi" in it, 0 for gcc.
 */
bool flags_is_compiler(const char *name, size_t *prefix_length);

#endif
