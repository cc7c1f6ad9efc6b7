#include "flow/compiled.h"

#include "base/str.h"
#include "flow/compiled_way.h"

#include <stdlib.h>

enum { SEGMENTS_MAX = 64, WRAPPER_DEPTH_MAX = 4 };

/* ---- paths ----------------------------------------------------------------------------------------- */

struct segments {
    const char *start[SEGMENTS_MAX];
    size_t length[SEGMENTS_MAX];
    int count;
};

/* Without "." and what ".." takes back. Longer paths lose their beginning. */
static void split(struct segments *segments, const char *path)
{
    segments->count = 0;
    while (*path) {
        path += strspn(path, "/");
        size_t length = strcspn(path, "/");
        bool up = length == 2 && strncmp(path, "..", 2) == 0;
        if (up && segments->count) {
            segments->count--;
        } else if (length && !up && !(length == 1 && *path == '.')) {
            if (segments->count == SEGMENTS_MAX) {
                memmove(segments->start, segments->start + 1, sizeof(*segments->start) * (SEGMENTS_MAX - 1));
                memmove(segments->length, segments->length + 1,
                        sizeof(*segments->length) * (SEGMENTS_MAX - 1));
                segments->count--;
            }
            segments->start[segments->count] = path;
            segments->length[segments->count++] = length;
        }
        path += length;
    }
}

/* How many names two paths share, from the file's own backwards. */
static int shared(const struct segments *a, const struct segments *b)
{
    int count = 0;
    while (count < a->count && count < b->count) {
        int i = a->count - 1 - count;
        int j = b->count - 1 - count;
        if (a->length[i] != b->length[j] || strncmp(a->start[i], b->start[j], a->length[i]) != 0) {
            break;
        }
        count++;
    }
    return count;
}

/*
 * The path of the code that a path of the source means: where the tree lay when it was built nobody knows, so
 * the one that shares most of its end. Two that share as much are neither. An index, or CODE_NONE.
 */
static uint32_t find_meant(const struct compiled *compiled, const char *path)
{
    struct segments wanted;
    uint32_t best = CODE_NONE;
    int most = 0;
    split(&wanted, path);
    for (uint32_t i = 0; i < compiled->sources.count; i++) {
        struct segments candidate;
        split(&candidate, compiled->sources.data[i]);
        int count = shared(&wanted, &candidate);
        if (count > most) {
            best = i;
            most = count;
        } else if (count == most) {
            best = CODE_NONE;
        }
    }
    return best;
}

/* The string of a file for a path of the source, or CODE_NONE. */
static uint32_t resolve(struct compiled *compiled, const struct compiled_file *file, const char *path)
{
    uint64_t key = hash_bytes(path, strlen(path), 0);
    uint32_t meant = map_get(&compiled->meant, key);
    if (meant == MAP_NONE) {
        meant = find_meant(compiled, path) + 1; /* CODE_NONE becomes 0 */
        map_set(&compiled->meant, key, meant);
    }
    return meant ? map_get(&file->strings, meant - 1) : CODE_NONE;
}

/* ---- the index ------------------------------------------------------------------------------------- */

void compiled_add(struct compiled *compiled, const char *name, struct code *code)
{
    struct compiled_file file = {.name = name, .code = *code, .first_func = (uint32_t)compiled->funcs.count};
    uint32_t index = (uint32_t)compiled->files.count;
    *code = (struct code){.arch = 0};
    for (uint32_t i = 0; i < file.code.funcs.count; i++) {
        const struct code_func *func = &file.code.funcs.data[i];
        const char *text = code_text(&file.code, func->name);
        struct compiled_func entry = {.file = index, .func = i, .total = cost_of(0, 0)};
        if (func->global) {
            map_add(&compiled->by_name, hash_bytes(text, strlen(text), 0), (uint32_t)compiled->funcs.count);
        }
        VEC_PUSH(&compiled->funcs, entry);
    }
    VEC_PUSH(&compiled->files, file);
}

static const struct code_place *sorted_places; /* for qsort, which takes no context */

