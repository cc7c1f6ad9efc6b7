#include "driver/fixes.h"

#include "driver/fix_diff.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FINDINGS_MAX = 256 /* that fixes are tried for in one run */ };

/* A fix that holds by itself. */
struct offer {
    const struct finding *finding;
    bool proved; /* else it only deletes a comment */
};

struct offers {
    const struct fix_world *world;
    struct fix_files *files;
    struct fix_proofs *proofs;
    VEC(struct offer) data;
    VEC(struct offer) taken; /* those that hold together */
    edit_list edits;         /* of `taken` */
};

/* ---- each by itself ------------------------------------------------------------------------------- */

static void keep_edits(struct fix_files *files, struct finding *finding, const edit_list *edits)
{
    struct edit *kept = ARENA_ARRAY(files->run, struct edit, edits->count);
    memcpy(kept, edits->data, edits->count * sizeof(*kept));
    finding->edits = kept;
    finding->edit_count = edits->count;
}

static bool mend(struct offers *offers, struct finding *finding)
{
    edit_list edits = {0};
    bool done = false;
    const struct repair *repairs = finding->repairs;
    size_t count = finding->repair_count;
    finding->repair_count = 1;
    for (size_t i = 0; i < count && !done; i++) {
        const struct finding *lost = finding;
        finding->repairs = &repairs[i];
        size_t names = offers->files->names.count;
        done = fix_text(offers->files, finding->repairs, &edits) && edits.count &&
               fix_proof_holds(offers->proofs, edits.data, edits.count, &lost, 1);
        offers->files->names.count = done ? offers->files->names.count : names;
    }
    if (done) {
        keep_edits(offers->files, finding, &edits);
    }
    VEC_FREE(&edits);
    return done;
}

static void offer_each(struct offers *offers, struct finding_list *findings, size_t *untried)
{
    size_t tried = 0;
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = &findings->data[i];
        struct offer offer = {.finding = finding, .proved = finding->repair_count > 0};
        if (finding->suppressed || (!finding->repair_count && !finding->edit_count)) {
            continue;
        }
        *untried += offer.proved && tried >= FINDINGS_MAX;
        if (!offer.proved || (tried++ < FINDINGS_MAX && mend(offers, finding))) {
            VEC_PUSH(&offers->data, offer);
        }
    }
}

/* ---- all together --------------------------------------------------------------------------------- */

