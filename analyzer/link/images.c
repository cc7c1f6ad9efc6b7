#include "link/images.h"

#include "base/str.h"

#include <string.h>

enum {
    SHARES_MAX = 8, /* programs together hold at most so many times the units of the tree */
    FOLDERS_MAX = 64,
    SAME_NAMES_MAX = 3, /* two files that define more of the same names are alternatives: boards, heaps */
};

#define NOBODY UINT32_MAX /* shared: a library's */

/* What a folder knows of the programs in it. */
struct folder {
    uint32_t below, beside; /* how many units with a `main` lie anywhere below, and in it */
    uint32_t last_below, last_beside;
};

struct definition {
    uint32_t unit;
    uint32_t next; /* of the same name */
};

struct finder {
    struct arena *run;
    struct ir_unit *const *units;
    size_t count;
    struct strtab names;
    struct map by_folder; /* string → index in folders */
    VEC(struct folder) folders;
    uint32_t *owners;   /* by unit: the unit with the `main`, or NOBODY */
    bool *lent;         /* by unit: other programs may take it too */
    size_t *lent_below; /* by unit: those whose `main` lies below that much of its path */
    struct map by_name; /* string → index in definitions: strong ones of lent units */
    VEC(struct definition) definitions;
    uint32_t *taken_by;   /* by unit: the program that took it last */
    uint32_t **wanted;    /* by unit: names that it needs or defines weakly, ended by 0 */
    uint32_t **strong;    /* by unit: names that it defines, ended by 0 */
    const uint64_t *said; /* by unit: the programs that the user gives it to; NULL: nobody says */
};

static const char *path_of(const struct ir_unit *unit)
{
    return ir_text(unit, unit->path);
}

static bool is_strong(const struct ir_sym *sym)
{
    bool has_body = sym->kind == IR_SYM_GLOBAL || sym->function != IR_NONE;
    return (sym->flags & IR_SYM_DEFINED) && !(sym->flags & (IR_SYM_WEAK | IR_SYM_INLINE)) && has_body;
}

/* In the file itself: what a header defines stands in every unit that includes it. */
static bool defines(const struct ir_unit *unit, const struct ir_sym *sym)
{
    bool in_header = sym->function != IR_NONE && sym->kind == IR_SYM_FUNCTION &&
                     (unit->funcs.data[sym->function].flags & IR_FUNC_HEADER);
    return is_strong(sym) && sym->kind == IR_SYM_FUNCTION && !in_header;
}

static bool is_main(const struct model *model, const char *name)
{
    const struct model_entry *entry = model_role(model, name, MODEL_RUNS);
    return strcmp(name, "main") == 0 || (entry && entry->context == MODEL_CONTEXT_MAIN);
}

static bool has_main(const struct ir_unit *unit, const struct model *model)
{
    for (size_t i = 0; i < unit->syms.count; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        if (sym->kind == IR_SYM_FUNCTION && ir_sym_is_external(sym) && is_strong(sym) &&
            is_main(model, ir_text(unit, sym->name))) {
            return true;
        }
    }
    return false;
}

/* ---- folders ---------------------------------------------------------------------------------- */

/* The length of the folder part of a path: 0 for a name without one. */
static size_t folder_length(const char *path, size_t length)
{
    while (length && path[length - 1] != '/') {
        length--;
    }
    return length ? length - 1 : 0;
}

static struct folder *folder_at(struct finder *finder, const char *path, size_t length)
{
    uint32_t name = str_addn(&finder->names, path, length);
    uint32_t index = map_add(&finder->by_folder, name, (uint32_t)finder->folders.count);
    return index < finder->folders.count ? &finder->folders.data[index] : VEC_ADD(&finder->folders);
}

