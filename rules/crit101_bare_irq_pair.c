/*
 * CRIT101: interrupts are masked and then opened unconditionally, with no saved state.
 *
 * Asks at each unconditional opening: did this function shut the gate on this path, and does
 * the opening lose a caller's mask (an entry that was masked comes out open)? A conditional
 * restore refines the entry on its branch, so it is silent by itself. Functions that nobody
 * calls (main, a task, a handler on Cortex-M, which enters open) lose nothing and are silent,
 * as is code that only runs before anything is armed. A line pair is a bug only where a caller
 * holds that line, or code that this function's handler interrupts: lines have no nesting to lose
 * otherwise.
 */
#include "rules/holder.h"
#include "rules/mend.h"
#include "rules/rule.h"

struct proof {
    const struct reach_entry *entry; /* a context in which a caller holds the line */
    struct holder holder;            /* a caller that holds the gate, if `held` */
    bool held;
    const struct reach_entry *user; /* a line: who is interrupted while it has the line masked */
    uint32_t user_op, by;           /* where it masks the line; the context that interrupts it */
    bool called;                    /* somebody calls it at all */
    bool armed;                     /* something may interrupt by then */
};

static enum gate gate_of(const struct event *event)
{
    return event->part == MODEL_PART_FAULT     ? GATE_FAULT
           : event->part == MODEL_PART_CEILING ? GATE_CEILING
                                               : GATE_GLOBAL;
}

static bool holds_line(const struct reach_entry *entry, const struct event *event)
{
    int64_t key;
    for (int i = 0; value_is_int(&event->value, &key) && i < entry->mask.line_count; i++) {
        if (entry->mask.lines[i] == key) {
            return true;
        }
    }
    return false;
}

/* A handler of Cortex-M starts with its gates open: what it calls can lose nobody's section. */
static bool surely_open(const struct context *who, const struct reach_entry *entry, const struct event *event)
{
    return who->kind == CONTEXT_HANDLER && !who->guessed && event->kind == EVENT_UNMASK &&
           !(entry->mask.gate[gate_of(event)] & MAY_MASKED);
}

static struct proof find_proof(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct flow *flow = context->flow;
    struct proof proof = {.entry = NULL};
    for (uint32_t i = 0; i < flow->facts.reach.entries.count; i++) {
        const struct reach_entry *entry = &flow->facts.reach.entries.data[i];
        if (entry->func != func || !reach_possible(&flow->facts.contexts, entry, &event->before)) {
            continue;
        }
        const struct context *who = crit_context(context, entry->context);
        proof.called |= (entry->from_call != FLOW_NONE && !surely_open(who, entry, event)) ||
                        (who->kind == CONTEXT_MAIN && who->guessed);
        proof.armed |=
            who->kind != CONTEXT_MAIN || entry->mask.armed != 0 ||
            armed_before(&flow->facts.armed, flow->facts.program, func, event->block, event->op) != 0;
        bool is_line = event->part == MODEL_PART_LINE;
        if (is_line && !proof.entry && holds_line(entry, event)) {
            proof.entry = entry;
        } else if (!is_line && !proof.held && (entry->mask.gate[gate_of(event)] & MAY_MASKED)) {
            proof.held = holder_find(&proof.holder, flow, entry, gate_of(event));
        }
    }
    return proof;
}

/* Where a function masks that line and holds it on; FLOW_NONE if it does not. */
static const struct event *masks_line(const struct summary *summary, int64_t line)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind == EVENT_OFF && event->part == MODEL_PART_LINE && event->value.low == line) {
            return event;
        }
    }
    return NULL;
}

/*
 * A handler that runs this function may interrupt other code in the middle of its own section on
 * the same line, and the enable here ends that section.
 */
