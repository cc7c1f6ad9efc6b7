#include "driver/dump.h"

#include "ir/ir_dump.h"

#include <inttypes.h>
#include <string.h>

void dump_ops(const struct extracted *extracted)
{
    struct buf out = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        ir_dump(&out, extracted->units.data[i]);
    }
    fputs(buf_text(&out), stdout);
    buf_free(&out);
}

static void print_contexts(struct buf *out, const struct flow *flow)
{
    static const char *const kinds[] = {"main", "handler", "task"};
    for (size_t i = 0; i < flow->facts.contexts.data.count; i++) {
        const struct context *context = &flow->facts.contexts.data.data[i];
        buf_addf(out, "%s %s", kinds[context->kind], context->name);
        if (context->line != LINE_NONE) {
            buf_addf(out, " line %d", context->line);
        }
        if (context->kind == CONTEXT_HANDLER && context->priority != PRIORITY_UNKNOWN) {
            buf_addf(out, " priority %d%s", context->priority, context->priority_is_reset ? " (reset)" : "");
        }
        buf_addf(out, "%s by %s at %s:%u\n", context->guessed ? " guessed" : "", context->found,
                 context->loc.file, context->loc.line);
    }
    buf_addf(out, "priority bits %u, kernel ceiling 0x%02x\n", flow->facts.contexts.priority_bits,
             flow->facts.contexts.ceiling);
}

static void print_mask(struct buf *out, const struct mask *mask)
{
    static const char *const gates[GATES] = {"global", "fault", "ceiling"};
    for (int gate = 0; gate < GATES; gate++) {
        relation state = mask->gate[gate];
        if (mask->symbol[gate]) {
            buf_addf(out, " %s=?%d", gates[gate], mask->symbol[gate]);
        } else if (mask->opaque & (1 << gate)) {
            buf_addf(out, " %s=unknown", gates[gate]);
        } else if (state != RELATION_IDENTITY) {
            buf_addf(out, " %s=%s%s/%s%s", gates[gate], state & 1 ? "o" : "", state & 2 ? "m" : "",
                     state & 4 ? "o" : "", state & 8 ? "m" : "");
        }
    }
    if (mask->section_low || mask->section_high) {
        buf_addf(out, " section=%d..%d", mask->section_low, mask->section_high);
    }
    if (mask->sched_low || mask->sched_high) {
        buf_addf(out, " sched=%d..%d", mask->sched_low, mask->sched_high);
    }
    for (int i = 0; i < mask->hold_count; i++) {
        static const char *const kinds[] = {"line", "lock", "opened"};
        buf_addf(out, " %s%s=%" PRId64, kinds[mask->holds[i].kind], mask->holds[i].must ? "" : "?",
                 mask->holds[i].key);
    }
}

static void print_sections(struct buf *out, const struct flow *flow)
{
    static const char *const kinds[] = {"mask",   "unmask", "save",  "restore", "raise",
                                        "enter",  "exit",   "off",   "on",      "call",
                                        "return", "read",   "write", "update",  "escape"};
    for (uint32_t func = 0; func < flow->facts.program->funcs.count; func++) {
        const struct summary *summary = &flow->facts.summaries[func];
        const struct ir_unit *unit = program_unit(flow->facts.program, func);
        if (!summary->touches) {
            continue;
        }
        buf_addf(out, "func %s\n", program_name(flow->facts.program, func));
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            if (event->kind >= EVENT_READ || event->kind == EVENT_CALL) {
                continue;
            }
            uint32_t loc =
                event->op != IR_NONE ? unit->ops.data[event->op].loc : unit->blocks.data[event->block].loc;
            buf_addf(out, "  %u: %s", loc == IR_NONE ? 0 : unit->locs.data[loc].line, kinds[event->kind]);
            if (event->part) {
                buf_addf(out, " %s", model_part_name((enum model_part)event->part));
            }
            buf_add(out, " [");
            print_mask(out, &event->before);
            buf_add(out, " ] -> [");
            print_mask(out, &event->after);
            buf_add(out, " ]\n");
        }
    }
}

static void print_accesses(struct buf *out, const struct flow *flow)
{
    static const char *const kinds[] = {"read", "write", "update"};
    for (size_t i = 0; i < flow->accesses.data.count; i++) {
        const struct access *access = &flow->accesses.data.data[i];
        const struct ir_unit *unit = program_unit(flow->facts.program, access->func);
        buf_addf(out, "%s +%u:%u %s in %s by %s line %u [", access_name(&flow->facts, access), access->offset,
                 access->size, kinds[access->kind], program_name(flow->facts.program, access->func),
                 flow->facts.contexts.data.data[access->context].name,
                 unit->locs.data[unit->ops.data[access->op].loc].line);
        print_mask(out, access->held);
        buf_add(out, " ]\n");
    }
}

bool dump_facts(const char *what, const struct image *image, const struct flow *flow)
{
    struct buf out = {0};
    bool known = true;
    if (*image->name) {
        buf_addf(&out, "image %s, %zu units\n", image->name, image->count);
    }
    if (strcmp(what, "contexts") == 0) {
        print_contexts(&out, flow);
    } else if (strcmp(what, "sections") == 0) {
        print_sections(&out, flow);
    } else if (strcmp(what, "accesses") == 0) {
        print_accesses(&out, flow);
    } else {
        known = false;
        fprintf(stderr, "critlint: nothing to dump by the name '%s': ops, contexts, sections or accesses\n",
                what);
    }
    if (known) {
        fputs(buf_text(&out), stdout);
    }
    buf_free(&out);
    return known;
}