static int compare_places(const void *left, const void *right)
{
    uint32_t of_a = *(const uint32_t *)left;
    uint32_t of_b = *(const uint32_t *)right;
    const struct code_place *a = &sorted_places[of_a];
    const struct code_place *b = &sorted_places[of_b];
    if (a->file != b->file) {
        return a->file < b->file ? -1 : 1;
    }
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    return of_a < of_b ? -1 : of_a > of_b;
}

static void add_source(struct compiled *compiled, struct compiled_file *file, uint32_t string)
{
    const char *path = code_text(&file->code, string);
    uint32_t next = (uint32_t)compiled->sources.count;
    uint32_t index = map_add(&compiled->source_at, hash_bytes(path, strlen(path), 0), next);
    if (index == next) {
        VEC_PUSH(&compiled->sources, path);
    }
    map_add(&file->strings, index, string);
}

static void index_file(struct compiled *compiled, struct compiled_file *file)
{
    const struct code *code = &file->code;
    size_t places = code->places.count;
    struct arena *arena = compiled->arena;
    file->by_line = ARENA_ARRAY(arena, uint32_t, places + 1);
    file->inlined = ARENA_ARRAY(arena, uint32_t, places + 1);
    file->next_inlined = ARENA_ARRAY(arena, uint32_t, places + 1);
    file->insn = ARENA_ARRAY(arena, uint32_t, places + 1);
    file->next_insn = ARENA_ARRAY(arena, uint32_t, code->insns.count + 1);
    for (size_t i = 0; i < places; i++) {
        file->by_line[i] = (uint32_t)i;
        file->inlined[i] = file->insn[i] = CODE_NONE;
    }
    for (size_t i = places; i-- > 0;) {
        uint32_t caller = code->places.data[i].caller;
        if (caller != CODE_NONE) {
            file->next_inlined[i] = file->inlined[caller];
            file->inlined[caller] = (uint32_t)i;
        }
    }
    for (size_t i = code->insns.count; i-- > 0;) {
        uint32_t place = code->insns.data[i].place;
        if (place != CODE_NONE) {
            file->next_insn[i] = file->insn[place];
            file->insn[place] = (uint32_t)i;
        }
    }
    sorted_places = code->places.data;
    if (places) {
        qsort(file->by_line, places, sizeof(*file->by_line), compare_places);
    }
    for (size_t i = 0; i < places; i++) {
        uint32_t string = code->places.data[file->by_line[i]].file;
        if (!i || string != code->places.data[file->by_line[i - 1]].file) {
            add_source(compiled, file, string);
        }
    }
}

/* Loops on one line are taken for the worst of them. */
static void index_loops(struct compiled *compiled, struct compiled_file *file)
{
    for (uint32_t i = 0; i < compiled->loops.count; i++) {
        struct compiled_loop *loop = &compiled->loops.data[i];
        uint32_t string = resolve(compiled, file, loop->file);
        if (string == CODE_NONE) {
            continue;
        }
        uint32_t first = map_add(&file->loops, (uint64_t)string << 32 | loop->line, i);
        struct trips *trips = &compiled->loops.data[first].trips;
        trips->known &= loop->trips.known;
        trips->low = loop->trips.low < trips->low ? loop->trips.low : trips->low;
        trips->high = loop->trips.high > trips->high ? loop->trips.high : trips->high;
    }
}

void compiled_ready(struct compiled *compiled)
{
    for (size_t i = 0; i < compiled->files.count; i++) {
        index_file(compiled, &compiled->files.data[i]);
    }
    for (size_t i = 0; i < compiled->files.count; i++) {
        index_loops(compiled, &compiled->files.data[i]);
    }
}

/* ---- instructions of a line ------------------------------------------------------------------------ */

struct found_insns {
    VEC(uint32_t) data; /* ascending */
};