static void find_user(const struct rule_context *context, uint32_t func, const struct event *event,
                      struct proof *proof)
{
    const struct facts *facts = &context->flow->facts;
    int64_t line;
    if (event->part != MODEL_PART_LINE || !value_is_int(&event->value, &line) || line >= HOLD_KEY_SYMBOLIC) {
        return;
    }
    for (uint32_t i = 0; i < facts->reach.entries.count && !proof->user; i++) {
        const struct reach_entry *user = &facts->reach.entries.data[i];
        const struct event *off = masks_line(&facts->summaries[user->func], line);
        for (uint32_t j = 0; off && j < facts->reach.entries.count && !proof->user; j++) {
            const struct reach_entry *entry = &facts->reach.entries.data[j];
            bool guess = false;
            if (entry->func != func || entry->context == user->context ||
                crit_context(context, entry->context)->kind != CONTEXT_HANDLER) {
                continue;
            }
            struct abs_mask held = reach_at(&user->mask, &off->after);
            if (reach_preempts(facts->program, &facts->contexts, user->context, &held, entry->context,
                               &guess) &&
                !guess) {
                proof->user = user;
                proof->user_op = off->op;
                proof->by = entry->context;
            }
        }
    }
}

/* The calls from the context's root to the function, innermost last. */
static void add_path(struct rule_context *context, struct finding *finding, const struct reach_entry *entry)
{
    const struct flow *flow = context->flow;
    enum { PATH_MAX_STEPS = 6 };
    uint32_t calls[PATH_MAX_STEPS];
    int count = 0;
    const char *who = crit_context(context, entry->context)->name;
    while (entry->from_call != FLOW_NONE && count < PATH_MAX_STEPS) {
        calls[count++] = entry->from_call;
        entry = &flow->facts.reach.entries.data[entry->from_entry];
    }
    while (count-- > 0) {
        const struct program_call *call = &flow->facts.program->calls.data[calls[count]];
        uint32_t callee = flow->facts.program->call_targets.data[call->target];
        crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), who, false,
                  "calls '%s'", program_name(flow->facts.program, callee));
    }
}

static void report_user(struct rule_context *context, uint32_t func, const struct event *event,
                        const struct proof *proof)
{
    const char *part = crit_part_name(context, func, event);
    const char *name = program_name(context->flow->facts.program, proof->user->func);
    uint32_t loc = crit_op_loc(context, func, event->op);
    struct finding *finding =
        crit_report(context, func, loc, "enables %s that '%s' may hold masked", part, name);
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, proof->user->func, crit_op_loc(context, proof->user->func, proof->user_op),
              crit_context(context, proof->user->context)->name, false, "%s masked here", part);
    crit_step(context, finding, func, loc, crit_context(context, proof->by)->name, true,
              "interrupts it, and enables: the section of '%s' ends early", name);
    finding->advice = "leave the line as it was: enable it only if it was enabled before";
}

/* Where the caller masks, and the calls from there. */
static void tell_holder(struct rule_context *context, struct finding *finding, const struct holder *holder,
                        const char *part)
{
    const struct program *program = context->flow->facts.program;
    const char *who = crit_context(context, holder->context)->name;
    if (holder->by != FLOW_NONE) {
        crit_step(context, finding, holder->func, crit_op_loc(context, holder->func, holder->by), who, false,
                  "%s masked here, for the section of '%s'", part, program_name(program, holder->func));
    } else {
        finding->why =
            crit_text(context, "'%s' is a handler, and runs with %s masked from its start", who, part);
    }
    for (int i = 0; i < holder->call_count; i++) {
        const struct program_call *call = &program->calls.data[holder->calls[i]];
        crit_step(context, finding, call->caller, crit_op_loc(context, call->caller, call->op), who, false,
                  "calls '%s'", program_name(program, program->call_targets.data[call->target]));
    }
}

