#include "driver/fix_proof.h"

#include "base/str.h"
#include "driver/image_facts.h"
#include "driver/verdicts.h"

#include <ctype.h>
#include <string.h>

enum {
    UNITS_MAX = 64, /* that one fix may make us read again: a header's has no more */
    FILES_MAX = 64,
    OPS_MAX = 400 * 1000 * 1000, /* looked at for all fixes of a run */
};

/* What was there: names of things, each as often as it is there. */
struct census {
    struct strtab *keys;
    VEC(uint32_t) counts; /* by key */
};

struct fix_before { /* of an image */
    bool done;
    struct finding_list findings;
    struct notice_list notices;
};

/* ---- counting ------------------------------------------------------------------------------------ */

static void count(struct census *census, const char *key)
{
    uint32_t id = str_add(census->keys, key);
    while (census->counts.count <= id) {
        VEC_PUSH(&census->counts, 0);
    }
    census->counts.data[id]++;
}

static uint32_t counted(const struct census *census, uint32_t id)
{
    return id < census->counts.count ? census->counts.data[id] : 0;
}

/* Lines and lengths change with a fix, and are the same fact still. Digits of names are kept. */
static void add_text(struct buf *out, const char *text)
{
    bool in_word = false;
    for (; *text; text++) {
        bool digit = isdigit((unsigned char)*text);
        if (digit && !in_word) {
            text += strspn(text, "0123456789") - 1;
            buf_add(out, "#");
        } else {
            in_word = isalpha((unsigned char)*text) || *text == '_' || (digit && in_word);
            buf_addn(out, text, 1);
        }
    }
}

static void finding_key(struct buf *out, const struct finding *finding)
{
    buf_clear(out);
    buf_addf(out, "%s %s %s ", finding->rule->code, finding->loc.file, finding->function);
    add_text(out, finding->message);
}

/* A finding counts at its tier and at each that is less sure: a surer one is one more. */
static void count_findings(struct census *census, const struct finding_list *findings)
{
    struct buf key = {0};
    for (size_t i = 0; i < findings->count; i++) {
        finding_key(&key, &findings->data[i]);
        for (int tier = TIER_C; tier >= (int)findings->data[i].tier; tier--) {
            count(census, buf_text(&key));
            buf_addf(&key, " %s", tier_name((enum tier)(tier - (tier > 0))));
        }
    }
    buf_free(&key);
}

static void count_notices(struct census *census, const struct notice_list *notices)
{
    struct buf key = {0};
    for (size_t i = 0; i < notices->count; i++) {
        buf_clear(&key);
        buf_addf(&key, "!%s ", notice_kind_name(notices->data[i].kind));
        add_text(&key, notices->data[i].message);
        count(census, buf_text(&key));
    }
    buf_free(&key);
}

/* Says a repair that the name may be undeclared? */
static bool may_be_unseen(const char *name, const struct finding *const *lost, size_t lost_count)
{
    for (size_t i = 0; i < lost_count; i++) {
        const char *const *unseen = lost[i]->repairs[0].unseen;
        if ((unseen[0] && strcmp(unseen[0], name) == 0) || (unseen[1] && strcmp(unseen[1], name) == 0)) {
            return true;
        }
    }
    return false;
}

/* What the parser did not understand of a unit, and the names in it that nobody declares. */
static void count_unit(struct census *census, const struct ir_unit *unit, const struct finding *const *lost,
                       size_t lost_count)
{
    struct buf key = {0};
    for (size_t i = 0; i < unit->notices.count; i++) {
        buf_clear(&key);
        buf_addf(&key, "!%u ", unit->notices.data[i].kind);
        add_text(&key, ir_text(unit, unit->notices.data[i].message));
        count(census, buf_text(&key));
    }
    for (size_t i = 0; i < unit->syms.count; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        if ((sym->flags & IR_SYM_IMPLICIT) && !may_be_unseen(ir_text(unit, sym->name), lost, lost_count)) {
            buf_clear(&key);
            buf_addf(&key, "?%s", ir_text(unit, sym->name));
            count(census, buf_text(&key));
        }
    }
    for (size_t i = 0; i < unit->funcs.count; i++) {
        if (unit->funcs.data[i].flags & IR_FUNC_DEGRADED) {
            count(census, "degraded");
        }
    }
    for (uint32_t i = 0; i < unit->health; i++) {
        count(census, "health");
    }
    buf_free(&key);
}