static void mark_folders(struct finder *finder, uint32_t unit)
{
    const char *path = path_of(finder->units[unit]);
    size_t length = folder_length(path, strlen(path));
    struct folder *folder = folder_at(finder, path, length);
    folder->beside++;
    folder->last_beside = unit;
    for (int depth = 0; depth < FOLDERS_MAX; depth++) {
        folder = folder_at(finder, path, length);
        folder->below++;
        folder->last_below = unit;
        if (!length) {
            break;
        }
        length = folder_length(path, length);
    }
}

/* Whose unit is it? The nearest folder with a `main` below it says. */
static void find_owner(struct finder *finder, uint32_t unit)
{
    const char *path = path_of(finder->units[unit]);
    size_t length = folder_length(path, strlen(path));
    finder->lent[unit] = true;
    for (int depth = 0; depth < FOLDERS_MAX; depth++) {
        const struct folder *folder = folder_at(finder, path, length);
        if (folder->below) {
            finder->lent[unit] = folder->below > 1;
            finder->lent_below[unit] = length;
            finder->owners[unit] = folder->below == 1    ? folder->last_below
                                   : folder->beside == 1 ? folder->last_beside
                                                         : NOBODY;
            return;
        }
        if (!length) {
            return;
        }
        length = folder_length(path, length);
    }
}

/* ---- what symbols ask for ------------------------------------------------------------------------ */

static void list_names(struct finder *finder, uint32_t index)
{
    const struct ir_unit *unit = finder->units[index];
    uint32_t *wanted = ARENA_ARRAY(finder->run, uint32_t, unit->syms.count + 1);
    uint32_t *strong = ARENA_ARRAY(finder->run, uint32_t, unit->syms.count + 1);
    size_t count = 0;
    size_t strong_count = 0;
    for (size_t i = 0; i < unit->syms.count; i++) {
        const struct ir_sym *sym = &unit->syms.data[i];
        if (!ir_sym_is_external(sym)) {
            continue;
        }
        uint32_t name = str_add(&finder->names, ir_text(unit, sym->name));
        if (defines(unit, sym)) {
            strong[strong_count++] = name;
        }
        if (!is_strong(sym)) {
            wanted[count++] = name;
        } else if (finder->lent[index]) {
            uint32_t first = map_get(&finder->by_name, name);
            struct definition definition = {.unit = index, .next = first};
            map_set(&finder->by_name, name, (uint32_t)finder->definitions.count);
            VEC_PUSH(&finder->definitions, definition);
        }
    }
    finder->wanted[index] = wanted;
    finder->strong[index] = strong;
}

struct closure {
    struct finder *finder;
    uint32_t program; /* number that marks its units */
    const char *name; /* path of its `main` */
    uint64_t said;    /* bit of the program that the user names, or 0 */
    VEC(uint32_t) units;
    size_t done;
};

static void take(struct closure *closure, uint32_t unit)
{
    if (closure->finder->taken_by[unit] != closure->program) {
        closure->finder->taken_by[unit] = closure->program;
        VEC_PUSH(&closure->units, unit);
    }
}

/* The units of a program and what they share with programs in its folders are no library to one beside it. */
static bool is_lent_to(const struct closure *closure, uint32_t unit)
{
    const struct finder *finder = closure->finder;
    size_t length = finder->lent_below[unit];
    return !length || (strncmp(path_of(finder->units[unit]), closure->name, length) == 0 &&
                       closure->name[length] == '/');
}

static void take_definitions(struct closure *closure, uint32_t name)
{
    const struct finder *finder = closure->finder;
    size_t best = 0;
    for (uint32_t i = map_get(&finder->by_name, name); i != MAP_NONE; i = finder->definitions.data[i].next) {
        uint32_t unit = finder->definitions.data[i].unit;
        size_t near = path_shared_folders(path_of(finder->units[unit]), closure->name);
        best = near > best && is_lent_to(closure, unit) ? near : best;
    }
    for (uint32_t i = map_get(&finder->by_name, name); i != MAP_NONE; i = finder->definitions.data[i].next) {
        uint32_t unit = finder->definitions.data[i].unit;
        size_t near = path_shared_folders(path_of(finder->units[unit]), closure->name);
        if (near == best && is_lent_to(closure, unit)) {
            take(closure, unit);
        }
    }
}

