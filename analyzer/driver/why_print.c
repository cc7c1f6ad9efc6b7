#include "driver/why.h"

#include "report/common.h"
#include "report/json_place.h"
#include "report/map_json.h"
#include "report/map_rows.h"
#include "report/source.h"
#include "report/utf8.h"

#include <string.h>

enum { FUNCTIONS_SHOWN = 4, STATES_SHOWN = 6, OTHERS_SHOWN = 8, ACCESSES_SHOWN = 12, NAMES_SHOWN = 3 };

static bool is_line(const struct why *why, const struct loc *loc)
{
    return loc->line == why->line && strcmp(loc->file, why->file) == 0;
}

/* ---- as text ------------------------------------------------------------------------------------------- */

struct why_text {
    struct buf page;
    const struct why *why;
    const struct report_input *in;
    struct arena memory;
    struct sources sources;
};

static void put(struct why_text *text, const char *words)
{
    utf8_put_plain(&text->page, words, strlen(words));
}

static void put_place(struct why_text *text, const char *before, const struct loc *loc)
{
    if (loc->line) {
        buf_addf(&text->page, "%s%s:%u", before, loc->file, loc->line);
    }
}

static void put_source(struct why_text *text)
{
    struct source_line line;
    if (source_line(&text->sources, text->why->file, text->why->line, &line) &&
        line.length < SOURCE_LINE_CAP) {
        buf_addf(&text->page, "%5u | ", text->why->line);
        utf8_put_plain(&text->page, line.text, line.length);
        buf_add(&text->page, "\n");
    }
}

static void put_context(struct why_text *text, const struct protection_context *context)
{
    const char *rank = map_rank(&text->memory, context);
    put(text, context->name);
    buf_addf(&text->page, "%s%s", *rank ? ", " : "", rank);
}

/* Who it is, and where each thing about it stands. */
static void put_other(struct why_text *text, const struct why_other *other)
{
    buf_add(&text->page, "    ");
    put_context(text, &other->who);
    if (!other->can) {
        buf_addf(&text->page, ": %s", other->why);
    }
    buf_add(&text->page, other->guess ? " (a guess)" : "");
    buf_addf(&text->page, "\n      found by %s", other->who.found);
    put_place(text, " at ", &other->who.loc);
    put_place(text, "; priority set at ", &other->who.prioritised);
    put_place(text, "; enabled at ", &other->enabled);
    buf_add(&text->page, "\n");
}

static void put_others(struct why_text *text, const struct why_state *state, bool can)
{
    size_t count = 0;
    for (size_t i = 0; i < state->others.count; i++) {
        if (state->others.data[i].can != can) {
            continue;
        }
        if (!count++) {
            buf_add(&text->page, can ? "  can preempt:\n" : "  cannot preempt:\n");
        }
        if (count <= OTHERS_SHOWN || text->in->all) {
            put_other(text, &state->others.data[i]);
        }
    }
    if (count > OTHERS_SHOWN && !text->in->all) {
        buf_addf(&text->page, "    %zu more (--all shows them)\n", count - OTHERS_SHOWN);
    }
    if (!count && can) {
        buf_add(&text->page, "  no handler can preempt\n");
    }
}

static void put_parts(struct why_text *text, const struct why_state *state)
{
    if (!state->parts.count) {
        buf_add(&text->page, "  nothing is masked\n");
    }
    for (size_t i = 0; i < state->parts.count; i++) {
        const struct why_part *part = &state->parts.data[i];
        buf_addf(&text->page, "  %s %s", part->maybe ? "maybe held:" : "held:", part->name);
        if (part->since.line) {
            buf_addf(&text->page, ", since '%s' at %s:%u", part->function, part->since.file,
                     part->since.line);
        }
        buf_add(&text->page, ", by ");
        put(text, part->by);
        buf_add(&text->page, "\n");
    }
}