/* ---- looking again ------------------------------------------------------------------------------- */

/*
 * Functions that leave masked what was open before them. One that a fix makes so would lose its finding for
 * the wrong reason: where a restore does nothing, the bare pair is gone as well.
 */
static void add_left_masked(const struct flow *flow, struct arena *arena, struct notice_list *notices)
{
    const struct program *program = flow->facts.program;
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        const struct summary *summary = &flow->facts.summaries[func];
        relation left[GATES] = {0};
        for (uint32_t i = 0; i < summary->caller_exits; i++) {
            for (int gate = 0; gate < GATES; gate++) {
                left[gate] |= summary->exits[i].mask.gate[gate] & RELATION_FROM_OPEN;
            }
        }
        for (int gate = 0; gate < GATES; gate++) {
            struct notice notice = {.kind = NOTICE_INFO, .loc = {.file = ""}};
            if (left[gate] & RELATION_TO_MASKED) {
                notice.message =
                    arena_printf(arena, "'%s' leaves gate %d masked", program_name(program, func), gate);
                VEC_PUSH(notices, notice);
            }
        }
    }
}

/* All that every rule says of an image. The findings live in `arena`. */
static void judge(const struct fix_proofs *proofs, struct ir_unit *const *units, size_t unit_count,
                  struct arena *arena, struct finding_list *findings, struct notice_list *notices)
{
    const struct fix_world *world = proofs->world;
    struct image_facts facts = {0};
    facts_link(&facts, world->names, world->images, units, unit_count, notices);
    facts_flow(&facts, world->model, world->claims, notices);
    check_rules(&facts.flow, world->options, true, arena, findings);
    add_left_masked(&facts.flow, arena, notices);
    facts_free(&facts);
}

static const char *plain_path(const char *path)
{
    while (str_has_prefix(path, "./")) {
        path += 2;
    }
    return path;
}

static bool reads(const struct ir_unit *unit, const char *file)
{
    for (size_t i = 0; i < unit->files.count; i++) {
        if (strcmp(plain_path(ir_text(unit, unit->files.data[i])), plain_path(file)) == 0) {
            return true;
        }
    }
    return strcmp(plain_path(ir_text(unit, unit->path)), plain_path(file)) == 0;
}

/* One attempt. */
struct trial {
    struct parse_text texts[FILES_MAX];
    size_t text_count;
    size_t plans[UNITS_MAX];
    size_t plan_count;
    struct buf made[FILES_MAX];
    struct extracted again; /* by plan */
};

static bool make_texts(struct fix_proofs *proofs, struct trial *trial, const struct edit *edits,
                       size_t edit_count)
{
    for (size_t i = 0; i < edit_count; i++) {
        bool known = false;
        for (size_t j = 0; j < trial->text_count; j++) {
            known |= strcmp(trial->texts[j].path, edits[i].loc.file) == 0;
        }
        const struct fix_file *file = known ? NULL : fix_file_find(proofs->files, edits[i].loc.file);
        if (known) {
            continue;
        }
        if (!file || trial->text_count == FILES_MAX ||
            !fix_apply(file, edits, edit_count, &trial->made[trial->text_count])) {
            return false;
        }
        trial->texts[trial->text_count] =
            (struct parse_text){.path = file->path, .text = buf_text(&trial->made[trial->text_count])};
        trial->text_count++;
    }
    return trial->text_count > 0;
}

