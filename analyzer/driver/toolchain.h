/*
 * Asking the compiler that a database names where its headers are. A database comes with the
 * tree, and so may a program of any name: only what is called like a GCC or a clang and lies
 * where the user or the system put programs is started, never anything inside the tree, and
 * never by a shell. Whoever trusts a tree's own compiler says so by --query-driver.
 *
 * Without an answer headers are found as without a database.
 */
#ifndef DRIVER_TOOLCHAIN_H
#define DRIVER_TOOLCHAIN_H

#include "base/vec.h"
#include "core/notice.h"
#include "driver/options.h"
#include "frontend/flags.h"

struct toolchain_answer {
    const char *program;
    const char *key;         /* the words that it was started with */
    const char *const *args; /* for clang: its folders, its version */
    size_t arg_count;
};

struct toolchains {
    struct arena *run;
    const struct options *options;
    struct notice_list *notices;
    VEC(const char *) trees; /* real paths: nothing below them is started */
    VEC(struct toolchain_answer *) answers;
};

void toolchains_init(struct toolchains *toolchains, struct arena *run, const struct options *options,
                     struct notice_list *notices);
/* `path`, and the repository that it lies in, are part of what is analysed. */
void toolchains_distrust(struct toolchains *toolchains, const char *path);
void toolchains_free(struct toolchains *toolchains);

/*
 * What the compiler of `flags` adds, asked once for the same compiler and flags. Never NULL; empty
 * if it may not be started, is not there, or gives no answer. `directory` is that of the command.
 */
const struct toolchain_answer *toolchains_ask(struct toolchains *toolchains, const struct flags *flags,
                                              const char *directory, const struct target *target);

#endif
