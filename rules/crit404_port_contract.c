/*
 * CRIT404: a masking primitive does not do what its name promises: it does not mask, returns a
 * state that it did not read, or does not put the state back.
 *
 * The promise is a model's (which names are primitives, what they save and restore), the rest
 * is the body. A body that was not understood keeps the promise; so does one that counts by
 * itself. An empty body is a note: a port without interrupts, or a header that was found too early.
 */
#include "rules/rule.h"

#include "flow/port_body.h"

struct port {
    uint32_t func;
    const struct model_entry *entry;
    struct port_body body;
};

static struct finding *report(struct rule_context *context, const struct port *port, uint32_t op,
                              const char *step, const char *what)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_func *ir = program_ir(program, port->func);
    struct finding *finding =
        crit_report(context, port->func, ir->loc, "'%s' %s", program_name(program, port->func), what);
    finding->severity = SEVERITY_ERROR;
    if (op != FLOW_NONE) {
        crit_step(context, finding, port->func, crit_op_loc(context, port->func, op), "", false, "%s", step);
    }
    finding->why = crit_text(context, "the contract: %s", port->entry->source);
    return finding;
}

/* What saves says where the old state goes; a macro's lvalue and a pointer are not followed here. */
static bool returns_state(const struct model_entry *entry)
{
    return entry->state == MODEL_ARG_RETURN && !entry->state_by_address;
}

/* The opposite of the promise by a function of its own is CRIT114's matter; macros and lines are not. */
static bool may_be_opposite(const struct rule_context *context, const struct port *port)
{
    return port->entry->part == MODEL_PART_LINE ||
           (program_ir(context->flow->facts.program, port->func)->flags & IR_FUNC_MACRO_BODY);
}

/*
 * A plain write of a ceiling, here or in what is called, while the caller's may be a stronger one;
 * or FLOW_NONE. What a callee raises is for its caller a mask as well, and so is a constant that a
 * callee is given to write.
 */
static uint32_t lowers_ceiling(const struct facts *facts, uint32_t func, int depth)
{
    enum { LOWER_DEPTH_MAX = 4 };
    const struct summary *summary = &facts->summaries[func];
    for (size_t i = 0; depth < LOWER_DEPTH_MAX && i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool given = depth > 0 && event->kind == EVENT_RESTORE && event->value.kind == VALUE_PARAM;
        if ((event->kind != EVENT_MASK && !given) || event->part != MODEL_PART_CEILING ||
            event->before.gate[GATE_CEILING] != RELATION_IDENTITY) {
            continue;
        }
        const struct program_call *call = calls_at(facts->program, func, event->op);
        bool lowers = !(event->flags & EVENT_BY_CALL);
        for (uint32_t j = 0; call && j < call->target_count && !lowers; j++) {
            uint32_t target = facts->program->call_targets.data[call->target + j];
            lowers = lowers_ceiling(facts, target, depth + 1) != FLOW_NONE;
        }
        if (lowers) {
            return event->op;
        }
    }
    return FLOW_NONE;
}

static void check_mask(struct rule_context *context, const struct port *port)
{
    const struct port_body *body = &port->body;
    uint32_t lowered = port->entry->port ? lowers_ceiling(&context->flow->facts, port->func, 0) : FLOW_NONE;
    if (may_be_opposite(context, port) && body->opens && !body->shuts && !body->restores && !body->unknown &&
        !body->counts) {
        report(context, port, body->opened_by, "opened here", "opens what it promises to mask")->advice =
            "mask here";
    } else if (body->reads && !body->opens && !body->shuts && !body->restores && !body->unknown &&
               !body->counts) {
        report(context, port, body->read_by, "the state is read here",
               "reads the interrupt state and does not mask")
            ->advice = "mask after the state was read";
    } else if (returns_state(port->entry) && body->has_constant && !body->lost && !body->counts) {
        report(
            context, port, body->shut_by, "masked here",
            crit_text(context, "promises the old state and always returns %lld", (long long)body->constant))
            ->advice = "return the state that was found before masking";
    } else if (port->entry->port && body->leaves_open && !body->counts) {
        report(context, port, body->shut_by, "masked on this path", "does not mask on every path")->advice =
            "mask on every path";
    } else if (lowered != FLOW_NONE && !body->counts) {
        report(context, port, lowered, "a plain write of the ceiling",
               "may lower the priority ceiling that its caller has set")
            ->advice = "raise with BASEPRI_MAX, which never lowers";
    }
}