static const struct ir_unit *old_unit(const struct fix_proofs *proofs, size_t plan)
{
    return proofs->world->extracted->units.data[proofs->unit_of_plan[plan]];
}

static bool choose_units(const struct fix_proofs *proofs, struct trial *trial)
{
    const struct unit_plans *plans = proofs->world->plans;
    for (size_t i = 0; i < plans->units.count; i++) {
        bool hit = false;
        for (size_t j = 0; j < trial->text_count && !hit; j++) {
            hit = reads(old_unit(proofs, i), trial->texts[j].path);
        }
        if (hit && trial->plan_count == UNITS_MAX) {
            return false;
        }
        if (hit) {
            trial->plans[trial->plan_count++] = i;
        }
    }
    return trial->plan_count > 0;
}

/* The new unit for an old one, where there is one. */
static struct ir_unit *new_unit(const struct fix_proofs *proofs, const struct trial *trial,
                                struct ir_unit *old)
{
    for (size_t i = 0; i < trial->plan_count; i++) {
        if (old_unit(proofs, trial->plans[i]) == old) {
            return trial->again.units.data[trial->plans[i]];
        }
    }
    return old;
}

static bool is_touched(const struct fix_proofs *proofs, const struct trial *trial, const struct image *image)
{
    for (size_t i = 0; i < image->count; i++) {
        for (size_t j = 0; j < trial->plan_count; j++) {
            if (old_unit(proofs, trial->plans[j]) == image->units[i]) {
                return true;
            }
        }
    }
    return false;
}

/* False: it would be too much, with what was done before. */
static bool afford(struct fix_proofs *proofs, const struct trial *trial)
{
    uint64_t work = 0;
    for (size_t i = 0; i < proofs->world->images->data.count; i++) {
        const struct image *image = &proofs->world->images->data.data[i];
        for (size_t j = 0; is_touched(proofs, trial, image) && j < image->count; j++) {
            work += image->units[j]->ops.count;
        }
    }
    if (proofs->work + work > OPS_MAX) {
        proofs->skipped++;
        return false;
    }
    proofs->work += work;
    return true;
}

/* ---- comparing ----------------------------------------------------------------------------------- */

static void add_before(struct fix_proofs *proofs, size_t index, struct finding_list *findings,
                       struct notice_list *notices)
{
    const struct image *image = &proofs->world->images->data.data[index];
    struct fix_before *before = &proofs->before[index];
    if (!before->done) {
        judge(proofs, image->units, image->count, &proofs->arena, &before->findings, &before->notices);
        before->done = true;
    }
    for (size_t i = 0; i < before->findings.count; i++) {
        VEC_PUSH(findings, before->findings.data[i]);
    }
    for (size_t i = 0; i < before->notices.count; i++) {
        VEC_PUSH(notices, before->notices.data[i]);
    }
}

static void add_after(struct fix_proofs *proofs, const struct trial *trial, size_t index, struct arena *arena,
                      struct finding_list *findings, struct notice_list *notices)
{
    const struct image *image = &proofs->world->images->data.data[index];
    struct ir_unit **units = ARENA_ARRAY(arena, struct ir_unit *, image->count + 1);
    for (size_t i = 0; i < image->count; i++) {
        units[i] = new_unit(proofs, trial, image->units[i]);
    }
    judge(proofs, units, image->count, arena, findings, notices);
}

static void count_all(struct census *census, struct finding_list *findings, struct notice_list *notices)
{
    finding_sort(findings);
    notice_sort(notices);
    count_findings(census, findings);
    count_notices(census, notices);
    VEC_FREE(findings);
    VEC_FREE(notices);
}

/* Nothing more than before, and each of `lost` less. */
static bool is_better(const struct census *before, const struct census *after,
                      const struct finding *const *lost, size_t lost_count)
{
    struct census less = {.keys = before->keys};
    struct buf key = {0};
    bool better = true;
    for (size_t i = 0; i < lost_count; i++) {
        finding_key(&key, lost[i]);
        count(&less, buf_text(&key));
    }
    for (uint32_t id = 0; id < after->counts.count || id < less.counts.count; id++) {
        better &= counted(after, id) + counted(&less, id) <= counted(before, id);
    }
    buf_free(&key);
    VEC_FREE(&less.counts);
    return better;
}

