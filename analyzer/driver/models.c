#include "driver/models.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "base/str.h"
#include "report/common.h"
#include "report/json_value.h"

#include <string.h>

enum { NAME_WIDTH = 34, MEANING_WIDTH = 60 };

static const char *part_words(enum model_part part)
{
    static const char *const words[MODEL_PARTS] = {
        [MODEL_PART_NONE] = "a mask",
        [MODEL_PART_GLOBAL] = "all interrupts",
        [MODEL_PART_FAULT] = "faults and interrupts",
        [MODEL_PART_CEILING] = "interrupts up to a priority",
        [MODEL_PART_LINE] = "one interrupt line",
        [MODEL_PART_SECTION] = "a critical section",
        [MODEL_PART_SCHED] = "the scheduler",
        [MODEL_PART_LOCK] = "a lock",
    };
    return words[part];
}

static void put_mask_words(struct buf *out, const struct model_entry *entry)
{
    bool lock = entry->part == MODEL_PART_LOCK;
    const char *part = part_words(entry->part);
    switch (entry->role) {
    case MODEL_SAVE: buf_addf(out, "saves the state of %s and changes nothing", part); break;
    case MODEL_MASK: buf_addf(out, "%s %s", lock ? "takes" : "masks", part); break;
    case MODEL_UNMASK: buf_addf(out, "%s %s", lock ? "gives back" : "opens", part); break;
    case MODEL_RESTORE: buf_addf(out, "puts back a saved state of %s", part); break;
    case MODEL_SET: buf_addf(out, "writes the register that masks %s", part); break;
    case MODEL_RAISE: buf_add(out, "raises the priority up to which interrupts are masked"); break;
    case MODEL_SWITCH: buf_addf(out, "opens or masks %s, as its argument says", part); break;
    case MODEL_ENTER: buf_addf(out, "enters %s, which counts", part); break;
    case MODEL_EXIT: buf_addf(out, "leaves %s, which counts", part); break;
    default: break;
    }
}

static const char *other_words(const struct model_entry *entry)
{
    switch (entry->role) {
    case MODEL_HANDLER: return "registers an interrupt handler";
    case MODEL_TASK: return "creates a task";
    case MODEL_PRIORITY: return "sets the priority of an interrupt line";
    case MODEL_START: return "starts the scheduler";
    case MODEL_TASK_API: return "is for tasks, not for handlers";
    case MODEL_ISR_API: return "is for handlers up to the kernel's ceiling";
    case MODEL_ANY_API: return "is for tasks, and for handlers up to the kernel's ceiling";
    case MODEL_BLOCKS: return "may wait";
    case MODEL_NORETURN: return "does not return";
    case MODEL_IN_ISR: return "says whether a handler runs";
    case MODEL_COPY: return "copies memory";
    case MODEL_FILL: return "fills memory";
    case MODEL_ATOMIC: return "changes an object in one step";
    case MODEL_BARRIER: return "orders memory accesses";
    case MODEL_SLOW: return "works long, and may keep state between calls";
    case MODEL_CLEARED_BY_ONE: return "is a register whose flags are cleared by writing 1";
    case MODEL_CLEARED_BY_ZERO: return "is a register whose flags are cleared by writing 0";
    default: return "";
    }
}

static void put_words(struct buf *out, const struct model_entry *entry)
{
    put_mask_words(out, entry);
    if (entry->role == MODEL_CALLBACK) {
        buf_addf(out, "registers what is called later, in a %s", model_context_name(entry->context));
    } else if (entry->role == MODEL_RUNS) {
        buf_addf(out, "is called by the framework, in a %s", model_context_name(entry->context));
    } else {
        buf_add(out, other_words(entry));
    }
}

static void put_arg(struct buf *out, const char *before, int arg)
{
    if (arg == MODEL_ARG_RETURN) {
        buf_addf(out, "; %s the return value", before);
    } else if (arg >= 0) {
        buf_addf(out, "; %s argument %d", before, arg);
    }
}