static void put_state(struct why_text *text, const struct why_state *state)
{
    buf_add(&text->page, "\nin ");
    for (size_t i = 0; i < state->contexts.count && i < NAMES_SHOWN; i++) {
        buf_add(&text->page, i ? "; " : "");
        put_context(text, &state->contexts.data[i]);
    }
    if (state->contexts.count > NAMES_SHOWN) {
        buf_addf(&text->page, "; and %zu more contexts", state->contexts.count - NAMES_SHOWN);
    }
    buf_add(&text->page, "\n  by way of ");
    put(text, state->path);
    buf_addf(&text->page, "\n  found by %s", state->contexts.data[0].found);
    put_place(text, " at ", &state->contexts.data[0].loc);
    buf_add(&text->page, "\n");
    put_parts(text, state);
    put_others(text, state, true);
    put_others(text, state, false);
    if (!state->tasks) {
        buf_add(&text->page, "  other tasks can run in between\n");
    } else if (*state->tasks && strcmp(state->contexts.data[0].kind, "handler") != 0) {
        buf_addf(&text->page, "  no other task: %s\n", state->tasks);
    }
}

static void put_function(struct why_text *text, const struct why_function *function)
{
    buf_addf(&text->page, "\n%s:%u: in '%s'", text->why->file, text->why->line, function->name);
    buf_addf(&text->page, "%s%s\n", *function->program ? " of the program of " : "", function->program);
    put_source(text);
    if (!function->states.count) {
        buf_add(&text->page, "  no context comes here: nobody is seen to call it\n");
    }
    for (size_t i = 0; i < function->states.count; i++) {
        if (i < STATES_SHOWN || text->in->all) {
            put_state(text, &function->states.data[i]);
        }
    }
    if (function->states.count > STATES_SHOWN && !text->in->all) {
        buf_addf(&text->page, "\n%zu more contexts or states (--all shows them)\n",
                 function->states.count - STATES_SHOWN);
    }
}

static void put_access(struct why_text *text, const struct protection_program *program,
                       const struct protection_access *access)
{
    buf_addf(&text->page, "    %s:%u: %s in '%s' by ", access->loc.file, access->loc.line,
             touch_name(access->touch), access->function);
    put(text, program->contexts[access->context].name);
    buf_addf(&text->page, ": %s", access->guard == GUARD_NONE ? "bare, " : "");
    put(text, access->words);
    buf_add(&text->page, access->unsure ? " (unsure)\n" : "\n");
}

static void put_object(struct why_text *text, const struct protection_program *program,
                       const struct protection_object *object)
{
    size_t others = 0;
    buf_add(&text->page, "\nshared: ");
    put(text, object->name);
    put_place(text, ", ", &object->loc);
    buf_addf(&text->page, ", %s\n  here:\n", verdict_name(object->verdict));
    for (size_t i = 0; i < object->access_count; i++) {
        if (is_line(text->why, &object->accesses[i].loc)) {
            put_access(text, program, &object->accesses[i]);
        }
    }
    for (size_t i = 0; i < object->access_count; i++) {
        if (!is_line(text->why, &object->accesses[i].loc) && !others++) {
            buf_add(&text->page, "  elsewhere:\n");
        }
        if (!is_line(text->why, &object->accesses[i].loc) && (others <= ACCESSES_SHOWN || text->in->all)) {
            put_access(text, program, &object->accesses[i]);
        }
    }
    if (others > ACCESSES_SHOWN && !text->in->all) {
        buf_addf(&text->page, "    %zu more (--all shows them)\n", others - ACCESSES_SHOWN);
    }
}

static bool touches(const struct why *why, const struct protection_object *object)
{
    for (size_t i = 0; i < object->access_count; i++) {
        if (is_line(why, &object->accesses[i].loc)) {
            return true;
        }
    }
    return false;
}

/* Those of all programs, or of one. */
static void put_objects(struct why_text *text, const char *only)
{
    for (size_t i = 0; i < text->in->protection->count; i++) {
        const struct protection_program *program = &text->in->protection->data[i];
        bool asked = !only || strcmp(program->name, only) == 0;
        for (size_t j = 0; asked && j < program->object_count; j++) {
            if (touches(text->why, &program->objects[j])) {
                put_object(text, program, &program->objects[j]);
            }
        }
    }
}