static int compare_insns(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The first place of a line in `by_line`, or where it would be. */
static size_t first_of_line(const struct compiled_file *file, uint32_t string, uint32_t line)
{
    size_t low = 0;
    size_t high = file->code.places.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct code_place *place = &file->code.places.data[file->by_line[middle]];
        if (place->file < string || (place->file == string && place->line < line)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* With all that was inlined into the line. */
static void find_insns(const struct compiled_file *file, uint32_t string, uint32_t line,
                       struct found_insns *found)
{
    VEC(uint32_t) stack = {0};
    for (size_t i = first_of_line(file, string, line); i < file->code.places.count; i++) {
        const struct code_place *place = &file->code.places.data[file->by_line[i]];
        if (place->file != string || place->line != line) {
            break;
        }
        VEC_PUSH(&stack, file->by_line[i]);
    }
    while (stack.count) {
        uint32_t place = stack.data[--stack.count];
        for (uint32_t insn = file->insn[place]; insn != CODE_NONE; insn = file->next_insn[insn]) {
            VEC_PUSH(&found->data, insn);
        }
        for (uint32_t in = file->inlined[place]; in != CODE_NONE; in = file->next_inlined[in]) {
            VEC_PUSH(&stack, in);
        }
    }
    VEC_FREE(&stack);
    if (found->data.count) {
        qsort(found->data.data, found->data.count, sizeof(*found->data.data), compare_insns);
    }
    size_t kept = 0;
    for (size_t i = 0; i < found->data.count; i++) {
        if (!kept || found->data.data[kept - 1] != found->data.data[i]) {
            found->data.data[kept++] = found->data.data[i];
        }
    }
    found->data.count = kept;
}

/* ---- what masks and what opens --------------------------------------------------------------------- */

/* What an instruction is to a mark, the better the higher. */
enum fit { FIT_NOT, FIT_AWAY, FIT_CALL, FIT_NAMED, FIT_STORE, FIT_SETS, FIT_EXACT };

static bool changes_mask(const struct compiled *compiled, uint32_t func, bool at_end, int depth)
{
    const struct compiled_func *of = &compiled->funcs.data[func];
    const struct code *code = &compiled->files.data[of->file].code;
    const struct code_func *in = &code->funcs.data[of->func];
    for (uint32_t i = 0; i < in->count; i++) {
        const struct code_insn *insn = &code->insns.data[in->first + i];
        if (insn->effect == CODE_SETS || insn->effect == (at_end ? CODE_OPENS : CODE_MASKS)) {
            return true;
        }
        bool calls = insn->kind == CODE_CALL || insn->kind == CODE_BRANCH;
        uint32_t target = calls && depth > 0 ? compiled_target(compiled, of->file, insn, func) : CODE_NONE;
        if (target != CODE_NONE && changes_mask(compiled, target, at_end, depth - 1)) {
            return true;
        }
    }
    return false;
}

static enum fit fit_of_call(const struct compiled *compiled, uint32_t file, uint32_t at,
                            const struct compiled_mark *mark, bool at_end)
{
    const struct compiled_file *in = &compiled->files.data[file];
    const struct code_insn *insn = &in->code.insns.data[at];
    uint32_t from = code_func_of(&in->code, at);
    if (insn->kind == CODE_CALL_AWAY) {
        return FIT_AWAY;
    }
    uint32_t target =
        from == CODE_NONE ? CODE_NONE : compiled_target(compiled, file, insn, in->first_func + from);
    const char *name = code_text(&in->code, insn->callee);
    if (target != CODE_NONE) {
        const struct compiled_func *of = &compiled->funcs.data[target];
        const struct code *code = &compiled->files.data[of->file].code;
        name = code_text(code, code->funcs.data[of->func].name);
    }
    if (mark->callee && strcmp(name, mark->callee) == 0) {
        return FIT_NAMED;
    }
    return target != CODE_NONE && changes_mask(compiled, target, at_end, 1) ? FIT_CALL : FIT_NOT;
}

static enum fit fit_of(const struct compiled *compiled, uint32_t file, uint32_t at,
                       const struct compiled_mark *mark, bool by_store, bool at_end)
{
    const struct code_insn *insn = &compiled->files.data[file].code.insns.data[at];
    if (insn->kind == CODE_CALL || insn->kind == CODE_CALL_AWAY ||
        (insn->kind == CODE_BRANCH && !insn->falls)) {
        return fit_of_call(compiled, file, at, mark, at_end);
    }
    if (by_store) {
        return insn->effect == CODE_STORES ? FIT_STORE : FIT_NOT;
    }
    if (insn->effect == CODE_SETS) {
        return FIT_SETS;
    }
    return insn->effect == (at_end ? CODE_OPENS : CODE_MASKS) ? FIT_EXACT : FIT_NOT;
}

/* Of an end every instruction that may be it is kept, of a start the best: the rest of its line prepares it.
 */
static void keep_fitting(const struct compiled *compiled, uint32_t file, const struct compiled_mark *mark,
                         bool by_store, bool at_end, struct found_insns *found)
{
    enum fit best = FIT_NOT;
    for (size_t i = 0; i < found->data.count; i++) {
        enum fit fit = fit_of(compiled, file, found->data.data[i], mark, by_store, at_end);
        best = fit > best ? fit : best;
    }
    enum fit least = at_end && best >= FIT_SETS ? FIT_SETS : best;
    size_t kept = 0;
    for (size_t i = 0; i < found->data.count && best != FIT_NOT; i++) {
        enum fit fit = fit_of(compiled, file, found->data.data[i], mark, by_store, at_end);
        if (fit >= least) {
            found->data.data[kept++] = found->data.data[i];
        }
    }
    found->data.count = kept;
}

/* ---- the part of a call that is inside ------------------------------------------------------------- */

static struct cost inside_call(struct compiled *compiled, uint32_t file, uint32_t at, bool at_end, int depth);

/* What opens still runs while all is masked, and so does the call of it. */
static struct cost own_cost(bool at_end)
{
    return cost_of(at_end, at_end);
}

/* From where the function masks to its return, or from its entry to where it opens. */
static struct cost inside_func(struct compiled *compiled, uint32_t func, bool at_end, int depth)
{
    const struct compiled_func *of = &compiled->funcs.data[func];
    const struct code *code = &compiled->files.data[of->file].code;
    const struct code_func *in = &code->funcs.data[of->func];
    struct arena scratch = {0};
    uint8_t *ends = ARENA_ARRAY(&scratch, uint8_t, in->count + 1);
    struct cost *end_costs = ARENA_ARRAY(&scratch, struct cost, in->count + 1);
    struct cost worst = cost_of(0, 0);
    bool any = false;
    for (uint32_t i = 0; i < in->count; i++) {
        const struct code_insn *insn = &code->insns.data[in->first + i];
        bool fits = insn->effect == CODE_SETS || insn->effect == (at_end ? CODE_OPENS : CODE_MASKS);
        bool calls = insn->kind == CODE_CALL || insn->kind == CODE_BRANCH;
        uint32_t target = calls && depth > 0 ? compiled_target(compiled, of->file, insn, func) : CODE_NONE;
        struct cost part = own_cost(at_end);
        if (!fits && target != CODE_NONE && changes_mask(compiled, target, at_end, 1)) {
            fits = true;
            part = inside_call(compiled, of->file, in->first + i, at_end, depth - 1);
        }
        ends[i] = at_end && fits;
        end_costs[i] = part;
        if (fits && !at_end) {
            struct compiled_region region = {.func = func, .start = in->first + i, .start_cost = part};
            struct compiled_way way = compiled_way_find(compiled, &region);
            worst = !way.found ? worst : any ? cost_worse(worst, way.cost) : way.cost;
            any |= way.found;
        }
    }
    if (at_end) {
        struct compiled_region region = {.func = func,
                                         .start = CODE_NONE,
                                         .start_cost = cost_of(0, 0),
                                         .ends = ends,
                                         .end_costs = end_costs};
        struct compiled_way way = compiled_way_find(compiled, &region);
        worst = way.found ? way.cost : worst;
    }
    arena_free(&scratch);
    return worst;
}

static struct cost inside_call(struct compiled *compiled, uint32_t file, uint32_t at, bool at_end, int depth)
{
    const struct compiled_file *in = &compiled->files.data[file];
    const struct code_insn *insn = &in->code.insns.data[at];
    uint32_t from = code_func_of(&in->code, at);
    uint32_t target =
        from == CODE_NONE ? CODE_NONE : compiled_target(compiled, file, insn, in->first_func + from);
    bool is_call = insn->kind == CODE_CALL || insn->kind == CODE_CALL_AWAY || insn->kind == CODE_BRANCH;
    struct cost own = own_cost(at_end);
    if (!is_call) {
        return own;
    }
    if (target == CODE_NONE) {
        enum cost_reason reason = insn->kind == CODE_CALL_AWAY ? COST_POINTER : COST_NO_BODY;
        return cost_mark(own, COST_PARTIAL, reason, from == CODE_NONE ? 0 : in->first_func + from, at);
    }
    return cost_add(own, inside_func(compiled, target, at_end, depth));
}

/* ---- questions ------------------------------------------------------------------------------------- */

struct asking {
    struct compiled *compiled;
    const struct compiled_question *question;
    uint32_t file;
    struct compiled_answer answer;
};

static void take_status(struct compiled_answer *answer, enum compiled_status status)
{
    /* The further it came, the more it says. */
    if (answer->status != COMPILED_FOUND && status > answer->status) {
        answer->status = status;
    }
}

static void take_copy(struct asking *asking, uint32_t start, uint32_t func, const struct cost *cost)
{
    struct compiled_answer *answer = &asking->answer;
    const struct compiled_file *file = &asking->compiled->files.data[asking->file];
    bool is_first = answer->status != COMPILED_FOUND;
    bool open = cost->kind == COST_UNBOUNDED;
    bool was_open = answer->cost.kind == COST_UNBOUNDED;
    if (is_first || (open != was_open ? open : cost_is_longer(cost, &answer->cost))) {
        answer->cost = *cost;
        answer->file = file->name;
        answer->function = code_text(&file->code, file->code.funcs.data[func].name);
        answer->offset =
            (uint32_t)(file->code.insns.data[start].address - file->code.funcs.data[func].address);
    }
    answer->status = COMPILED_FOUND;
    answer->copies++;
}

/* What of the instruction that masks or opens, and of what it calls, is inside. */
static struct cost mark_cost(struct asking *asking, uint32_t at, bool at_end)
{
    return asking->question->by_call
               ? own_cost(at_end)
               : inside_call(asking->compiled, asking->file, at, at_end, WRAPPER_DEPTH_MAX);
}

static bool measure_from(struct asking *asking, uint32_t start, const struct found_insns *all_ends)
{
    struct compiled *compiled = asking->compiled;
    const struct compiled_file *file = &compiled->files.data[asking->file];
    uint32_t func = code_func_of(&file->code, start);
    if (func == CODE_NONE) {
        return false;
    }
    const struct code_func *in = &file->code.funcs.data[func];
    struct arena scratch = {0};
    uint8_t *ends = ARENA_ARRAY(&scratch, uint8_t, in->count + 1);
    struct cost *costs = ARENA_ARRAY(&scratch, struct cost, in->count + 1);
    bool any = false;
    for (size_t i = 0; i < all_ends->data.count; i++) {
        uint32_t end = all_ends->data.data[i];
        if (end >= in->first && end - in->first < in->count && end != start) {
            ends[end - in->first] = true;
            costs[end - in->first] = mark_cost(asking, end, true);
            any = true;
        }
    }
    if (any) {
        struct compiled_region region = {.func = file->first_func + func,
                                         .start = start,
                                         .start_cost = mark_cost(asking, start, false),
                                         .ends = ends,
                                         .end_costs = costs};
        struct compiled_way way = compiled_way_find(compiled, &region);
        any = way.found;
        if (any) {
            take_copy(asking, start, func, &way.cost);
        }
    }
    arena_free(&scratch);
    return any;
}

static void ask_file(struct asking *asking)
{
    const struct compiled_question *question = asking->question;
    struct compiled_file *file = &asking->compiled->files.data[asking->file];
    struct found_insns starts = {.data = {0}};
    struct found_insns ends = {.data = {0}};
    uint32_t string = resolve(asking->compiled, file, question->start.file);
    if (string == CODE_NONE) {
        return;
    }
    find_insns(file, string, question->start.line, &starts);
    take_status(&asking->answer, starts.data.count ? COMPILED_NO_MASK : COMPILED_NO_LINE);
    keep_fitting(asking->compiled, asking->file, &question->start, question->by_store, false, &starts);
    take_status(&asking->answer, starts.data.count ? COMPILED_NO_END : COMPILED_NO_LINE);
    for (uint32_t i = 0; i < question->end_count && starts.data.count; i++) {
        struct found_insns some = {.data = {0}};
        const struct compiled_mark *mark = &question->ends[i];
        string = resolve(asking->compiled, file, mark->file);
        if (string != CODE_NONE) {
            find_insns(file, string, mark->line, &some);
            keep_fitting(asking->compiled, asking->file, mark, question->by_store, true, &some);
        }
        for (size_t j = 0; j < some.data.count; j++) {
            VEC_PUSH(&ends.data, some.data.data[j]);
        }
        VEC_FREE(&some.data);
    }
    for (size_t i = 0; i < starts.data.count; i++) {
        measure_from(asking, starts.data.data[i], &ends);
    }
    VEC_FREE(&starts.data);
    VEC_FREE(&ends.data);
}

struct compiled_answer compiled_length(struct compiled *compiled, const struct compiled_question *question)
{
    struct asking asking = {.compiled = compiled,
                            .question = question,
                            .answer = {.status = COMPILED_NO_FILE, .cost = cost_of(0, 0)}};
    /* What was linked says more than the objects that it was linked from. */
    for (int linked = 1; linked >= 0 && asking.answer.status != COMPILED_FOUND; linked--) {
        for (uint32_t i = 0; i < compiled->files.count; i++) {
            if ((int)compiled->files.data[i].code.linked == linked) {
                asking.file = i;
                ask_file(&asking);
            }
        }
    }
    return asking.answer;
}

/* ---- reasons --------------------------------------------------------------------------------------- */

static const struct compiled_file *file_of(const struct compiled *compiled, const struct cost *cost)
{
    bool known = cost->func < compiled->funcs.count;
    const struct compiled_file *file =
        known ? &compiled->files.data[compiled->funcs.data[cost->func].file] : NULL;
    return file && cost->loc < file->code.insns.count ? file : NULL;
}

bool compiled_place(const struct compiled *compiled, const struct cost *cost, const char **file,
                    uint32_t *line)
{
    const struct compiled_file *in = file_of(compiled, cost);
    uint32_t place = in ? in->code.insns.data[cost->loc].place : CODE_NONE;
    if (place == CODE_NONE) {
        return false;
    }
    *file = code_text(&in->code, in->code.places.data[place].file);
    *line = in->code.places.data[place].line;
    return true;
}

const char *compiled_func_name(const struct compiled *compiled, const struct cost *cost)
{
    if (cost->func >= compiled->funcs.count) {
        return NULL;
    }
    const struct compiled_func *func = &compiled->funcs.data[cost->func];
    const struct code *code = &compiled->files.data[func->file].code;
    return code_text(code, code->funcs.data[func->func].name);
}

const char *compiled_callee(const struct compiled *compiled, const struct cost *cost)
{
    const struct compiled_file *file = file_of(compiled, cost);
    uint32_t callee = file ? file->code.insns.data[cost->loc].callee : 0;
    return callee ? code_text(&file->code, callee) : NULL;
}

void compiled_free(struct compiled *compiled)
{
    for (size_t i = 0; i < compiled->files.count; i++) {
        struct compiled_file *file = &compiled->files.data[i];
        code_free(&file->code);
        map_free(&file->loops);
        map_free(&file->strings);
    }
    VEC_FREE(&compiled->files);
    VEC_FREE(&compiled->funcs);
    VEC_FREE(&compiled->loops);
    VEC_FREE(&compiled->sources);
    map_free(&compiled->source_at);
    map_free(&compiled->meant);
    map_free(&compiled->by_name);
}