static void report(struct rule_context *context, uint32_t func, const struct event *event, uint32_t opened_by,
                   const struct proof *proof)
{
    const char *part = crit_part_name(context, func, event);
    uint32_t loc = crit_op_loc(context, func, event->op);
    bool proved = proof->entry || proof->held;
    struct finding *finding =
        proved ? crit_report(context, func, loc, "enables %s that a caller of '%s' still holds masked", part,
                             program_name(context->flow->facts.program, func))
               : crit_report(context, func, loc, "enables %s whatever the state was before", part);
    if (proof->entry) {
        add_path(context, finding, proof->entry);
    } else if (proof->held) {
        tell_holder(context, finding, &proof->holder, part);
    }
    if (proved) {
        finding->severity = SEVERITY_ERROR;
    } else if (context->flow->facts.contexts.is_whole) {
        crit_lower(finding); /* a hazard: all callers are in sight, and none is hurt */
    }
    crit_step(context, finding, func, crit_op_loc(context, func, opened_by), "", false,
              "%s masked here, the old state is not saved", part);
    crit_step(context, finding, func, loc, "", false,
              proved ? "enabled here: the caller's section ends early"
                     : "enabled here: a caller that had them masked loses its section");
    finding->advice = "save the state before masking and restore it here";
    mend_pair(context, finding, func, event, opened_by, proof->held ? &proof->holder : NULL);
}

/* The opening is a kernel's own, which says that no caller may hold the section, and checks it. */
static bool never_nested(const struct rule_context *context, uint32_t func, const struct event *event)
{
    const struct program *program = context->flow->facts.program;
    const struct program_call *call = calls_at(program, func, event->op);
    size_t count = 0;
    const struct model_entry *entries =
        call && call->sym != PROGRAM_NONE
            ? model_find(context->flow->facts.model, program->syms.data[call->sym].name, &count)
            : NULL;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].never_nested) {
            return true;
        }
    }
    return false;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool opens =
            event->kind == EVENT_UNMASK || (event->kind == EVENT_ON && event->part == MODEL_PART_LINE);
        if (!opens || event->op == last || (event->flags & EVENT_NESTED)) {
            continue;
        }
        uint32_t opened_by = crit_opened_by(&event->before, event->part, event->value.low);
        bool restores_constant = event->value.kind == VALUE_INT && event->kind == EVENT_UNMASK &&
                                 event->before.save_count > 0; /* CRIT104's matter */
        if (opened_by == FLOW_NONE || event->before.section_high > 0 || restores_constant ||
            crit_lets_go(summary, event->part) || crit_inverted(summary, event)) {
            continue; /* not a pair of this function; inside a section it is CRIT109's matter */
        }
        bool is_gate = event->kind == EVENT_UNMASK;
        if (!is_gate && mask_find(&event->before, HOLD_WAS_OPEN, event->value.low)) {
            continue; /* it asked, and the line was enabled */
        }
        enum gate gate = gate_of(event);
        if (is_gate && !(event->after.gate[gate] & 4)) {
            continue; /* on this path the entry was open: nothing is lost */
        }
        bool mixed = false;
        for (int other = 0; is_gate && other < GATES; other++) {
            mixed |= other != (int)gate && event->before.by[other] != FLOW_NONE;
        }
        struct proof proof = find_proof(context, func, event);
        if (!is_gate && !proof.entry) {
            find_user(context, func, event, &proof);
            if (proof.user) {
                last = event->op;
                report_user(context, func, event, &proof);
            }
            continue; /* nobody else holds the line: it has no nesting to lose */
        }
        bool proved = proof.entry || proof.held;
        if (mixed || !proof.called || (!proof.armed && !proved) ||
            (!proved && never_nested(context, func, event))) {
            continue;
        }
        last = event->op;
        report(context, func, event, opened_by, &proof);
    }
}

const struct rule rule_crit101 = {
    .info =
        {
            .code = "CRIT101",
            .name = "bare-irq-pair",
            .summary = "interrupts are disabled and enabled again without saving the state",
            .cwe = 667,
            .tier = TIER_A,
        },
    .on_function = check_function,
};