static bool has_edits(const edit_list *edits, const struct finding *finding)
{
    for (size_t i = 0; i < finding->edit_count; i++) {
        bool found = false;
        for (size_t j = 0; j < edits->count && !found; j++) {
            found = loc_compare(&edits->data[j].loc, &finding->edits[i].loc) == 0 &&
                    strcmp(edits->data[j].text, finding->edits[i].text) == 0;
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* Two findings may ask for the same edits: a pair that ends in two places. */
static void add_edits(edit_list *edits, const struct finding *finding)
{
    for (size_t i = 0; i < finding->edit_count && !has_edits(edits, finding); i++) {
        VEC_PUSH(edits, finding->edits[i]);
    }
}

static bool can_apply(const struct offers *offers, const edit_list *edits)
{
    struct buf made = {0};
    bool ok = true;
    for (size_t i = 0; i < edits->count && ok; i++) {
        const struct fix_file *file = fix_file_find(offers->files, edits->data[i].loc.file);
        ok = file && fix_apply(file, edits->data, edits->count, &made);
    }
    buf_free(&made);
    return ok;
}

static bool hold_together(struct offers *offers, const edit_list *edits, size_t from, size_t to)
{
    const struct finding **lost =
        ARENA_ARRAY(&offers->proofs->arena, const struct finding *, offers->data.count);
    size_t count = 0;
    for (size_t i = 0; i < offers->taken.count + (to - from); i++) {
        const struct offer *offer = i < offers->taken.count
                                        ? &offers->taken.data[i]
                                        : &offers->data.data[from + i - offers->taken.count];
        if (offer->proved) {
            lost[count++] = offer->finding;
        }
    }
    bool known = count <= 1 && offers->taken.count + (to - from) == 1;
    return can_apply(offers, edits) &&
           (!count || known || fix_proof_holds(offers->proofs, edits->data, edits->count, lost, count));
}

/* Takes of [from, to) what holds with what is taken: all, or of each half what does. */
static void take(struct offers *offers, size_t from, size_t to)
{
    edit_list edits = {0};
    if (from == to) {
        return;
    }
    for (size_t i = 0; i < offers->edits.count; i++) {
        VEC_PUSH(&edits, offers->edits.data[i]);
    }
    for (size_t i = from; i < to; i++) {
        add_edits(&edits, offers->data.data[i].finding);
    }
    if (hold_together(offers, &edits, from, to)) {
        for (size_t i = from; i < to; i++) {
            VEC_PUSH(&offers->taken, offers->data.data[i]);
        }
        VEC_FREE(&offers->edits);
        offers->edits.data = edits.data;
        offers->edits.count = edits.count;
        offers->edits.cap = edits.cap;
        return;
    }
    VEC_FREE(&edits);
    if (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        take(offers, from, middle);
        take(offers, middle, to);
    }
}

/* ---- bytes ---------------------------------------------------------------------------------------- */

/* Whole or not at all, with the rights that the file had; a link still leads to it. */
static bool write_file(const struct fix_file *file, const struct buf *made)
{
    struct buf now = {0}, half = {0};
    struct stat status = {0};
    char *path = realpath(file->path, NULL);
    bool as_it_was = path && buf_read_file(&now, path, file->text.count) == 0 &&
                     now.count == file->text.count && memcmp(now.data, file->text.data, now.count) == 0;
    const char *problem = !path ? strerror(errno) : as_it_was ? NULL : "it changed meanwhile";
    buf_addf(&half, "%s.%ld.half", path ? path : "", (long)getpid());
    FILE *out = problem || stat(path, &status) != 0 ? NULL : fopen(buf_text(&half), "w");
    if (!problem && !out) {
        problem = strerror(errno);
    }
    if (out) {
        bool ok = fwrite(made->data, 1, made->count, out) == made->count;
        ok = fchmod(fileno(out), status.st_mode & 07777) == 0 && ok;
        ok = fclose(out) == 0 && ok;
        ok = ok && rename(buf_text(&half), path) == 0;
        problem = ok ? NULL : strerror(errno);
        if (!ok) {
            unlink(buf_text(&half));
        }
    }
    if (problem) {
        fprintf(stderr, "critlint: cannot fix '%s': %s\n", file->path, problem);
    }
    buf_free(&now);
    buf_free(&half);
    free(path);
    return !problem;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp((*(struct fix_file *const *)a)->path, (*(struct fix_file *const *)b)->path);
}

/* Prints or writes every file that the edits change. */
static bool apply_all(struct offers *offers, size_t *changed)
{
    bool ok = true;
    struct buf made = {0}, diff = {0};
    if (offers->files->data.count) {
        qsort(offers->files->data.data, offers->files->data.count, sizeof(*offers->files->data.data),
              compare_files);
    }
    for (size_t i = 0; i < offers->files->data.count; i++) {
        const struct fix_file *file = offers->files->data.data[i];
        if (!file->is_read || !fix_apply(file, offers->edits.data, offers->edits.count, &made) ||
            strcmp(buf_text(&made), buf_text(&file->text)) == 0) {
            continue;
        }
        *changed += 1;
        if (offers->world->options->fix == FIX_WRITE) {
            ok &= write_file(file, &made);
        } else {
            fix_diff(&diff, file, &made);
        }
    }
    fputs(buf_text(&diff), stdout);
    buf_free(&made);
    buf_free(&diff);
    return ok;
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void tell_untried(const struct offers *offers, size_t untried, struct notice_list *notices)
{
    size_t count = untried + offers->proofs->skipped;
    if (count && offers->world->options->fix != FIX_REPORT) {
        fprintf(stderr, "critlint: %zu fix%s not tried: too much to analyse again\n", count,
                count == 1 ? " was" : "es were");
    } else if (count) {
        struct notice notice = {.kind = NOTICE_LIMIT, .loc = {.file = ""}};
        notice.message =
            arena_printf(offers->world->plans->run, "%zu fix%s not tried: too much to analyse again", count,
                         count == 1 ? " was" : "es were");
        VEC_PUSH(notices, notice);
    }
}

bool fixes_offer(const struct fix_world *world, struct finding_list *findings, struct notice_list *notices)
{
    struct fix_files files = {.run = world->plans->run};
    struct fix_proofs proofs;
    struct offers offers = {.world = world, .files = &files, .proofs = &proofs};
    size_t untried = 0;
    bool ok = true;
    fix_proofs_open(&proofs, world, &files);
    offer_each(&offers, findings, &untried);
    if (world->options->fix != FIX_REPORT) {
        size_t changed = 0;
        take(&offers, 0, offers.data.count);
        ok = apply_all(&offers, &changed);
        fprintf(stderr, "critlint: %s %zu of %zu finding%s in %zu file%s\n",
                world->options->fix == FIX_WRITE ? "fixed" : "would fix", offers.taken.count, findings->count,
                findings->count == 1 ? "" : "s", changed, changed == 1 ? "" : "s");
    }
    tell_untried(&offers, untried, notices);
    VEC_FREE(&offers.data);
    VEC_FREE(&offers.taken);
    VEC_FREE(&offers.edits);
    fix_proofs_close(&proofs);
    fix_files_free(&files);
    return ok;
}
