/*
 * Which units make one program. A tree holds a boot loader and an application, a board a folder,
 * an example a file: each has its own `main`, and nothing of one ever runs beside the other.
 *
 * Told apart by their `main`, or what a framework calls in its place (app_main), never by conflicts of other
 * symbols: that would hide two ports of one primitive. A unit belongs to the `main` of the nearest folder
 * above it that has one below. Where there are several, it belongs to the one that lies in the folder itself,
 * and is a library to the others: each takes of it what its symbols ask for, as a linker does with an
 * archive. What no program asks for is one more program, without a `main`. Two alternatives of equal nearness
 * are both taken: it errs towards one program.
 *
 * The user may say which units make a program. Those it has, all of them, even two ports side by side; what
 * no program was said to have is a library to it, and where it has a `main`, told apart as above.
 */
#ifndef LINK_IMAGES_H
#define LINK_IMAGES_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "core/notice.h"
#include "ir/ir.h"
#include "model/model.h"

struct image {
    struct ir_unit **units; /* in the order of the tree */
    size_t count;
    const char *name; /* path of the unit with its `main`, or "" */
};

struct images {
    VEC(struct image) data; /* never empty */
    struct strtab defined;  /* the external functions that units of the tree define, in whatever program */
};

enum { IMAGES_SAID_MAX = 64 };

/* What the user says about it. */
struct image_claims {
    const char *names[IMAGES_SAID_MAX];
    uint32_t count;
    const uint64_t *of_unit; /* by unit, bit i: it belongs to the i-th of them */
};

/* Units are borrowed, and so are the names. Programs beyond the limits are not analysed, and a notice says
 * so. */
void images_find(struct images *images, struct arena *run, struct ir_unit *const *units, size_t count,
                 const struct model *model, const struct image_claims *claims, struct notice_list *notices);
void images_free(struct images *images);

#endif