static bool compare(struct fix_proofs *proofs, struct trial *trial, const struct finding *const *lost,
                    size_t lost_count)
{
    const struct fix_world *world = proofs->world;
    struct strtab keys = {0};
    struct arena arena = {0};
    struct census before = {.keys = &keys};
    struct census after = {.keys = &keys};
    struct finding_list findings = {0}, new_findings = {0};
    struct notice_list notices = {0}, new_notices = {0};
    extract_again(&trial->again, world->plans, trial->plans, trial->plan_count, world->options, world->model,
                  trial->texts, trial->text_count);
    for (size_t i = 0; i < trial->plan_count; i++) {
        count_unit(&before, old_unit(proofs, trial->plans[i]), lost, lost_count);
        count_unit(&after, trial->again.units.data[trial->plans[i]], lost, lost_count);
    }
    bool better = is_better(&before, &after, NULL, 0); /* what does not parse is not analysed */
    for (size_t i = 0; i < world->images->data.count && better; i++) {
        if (is_touched(proofs, trial, &world->images->data.data[i])) {
            add_before(proofs, i, &findings, &notices);
            add_after(proofs, trial, i, &arena, &new_findings, &new_notices);
        }
    }
    count_all(&before, &findings, &notices);
    count_all(&after, &new_findings, &new_notices);
    better = better && is_better(&before, &after, lost, lost_count);
    VEC_FREE(&before.counts);
    VEC_FREE(&after.counts);
    str_free(&keys);
    arena_free(&arena);
    return better;
}

bool fix_proof_holds(struct fix_proofs *proofs, const struct edit *edits, size_t edit_count,
                     const struct finding *const *lost, size_t lost_count)
{
    struct trial *trial = ARENA_NEW(&proofs->arena, struct trial);
    bool holds = make_texts(proofs, trial, edits, edit_count) && choose_units(proofs, trial) &&
                 afford(proofs, trial) && compare(proofs, trial, lost, lost_count);
    for (size_t i = 0; i < FILES_MAX; i++) {
        buf_free(&trial->made[i]);
    }
    extract_free(&trial->again);
    return holds;
}

/* ---- the whole ----------------------------------------------------------------------------------- */

/* Units are in the order of their paths; those of one path in any order, and go together. */
static void match_units(struct fix_proofs *proofs)
{
    const struct unit_plans *plans = proofs->world->plans;
    const struct extracted *extracted = proofs->world->extracted;
    struct strtab paths = {0};
    VEC(size_t) first = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        uint32_t id = str_add(&paths, ir_text(unit, unit->path));
        while (first.count <= id) {
            VEC_PUSH(&first, i);
        }
    }
    for (size_t i = 0; i < plans->units.count; i++) {
        uint32_t id = str_find(&paths, plans->units.data[i].path);
        proofs->unit_of_plan[i] = id ? first.data[id]++ : 0;
    }
    VEC_FREE(&first);
    str_free(&paths);
}

void fix_proofs_open(struct fix_proofs *proofs, const struct fix_world *world, struct fix_files *files)
{
    *proofs = (struct fix_proofs){.world = world, .files = files};
    proofs->unit_of_plan = ARENA_ARRAY(&proofs->arena, size_t, world->plans->units.count + 1);
    proofs->before = ARENA_ARRAY(&proofs->arena, struct fix_before, world->images->data.count + 1);
    match_units(proofs);
}

void fix_proofs_close(struct fix_proofs *proofs)
{
    for (size_t i = 0; i < proofs->world->images->data.count; i++) {
        VEC_FREE(&proofs->before[i].findings);
        VEC_FREE(&proofs->before[i].notices);
    }
    arena_free(&proofs->arena);
}