static int print_text(const struct why *why, const struct report_input *in)
{
    struct why_text text = {.why = why, .in = in};
    size_t count = why->functions.count;
    size_t shown = in->all || count < FUNCTIONS_SHOWN ? count : FUNCTIONS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        put_function(&text, &why->functions.data[i]);
    }
    if (shown < count) { /* a driver that many programs of the tree link */
        buf_addf(&text.page, "\n%zu more functions or programs (--all shows them)\n", count - shown);
    }
    put_objects(&text, shown < count ? why->functions.data[0].program : NULL);
    const char *page = buf_text(&text.page);
    fputs(page + (*page == '\n'), stdout);
    buf_free(&text.page);
    source_free(&text.sources);
    arena_free(&text.memory);
    return report_finish(stdout);
}

/* ---- as JSON ------------------------------------------------------------------------------------------- */

static json_t *part_value(const struct report_input *in, const struct why_part *part)
{
    json_t *value = value_object();
    value_set_text(value, "name", part->name);
    value_set_bool(value, "maybe", part->maybe);
    value_set_known(value, "function", part->function);
    if (part->since.line) {
        value_set(value, "since", json_place(in, &part->since));
    }
    value_set_text(value, "by", part->by);
    return value;
}

static json_t *other_value(const struct report_input *in, const struct why_other *other)
{
    json_t *value = map_json_context(in, &other->who);
    value_set_bool(value, "can_preempt", other->can);
    value_set_bool(value, "guess", other->guess);
    value_set_known(value, "why_not", other->why);
    if (other->enabled.line) {
        value_set(value, "enabled", json_place(in, &other->enabled));
    }
    return value;
}

static json_t *state_value(const struct report_input *in, const struct why_state *state)
{
    json_t *value = value_object();
    json_t *contexts = value_array();
    for (size_t i = 0; i < state->contexts.count; i++) {
        value_add(contexts, map_json_context(in, &state->contexts.data[i]));
    }
    json_t *held = value_array();
    for (size_t i = 0; i < state->parts.count; i++) {
        value_add(held, part_value(in, &state->parts.data[i]));
    }
    json_t *handlers = value_array();
    for (size_t i = 0; i < state->others.count; i++) {
        value_add(handlers, other_value(in, &state->others.data[i]));
    }
    value_set(value, "contexts", contexts);
    value_set_text(value, "path", state->path);
    value_set(value, "held", held);
    value_set(value, "handlers", handlers);
    value_set_bool(value, "other_tasks", !state->tasks);
    value_set_known(value, "no_tasks_because", state->tasks);
    return value;
}

static json_t *objects_value(const struct why *why, const struct report_input *in)
{
    json_t *array = value_array();
    for (size_t i = 0; i < in->protection->count; i++) {
        const struct protection_program *program = &in->protection->data[i];
        for (size_t j = 0; j < program->object_count; j++) {
            if (touches(why, &program->objects[j])) {
                value_add(array, map_json_object(in, program, &program->objects[j]));
            }
        }
    }
    return array;
}

static int print_json(const struct why *why, const struct report_input *in)
{
    json_t *functions = value_array();
    for (size_t i = 0; i < why->functions.count; i++) {
        const struct why_function *function = &why->functions.data[i];
        json_t *value = value_object();
        json_t *states = value_array();
        for (size_t j = 0; j < function->states.count; j++) {
            value_add(states, state_value(in, &function->states.data[j]));
        }
        value_set_text(value, "name", function->name);
        value_set_text(value, "main", function->program);
        value_set(value, "location", json_place(in, &function->loc));
        value_set(value, "states", states);
        value_add(functions, value);
    }
    struct loc place = {.file = why->file, .line = why->line};
    json_t *root = value_object();
    value_set_number(root, "format", 1);
    value_set(root, "location", json_place(in, &place));
    value_set(root, "functions", functions);
    value_set(root, "objects", objects_value(why, in));
    return value_write(stdout, root);
}

int why_report(const struct why *why, const struct report_input *in, bool json)
{
    if (!why->functions.count) {
        fprintf(stderr, "critlint: no code on %s:%u", why->file, why->line);
        if (why->nearest) {
            fprintf(stderr, "; the nearest is on line %u\n", why->nearest);
        } else {
            fputs(", and none in the file\n", stderr);
        }
        return 2;
    }
    int status = json ? print_json(why, in) : print_text(why, in);
    return status == 0 ? 0 : 2;
}