/* What holds of the row besides: where things go, and when it does not apply. */
static void put_details(struct buf *out, const struct model_entry *entry)
{
    put_arg(out, "the state is", entry->state);
    put_arg(out, "the line is", entry->line_arg);
    put_arg(out, "the value is", entry->value_arg);
    put_arg(out, "the object is", entry->lock_arg);
    put_arg(out, "the function is", entry->handler_arg);
    put_arg(out, "the priority is", entry->priority_arg);
    put_arg(out, "the timeout is", entry->timeout_arg);
    if (entry->twin) {
        buf_addf(out, "; its other half is %s", entry->twin);
    }
    if (entry->args != MODEL_ARG_NONE) {
        buf_addf(out, "; only with %d argument%s", entry->args, entry->args == 1 ? "" : "s");
    }
    if (entry->returns != MODEL_RETURNS_ANY) {
        buf_addf(out, "; only if it returns %s",
                 entry->returns == MODEL_RETURNS_VALUE ? "a value" : "nothing");
    }
    buf_add(out, entry->trusted ? "; the row wins over a body" : "");
    buf_add(out, entry->port ? "; each program brings its own" : "");
    buf_add(out, entry->replaced ? "; a row of yours replaces this one" : "");
}

/* "models/freertos.yaml:12", or the user's file. */
static void put_file(struct buf *out, const struct model_entry *entry, bool own)
{
    buf_addf(out, own ? "%s:%u" : "models/%s.yaml:%u", entry->ecosystem, entry->line);
}

static void print_row(const struct model_entry *entry, bool own, bool details)
{
    struct buf words = {0};
    struct buf file = {0};
    put_words(&words, entry);
    put_file(&file, entry, own);
    if (!details) {
        printf("%-*s %-*s %s%s\n", NAME_WIDTH, entry->name, MEANING_WIDTH, buf_text(&words), buf_text(&file),
               entry->replaced ? " (replaced)" : "");
    } else {
        put_details(&words, entry);
        printf("%s %s\n  said by %s%s%s\n", entry->name, buf_text(&words), buf_text(&file),
               entry->source ? ": " : "", entry->source ? entry->source : "");
    }
    buf_free(&words);
    buf_free(&file);
}

static json_t *row_value(const struct model_entry *entry, bool own)
{
    struct buf words = {0};
    struct buf details = {0};
    struct buf file = {0};
    put_words(&words, entry);
    put_details(&details, entry);
    put_file(&file, entry, own);
    json_t *value = value_object();
    value_set_text(value, "name", entry->name);
    value_set_text(value, "role", model_role_name(entry->role));
    value_set_text(value, "part", model_part_name(entry->part));
    value_set_text(value, "meaning", buf_text(&words));
    value_set_known(value, "details", details.count ? buf_text(&details) + strlen("; ") : "");
    value_set_text(value, "file", buf_text(&file));
    value_set_known(value, "source", entry->source);
    value_set_bool(value, "own", own);
    value_set_bool(value, "replaced", entry->replaced);
    buf_free(&words);
    buf_free(&details);
    buf_free(&file);
    return value;
}

static int unknown_name(const char *name, const struct model_entry *entries, size_t count)
{
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; i < count; i++) {
        nearest_try(&nearest, entries[i].name);
    }
    fprintf(stderr, "critlint: no model speaks of '%s'", name);
    fprintf(stderr, nearest.best ? "; did you mean '%s'?\n" : "\n", nearest.best);
    return 2;
}

int models_print(const struct options *options, const struct model *model)
{
    size_t count;
    size_t own;
    const struct model_entry *entries = model_all(model, &count);
    const char *name = options->paths.count ? options->paths.data[0] : NULL;
    bool json = options->outputs.count && strcmp(options->outputs.data[0].format, "json") == 0;
    json_t *rows = value_array();
    size_t shown = 0;
    model_own(model, &own);
    for (size_t i = 0; i < count; i++) {
        if (name && strcmp(entries[i].name, name) != 0) {
            continue;
        }
        shown++;
        if (json) {
            value_add(rows, row_value(&entries[i], i >= count - own));
        } else {
            print_row(&entries[i], i >= count - own, name != NULL);
        }
    }
    json_t *root = value_object();
    value_set_number(root, "format", 1);
    value_set(root, "models", rows);
    int status = 0;
    if (json && shown) {
        status = value_write(stdout, root);
    } else {
        json_decref(root);
    }
    if (name && !shown) {
        return unknown_name(name, entries, count);
    }
    return status == 0 && report_finish(stdout) == 0 ? 0 : 2;
}
