#include "flow/exec_publish.h"

enum {
    SYSTEM_SPACE = 0xE0000000, /* Armv7-M ARM B3.1: stack limits, vector tables and debug, no buffers */
    SYSTEM_SPACE_SIZE = 0x00100000,
};

static void add_kept(struct exec *exec, uint32_t param, uint64_t cell)
{
    struct summary *summary = exec->summary;
    for (int i = 0; i < summary->kept_count; i++) {
        if (summary->kept[i].param == param && summary->kept[i].cell == cell) {
            return;
        }
    }
    if (summary->kept_count < KEPT_MAX) {
        summary->kept[summary->kept_count++] = (struct summary_kept){.cell = cell, .param = param};
    }
}

/* Can the parameter hold an address? */
static bool holds_address(const struct exec *exec, const struct value *value)
{
    if (value->kind != VALUE_PARAM || value->id >= exec->func->param_count || value->flags) {
        return false;
    }
    const struct ir_type *type =
        &exec->unit->types.data[exec->unit->syms.data[exec->func->param + value->id].type];
    return type->kind == IR_TYPE_POINTER ||
           (type->kind == IR_TYPE_INT && type->size == exec->unit->target.pointer_size);
}

static void publish(struct exec *exec, const struct state *state, uint8_t flags, uint32_t op, uint64_t cell,
                    const struct value *local)
{
    struct value value = *local;
    value.high = (int64_t)cell;
    effect_event(exec->recorder, EVENT_PUBLISHED, MODEL_PART_NONE, flags, op, &state->mask, &state->mask,
                 &value);
}

void exec_publish_store(struct exec *exec, const struct state *state, uint32_t op, uint64_t cell,
                        const struct value *value)
{
    if (value->kind == VALUE_LOCAL) {
        publish(exec, state, 0, op, cell, value);
    } else if (exec->recorder && holds_address(exec, value)) {
        add_kept(exec, value->id, cell);
    }
}

void exec_publish_register(struct exec *exec, const struct state *state, uint32_t op, int64_t address,
                           const struct value *value)
{
    if ((uint32_t)address - SYSTEM_SPACE >= SYSTEM_SPACE_SIZE) {
        exec_publish_store(exec, state, op, PUBLISHED_REGISTER | (uint32_t)address, value);
    }
}

void exec_publish_call(const struct call *call, struct state *state, const struct summary *callee)
{
    for (int i = 0; i < callee->kept_count; i++) {
        uint64_t cell = callee->kept[i].cell;
        struct value value = call_argument(call, state, callee->kept[i].param);
        exec_publish_store(call->exec, state, call->op_index, cell, &value);
        if (cell_kind_of(cell) == CELL_GLOBAL) { /* perhaps: the callee may have decided otherwise */
            state_set(call->exec->arena, state, cell, value_any());
        }
    }
}

void exec_publish_return(struct exec *exec, const struct state *state)
{
    for (uint32_t i = 0; exec->recorder && i < state->count; i++) {
        const struct variable *variable = &state->variables[i];
        if (cell_kind_of(variable->key) == CELL_GLOBAL && variable->value.kind == VALUE_LOCAL &&
            variable->value.section != FLOW_NONE) {
            publish(exec, state, EVENT_AT_RETURN, variable->value.section, variable->key, &variable->value);
        }
    }
}