static void close_over(struct closure *closure)
{
    for (; closure->done < closure->units.count; closure->done++) {
        const uint32_t *wanted = closure->finder->wanted[closure->units.data[closure->done]];
        for (; *wanted; wanted++) {
            take_definitions(closure, *wanted);
        }
    }
}

/* ---- alternatives --------------------------------------------------------------------------------- */

static bool same_folder(const char *a, const char *b)
{
    size_t length = folder_length(a, strlen(a));
    return length == folder_length(b, strlen(b)) && strncmp(a, b, length) == 0;
}

/*
 * Can a unit be linked with those that were kept? A port of another folder that defines what is
 * there already cannot, nor a file that is the same board or heap once more. Two ports side by side
 * in one folder can, by mistake: that is CRIT401's matter.
 */
static bool is_alternative(const struct finder *finder, const struct map *keepers, uint32_t unit)
{
    const char *path = path_of(finder->units[unit]);
    bool is_template = strstr(str_basename(path), "template") != NULL; /* to be copied, not built */
    unsigned same = is_template ? SAME_NAMES_MAX : 0;
    for (const uint32_t *name = finder->strong[unit]; *name; name++) {
        uint32_t keeper = map_get(keepers, *name);
        if (keeper != MAP_NONE && !same_folder(path, path_of(finder->units[keeper]))) {
            return true;
        }
        same += keeper != MAP_NONE;
    }
    return same > SAME_NAMES_MAX;
}

/* Is it there because the user says so? */
static bool is_said(const struct closure *closure, uint32_t unit)
{
    return closure->said && (closure->finder->said[unit] & closure->said);
}

static bool comes_before(const struct closure *closure, uint32_t a, uint32_t b)
{
    if (is_said(closure, a) != is_said(closure, b)) {
        return is_said(closure, a);
    }
    size_t near_a = path_shared_folders(path_of(closure->finder->units[a]), closure->name);
    size_t near_b = path_shared_folders(path_of(closure->finder->units[b]), closure->name);
    return near_a != near_b ? near_a > near_b : a < b;
}

/* Of alternatives the one nearest to the `main` stays. */
static void drop_alternatives(struct closure *closure)
{
    const struct finder *finder = closure->finder;
    struct map keepers = {0};
    size_t count = closure->units.count;
    uint32_t *units = closure->units.data;
    for (size_t i = 1; i < count; i++) { /* nearly sorted: by the order of the tree */
        uint32_t unit = units[i];
        size_t at = i;
        for (; at > 0 && comes_before(closure, unit, units[at - 1]); at--) {
            units[at] = units[at - 1];
        }
        units[at] = unit;
    }
    closure->units.count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_said(closure, units[i]) && is_alternative(finder, &keepers, units[i])) {
            continue;
        }
        for (const uint32_t *name = finder->strong[units[i]]; *name; name++) {
            map_add(&keepers, *name, units[i]);
        }
        closure->units.data[closure->units.count++] = units[i];
    }
    map_free(&keepers);
}

/* ---- the programs ---------------------------------------------------------------------------------- */