static void check_restore(struct rule_context *context, const struct port *port)
{
    const struct port_body *body = &port->body;
    uint32_t arg = port->entry->state >= 0 ? (uint32_t)port->entry->state : UINT32_MAX;
    uint32_t params = program_ir(context->flow->facts.program, port->func)->param_count;
    bool ignores = arg < params && !port_uses_param(&context->flow->facts, port->func, arg);
    if (body->reads && !body->restores && !body->opens && !body->shuts && !body->unknown && !body->counts) {
        report(context, port, body->read_by, "the state is read here",
               "reads the interrupt state instead of putting it back")
            ->advice = "write the saved state back";
    } else if (may_be_opposite(context, port) && body->shuts && !body->opens && !body->restores &&
               !body->unknown && !body->counts) {
        report(context, port, body->shut_by, "masked here", "masks where it promises to put the state back")
            ->advice = "write the saved state back";
    } else if (ignores && !body->lost && !body->counts && !body->restores) {
        report(context, port, body->opened_by, "opened here", "ignores the saved state that it is given")
            ->advice = "put that state back: a caller may have had interrupts masked before";
    }
}

static void check_unmask(struct rule_context *context, const struct port *port)
{
    const struct port_body *body = &port->body;
    if (may_be_opposite(context, port) && body->shuts && !body->opens && !body->restores && !body->unknown &&
        !body->counts) {
        report(context, port, body->shut_by, "masked here", "masks what it promises to open")->advice =
            "open here";
    }
}

static void check_empty(struct rule_context *context, const struct port *port)
{
    struct finding *finding =
        report(context, port, FLOW_NONE, "", "does nothing: what it should guard has no guard");
    finding->advice = "mask here, or say that this port has no interrupts";
    finding->severity = SEVERITY_NOTE;
}

static void check_port(struct rule_context *context, const struct port *port)
{
    switch (port->entry->role) {
    case MODEL_MASK: check_mask(context, port); break;
    case MODEL_ENTER:
        if (port->entry->part == MODEL_PART_LINE) {
            check_mask(context, port);
        }
        break;
    case MODEL_RESTORE: check_restore(context, port); break;
    case MODEL_UNMASK: check_unmask(context, port); break;
    case MODEL_EXIT:
        if (port->entry->part == MODEL_PART_LINE) {
            check_unmask(context, port);
        }
        break;
    default: break;
    }
}

static const struct model_entry *find_contract(const struct rule_context *context, uint32_t func)
{
    const struct program *program = context->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    bool is_macro = (ir->flags & IR_FUNC_MACRO_BODY) != 0;
    uint32_t result = unit->types.data[unit->syms.data[ir->sym].type].element;
    size_t count;
    const struct model_entry *entries =
        model_find(context->flow->facts.model, program_name(program, func), &count);
    for (size_t i = 0; i < count; i++) {
        bool returns = is_macro ? entries[i].returns != MODEL_RETURNS_NOTHING
                                : result != IR_NONE && unit->types.data[result].kind != IR_TYPE_VOID;
        bool masks = entries[i].role <= MODEL_EXIT && entries[i].part != MODEL_PART_LOCK &&
                     entries[i].part != MODEL_PART_SCHED;
        if (masks && model_fits(&entries[i], (int)ir->param_count, returns)) {
            return &entries[i];
        }
    }
    return NULL;
}

static void check_program(struct rule_context *context)
{
    const struct program *program = context->flow->facts.program;
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        const struct ir_unit *unit = program_unit(program, func);
        const struct ir_func *ir = program_ir(program, func);
        bool is_host = unit->target.arch == IR_ARCH_HOST;
        struct port port = {.func = func};
        port.entry = (ir->flags & IR_FUNC_SYSTEM) || is_host ? NULL : find_contract(context, func);
        if (!port.entry) {
            continue;
        }
        port.body = port_body_of(&context->flow->facts, func);
        bool is_weak = (unit->syms.data[ir->sym].flags & IR_SYM_WEAK) != 0;
        if (!port.body.empty) {
            check_port(context, &port);
        } else if (!is_weak && !port.body.lost &&
                   (port.entry->role == MODEL_MASK || port.entry->role == MODEL_ENTER)) {
            check_empty(context, &port);
        }
    }
}

const struct rule rule_crit404 = {
    .info =
        {
            .code = "CRIT404",
            .name = "port-contract",
            .summary = "a masking primitive does not do what its name promises",
            .cwe = 667,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