static int compare_units(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static void add_image(struct images *images, struct finder *finder, uint32_t *units, size_t count,
                      const char *name)
{
    struct image image = {
        .units = ARENA_ARRAY(finder->run, struct ir_unit *, count + 1), .count = count, .name = name};
    qsort(units, count, sizeof(*units), compare_units);
    for (size_t i = 0; i < count; i++) {
        image.units[i] = finder->units[units[i]];
    }
    VEC_PUSH(&images->data, image);
}

/* Start-up code calls `main` and is asked for by nobody. */
static bool starts_program(const struct finder *finder, uint32_t unit)
{
    uint32_t main_name = str_find(&finder->names, "main");
    for (const uint32_t *wanted = finder->wanted[unit]; *wanted; wanted++) {
        if (*wanted == main_name) {
            return true;
        }
    }
    return false;
}

/* What a program has without asking: its own units, and if none of these starts it, what does. */
static void take_own(struct closure *closure, uint32_t main_unit)
{
    const struct finder *finder = closure->finder;
    bool has_start = false;
    for (uint32_t unit = 0; unit < finder->count; unit++) {
        if (finder->owners[unit] == main_unit) {
            take(closure, unit);
            has_start |= starts_program(finder, unit);
        }
    }
    for (uint32_t unit = 0; unit < finder->count && !has_start; unit++) {
        if (finder->lent[unit] && starts_program(finder, unit)) {
            take(closure, unit);
        }
    }
}

static void build(struct images *images, struct finder *finder, struct notice_list *notices)
{
    size_t budget = finder->count * SHARES_MAX;
    size_t left_out = 0;
    bool *used = ARENA_ARRAY(finder->run, bool, finder->count + 1);
    struct closure closure = {.finder = finder};
    for (uint32_t main_unit = 0; main_unit < finder->count; main_unit++) {
        if (finder->owners[main_unit] != main_unit) {
            continue;
        }
        closure.program = main_unit + 1;
        closure.name = path_of(finder->units[main_unit]);
        closure.units.count = closure.done = 0;
        take_own(&closure, main_unit);
        close_over(&closure);
        drop_alternatives(&closure);
        if (closure.units.count > budget) {
            left_out++;
            continue;
        }
        budget -= closure.units.count;
        for (size_t i = 0; i < closure.units.count; i++) {
            used[closure.units.data[i]] = true;
        }
        add_image(images, finder, closure.units.data, closure.units.count,
                  arena_strdup(finder->run, closure.name));
    }
    closure.units.count = 0;
    for (uint32_t unit = 0; unit < finder->count; unit++) {
        if (!used[unit]) {
            VEC_PUSH(&closure.units, unit);
        }
    }
    if (closure.units.count || !images->data.count) {
        add_image(images, finder, closure.units.data, closure.units.count, "");
    }
    if (images->data.count == 1) {
        images->data.data[0].name = ""; /* the tree is the program */
    }
    if (left_out) {
        struct notice notice = {
            .kind = NOTICE_LIMIT,
            .message = arena_printf(
                finder->run, "%zu programs of this tree were not analysed one by one: too many", left_out)};
        VEC_PUSH(notices, notice);
    }
    VEC_FREE(&closure.units);
}

/* ---- what the user says ---------------------------------------------------------------------------- */

/* The unit of the program with a `main`, else its first. */
static const char *said_name(const struct finder *finder, uint64_t bit, const struct model *model)
{
    const char *first = "";
    for (uint32_t unit = 0; unit < finder->count; unit++) {
        if (!(finder->said[unit] & bit)) {
            continue;
        }
        if (has_main(finder->units[unit], model)) {
            return path_of(finder->units[unit]);
        }
        first = *first ? first : path_of(finder->units[unit]);
    }
    return first;
}

/* The programs that the user names, each with what it asks for of the units that belong to none. */
static void build_said(struct images *images, struct finder *finder, const struct image_claims *claims,
                       const struct model *model, bool *used)
{
    struct closure closure = {.finder = finder};
    for (uint32_t i = 0; i < claims->count; i++) {
        closure.said = UINT64_C(1) << i;
        closure.program = i + 1;
        closure.name = said_name(finder, closure.said, model);
        closure.units.count = closure.done = 0;
        for (uint32_t unit = 0; unit < finder->count; unit++) {
            if (finder->said[unit] & closure.said) {
                take(&closure, unit);
            }
        }
        if (!closure.units.count) {
            continue;
        }
        close_over(&closure);
        drop_alternatives(&closure);
        for (size_t j = 0; j < closure.units.count; j++) {
            used[closure.units.data[j]] = true;
        }
        add_image(images, finder, closure.units.data, closure.units.count, claims->names[i]);
    }
    VEC_FREE(&closure.units);
}

static void finder_init(struct finder *finder, struct arena *run, struct ir_unit *const *units, size_t count)
{
    *finder = (struct finder){.run = run, .units = units, .count = count};
    finder->owners = ARENA_ARRAY(run, uint32_t, count + 1);
    finder->lent = ARENA_ARRAY(run, bool, count + 1);
    finder->lent_below = ARENA_ARRAY(run, size_t, count + 1);
    finder->taken_by = ARENA_ARRAY(run, uint32_t, count + 1);
    finder->wanted = ARENA_ARRAY(run, uint32_t *, count + 1);
    finder->strong = ARENA_ARRAY(run, uint32_t *, count + 1);
}

static void finder_free(struct finder *finder)
{
    VEC_FREE(&finder->folders);
    VEC_FREE(&finder->definitions);
    map_free(&finder->by_folder);
    map_free(&finder->by_name);
    str_free(&finder->names);
}

static void find_by_main(struct images *images, struct arena *run, struct ir_unit *const *units, size_t count,
                         const struct model *model, struct notice_list *notices)
{
    struct finder finder;
    size_t mains = 0;
    finder_init(&finder, run, units, count);
    for (uint32_t unit = 0; unit < count; unit++) {
        finder.owners[unit] = has_main(units[unit], model) ? unit : NOBODY;
        mains += finder.owners[unit] == unit;
    }
    if (!mains) {
        struct image all = {
            .units = ARENA_ARRAY(run, struct ir_unit *, count + 1), .count = count, .name = ""};
        for (size_t i = 0; i < count; i++) {
            all.units[i] = units[i];
        }
        VEC_PUSH(&images->data, all);
        return;
    }
    for (uint32_t unit = 0; unit < count; unit++) {
        if (finder.owners[unit] == unit) {
            mark_folders(&finder, unit);
        }
    }
    for (uint32_t unit = 0; unit < count; unit++) {
        if (finder.owners[unit] == NOBODY) {
            find_owner(&finder, unit);
        }
    }
    for (uint32_t unit = 0; unit < count; unit++) {
        list_names(&finder, unit);
    }
    build(images, &finder, notices);
    finder_free(&finder);
}

static void list_defined(struct images *images, struct ir_unit *const *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < units[i]->syms.count; j++) {
            const struct ir_sym *sym = &units[i]->syms.data[j];
            if (sym->kind == IR_SYM_FUNCTION && ir_sym_is_external(sym) && (sym->flags & IR_SYM_DEFINED)) {
                str_add(&images->defined, ir_text(units[i], sym->name));
            }
        }
    }
}

void images_find(struct images *images, struct arena *run, struct ir_unit *const *units, size_t count,
                 const struct model *model, const struct image_claims *claims, struct notice_list *notices)
{
    list_defined(images, units, count);
    if (!claims->count) {
        find_by_main(images, run, units, count, model, notices);
        return;
    }
    struct finder finder;
    bool *used = ARENA_ARRAY(run, bool, count + 1);
    struct ir_unit **rest = ARENA_ARRAY(run, struct ir_unit *, count + 1);
    size_t left = 0;
    finder_init(&finder, run, units, count);
    finder.said = claims->of_unit;
    for (uint32_t unit = 0; unit < count; unit++) {
        finder.lent[unit] = !claims->of_unit[unit] && !has_main(units[unit], model);
        list_names(&finder, unit);
    }
    build_said(images, &finder, claims, model, used);
    finder_free(&finder);
    for (size_t unit = 0; unit < count; unit++) {
        if (!used[unit]) {
            rest[left++] = units[unit];
        }
    }
    if (left || !images->data.count) {
        find_by_main(images, run, rest, left, model, notices);
    }
}

void images_free(struct images *images)
{
    VEC_FREE(&images->data);
    str_free(&images->defined);
}
