#include "frontend/asm_emit.h"

#include "base/buf.h"

#include <string.h>
#include <strings.h>

enum { KNOWN_CAP = 32 };

/* A register whose content the code says: an address or a number. */
struct known {
    const char *name;
    struct asm_value value;
};

/* A successor that is not laid out yet: the block at a position of the flow. */
struct pending {
    uint32_t edge, position;
};

struct body {
    struct asm_emit *emit;
    struct ir_unit *unit;
    const struct asm_function *function;
    struct ir_func *func;
    bool open; /* the last block takes more ops */
    uint32_t first_block;
    VEC(uint32_t) block_at; /* by position from function->first: block, or IR_NONE */
    VEC(bool) leader;
    VEC(struct pending) pending;
    struct known known[KNOWN_CAP];
    size_t known_count;
    bool degraded;
};

uint32_t asm_emit_loc(struct asm_emit *emit, const struct asm_origin *origin)
{
    struct ir_loc loc;
    memset(&loc, 0, sizeof(loc));
    loc.file = loc.spell_file = emit->file;
    loc.line = loc.end_line = origin->line;
    loc.column = loc.end_column = 1;
    loc.macro = origin->macro ? ir_string(emit->build, origin->macro) : 0;
    loc.inner_macro = origin->inner_macro ? ir_string(emit->build, origin->inner_macro) : 0;
    loc.spell_line = origin->spell_line;
    return ir_loc_add(emit->build, &loc);
}

static const struct asm_item *item_at(const struct body *body, uint32_t position)
{
    const struct asm_code *code = body->emit->code;
    return &code->data->items.data[code->flow.data[position].item];
}

static uint32_t loc_at(struct body *body, uint32_t position)
{
    return asm_emit_loc(body->emit, &item_at(body, position)->origin);
}

/* ---- blocks --------------------------------------------------------------- */

static struct ir_block *last_block(struct body *body)
{
    return &body->unit->blocks.data[body->unit->blocks.count - 1];
}

static uint32_t open_block(struct body *body)
{
    struct ir_block block = {
        .op = (uint32_t)body->unit->ops.count, .value = IR_NONE, .succ = (uint32_t)body->unit->edges.count};
    VEC_PUSH(&body->unit->blocks, block);
    body->open = true;
    return (uint32_t)body->unit->blocks.count - 1;
}

static void close_block(struct body *body, enum ir_term term, uint32_t value, uint32_t loc)
{
    struct ir_block *block = last_block(body);
    block->term = term;
    block->value = value;
    block->loc = loc;
    block->succ = (uint32_t)body->unit->edges.count;
    body->open = false;
}

static void add_successor(struct body *body, uint32_t target)
{
    VEC_PUSH(&body->unit->edges, ((struct ir_edge){.block = target}));
    last_block(body)->succ_count++;
}

static void add_label_successor(struct body *body, uint32_t position)
{
    VEC_PUSH(&body->pending, ((struct pending){(uint32_t)body->unit->edges.count, position}));
    add_successor(body, IR_NONE);
}

static uint32_t add_op(struct body *body, struct ir_op op, uint32_t loc)
{
    op.loc = loc;
    VEC_PUSH(&body->unit->ops, op);
    last_block(body)->op_count++;
    return (uint32_t)body->unit->ops.count - 1;
}

static uint32_t unknown_value(struct body *body, uint32_t loc)
{
    return add_op(body, (struct ir_op){.kind = IR_UNKNOWN, .type = body->emit->types.word}, loc);
}

/* ---- known registers ------------------------------------------------------ */

static void forget(struct body *body, const char *name)
{
    for (size_t i = 0; i < body->known_count; i++) {
        if (strcasecmp(body->known[i].name, name) == 0) {
            body->known[i] = body->known[--body->known_count];
            return;
        }
    }
}

static void learn(struct body *body, const struct asm_insn *insn)
{
    forget(body, insn->dest);
    struct asm_value value = asm_expr(body->emit->code->data->symbols, insn->target, NULL);
    if (value.known && value.symbol != ASM_HERE && !value.relative && body->known_count < KNOWN_CAP) {
        body->known[body->known_count++] = (struct known){insn->dest, value};
    }
}

static const struct asm_value *recall(const struct body *body, const char *name)
{
    for (size_t i = 0; i < body->known_count; i++) {
        if (strcasecmp(body->known[i].name, name) == 0) {
            return &body->known[i].value;
        }
    }
    return NULL;
}

/* ---- ops ------------------------------------------------------------------ */

static uint32_t ir_symbol(const struct body *body, uint32_t symbol)
{
    return symbol < body->emit->ir_sym.count ? body->emit->ir_sym.data[symbol] : IR_NONE;
}

/* Where control arrives that goes to `symbol`: through a jump table, at its first entry. */
static uint32_t entered(const struct body *body, uint32_t symbol)
{
    const struct asm_code *code = body->emit->code;
    for (int hop = 0; hop < 4 && symbol < code->objects.count && code->objects.data[symbol].table; hop++) {
        uint32_t first = asm_code_stored(code, symbol);
        symbol = first == IR_NONE ? symbol : first;
    }
    return symbol;
}

static void call_symbol(struct body *body, uint32_t symbol, uint32_t loc)
{
    uint32_t target = symbol == IR_NONE ? IR_NONE : ir_symbol(body, entered(body, symbol));
    struct ir_op op = {
        .kind = IR_CALL, .flags = IR_OP_DISCARDED, .type = body->emit->types.none, .a = target};
    if (target == IR_NONE) {
        op.a = unknown_value(body, loc);
        op.flags |= IR_OP_INDIRECT;
        body->degraded = true;
    }
    op.b = (uint32_t)body->unit->operands.count;
    add_op(body, op, loc);
    body->known_count = 0;
}

static uint32_t value_op(struct body *body, const struct asm_value *value, uint32_t loc)
{
    if (value->symbol == IR_NONE) {
        uint64_t bits = (uint64_t)value->number;
        struct ir_op op = {.kind = IR_CONST,
                           .type = body->emit->types.word,
                           .a = (uint32_t)bits,
                           .b = (uint32_t)(bits >> 32)};
        return add_op(body, op, loc);
    }
    uint32_t symbol = ir_symbol(body, value->symbol);
    if (symbol == IR_NONE) {
        return unknown_value(body, loc);
    }
    struct ir_place place = {.base = IR_BASE_SYM,
                             .root = symbol,
                             .step = (uint32_t)body->unit->steps.count,
                             .type = body->unit->syms.data[symbol].type};
    VEC_PUSH(&body->unit->places, place);
    struct ir_op op = {
        .kind = IR_ADDR, .type = body->emit->types.pointer, .a = (uint32_t)body->unit->places.count - 1};
    return add_op(body, op, loc);
}

/*
 * A mask instruction becomes an asm statement as C would have it: "msr basepri, %0" with the
 * value of the register where the code before says it, the plain text where it does not.
 */
static void event(struct body *body, const struct asm_item *item, uint32_t loc)
{
    struct ir_build *build = body->emit->build;
    const char *comma = strrchr(item->args, ',');
    const char *source = comma ? asm_skip_blanks(comma + 1) : "";
    const struct asm_value *value = comma && !strchr(item->args, '%') ? recall(body, source) : NULL;
    struct buf text = {0};
    buf_addf(&text, "%s%s", item->op, *item->args ? " " : "");
    struct ir_asm statement = {.flags = IR_ASM_VOLATILE | IR_ASM_BASIC,
                               .operand = (uint32_t)body->unit->asm_operands.count,
                               .clobber = (uint32_t)body->unit->asm_clobbers.count,
                               .clobber_count = 1};
    if (value) {
        uint32_t op = value_op(body, value, loc);
        struct ir_asm_operand operand = {.constraint = ir_string(build, "r"), .place = IR_NONE, .value = op};
        VEC_PUSH(&body->unit->asm_operands, operand);
        buf_addn(&text, item->args, (size_t)(source - item->args));
        buf_add(&text, "%0");
        statement.flags = IR_ASM_VOLATILE;
        statement.input_count = 1;
    } else {
        buf_add(&text, item->args);
    }
    statement.text = ir_string(build, buf_text(&text));
    buf_free(&text);
    VEC_PUSH(&body->unit->asm_clobbers, ir_string(build, "memory"));
    VEC_PUSH(&body->unit->asms, statement);
    struct ir_op op = {
        .kind = IR_ASM, .type = body->emit->types.none, .a = (uint32_t)body->unit->asms.count - 1};
    add_op(body, op, loc);
    const char *rest;
    const char *first = asm_next_operand(body->emit->code->data->arena, item->args, &rest);
    forget(body, first);
}

/* ---- control flow --------------------------------------------------------- */

static void leave(struct body *body, uint32_t symbol, uint32_t loc)
{
    call_symbol(body, symbol, loc);
    close_block(body, IR_TERM_RETURN, IR_NONE, loc);
}

/* A jump: within the function, to another one (a call in tail position), or to nobody knows where. */
static void jump(struct body *body, uint32_t position, const struct asm_insn *insn, uint32_t loc)
{
    struct asm_code *code = body->emit->code;
    if (insn->flow == ASM_JUMP_REG) {
        const struct asm_value *value =
            insn->target && !insn->unknown_flow ? recall(body, insn->target) : NULL;
        uint32_t symbol = value && value->symbol != IR_NONE ? value->symbol : IR_NONE;
        leave(body, symbol, loc);
        return;
    }
    if (insn->flow == ASM_JUMP_MEM) {
        uint32_t holder = asm_code_target(code, insn);
        leave(body, holder == IR_NONE ? IR_NONE : asm_code_stored(code, holder), loc);
        return;
    }
    uint32_t local = asm_code_local(code, position);
    if (local == IR_NONE) {
        leave(body, asm_code_target(code, insn), loc);
        return;
    }
    close_block(body, IR_TERM_JUMP, IR_NONE, loc);
    add_label_successor(body, local);
}

static void branch(struct body *body, uint32_t position, const struct asm_insn *insn, uint32_t loc)
{
    struct asm_code *code = body->emit->code;
    uint32_t local = asm_code_local(code, position);
    uint32_t value = unknown_value(body, loc);
    close_block(body, IR_TERM_BRANCH, value, loc);
    body->known_count = 0;
    uint32_t here = (uint32_t)body->unit->blocks.count;
    if (local != IR_NONE) {
        add_label_successor(body, local);
        add_successor(body, here);
    } else {
        add_successor(body, here);
        add_successor(body, here + 1);
        open_block(body);
        leave(body, asm_code_target(code, insn), loc);
    }
    open_block(body);
}

static void instruction(struct body *body, uint32_t position, const struct asm_insn *insn, uint32_t loc)
{
    const struct asm_item *item = item_at(body, position);
    const struct asm_value *value;
    const char *rest;
    switch (insn->flow) {
    case ASM_PLAIN:
    case ASM_SKIP: forget(body, asm_next_operand(body->emit->code->data->arena, item->args, &rest)); break;
    case ASM_LITERAL: learn(body, insn); break;
    case ASM_EVENT: event(body, item, loc); break;
    case ASM_CALL: call_symbol(body, asm_code_target(body->emit->code, insn), loc); break;
    case ASM_CALL_REG:
        value = recall(body, insn->target);
        call_symbol(body, value ? value->symbol : IR_NONE, loc);
        break;
    case ASM_RETURN: close_block(body, IR_TERM_RETURN, IR_NONE, loc); break;
    case ASM_BRANCH: branch(body, position, insn, loc); break;
    default: jump(body, position, insn, loc); break;
    }
}

/* Done or not: the instruction gets a block of its own. */
static void conditional(struct body *body, uint32_t position, const struct asm_insn *insn, uint32_t loc)
{
    uint32_t value = unknown_value(body, loc);
    struct known known[KNOWN_CAP];
    size_t known_count = body->known_count;
    memcpy(known, body->known, sizeof(known));
    close_block(body, IR_TERM_BRANCH, value, loc);
    uint32_t edge = (uint32_t)body->unit->edges.count;
    add_successor(body, (uint32_t)body->unit->blocks.count);
    add_successor(body, IR_NONE);
    open_block(body);
    instruction(body, position, insn, loc);
    uint32_t after = (uint32_t)body->unit->blocks.count;
    if (body->open) {
        close_block(body, IR_TERM_JUMP, IR_NONE, loc);
        add_successor(body, after);
        body->known_count = 0;
    } else {
        memcpy(body->known, known, sizeof(known));
        body->known_count = known_count;
    }
    body->unit->edges.data[edge + 1].block = after;
    open_block(body);
}

static void mark_leaders(struct body *body)
{
    const struct asm_function *function = body->function;
    for (uint32_t i = function->first; i < function->end; i++) {
        VEC_PUSH(&body->leader, i == function->first);
        VEC_PUSH(&body->block_at, IR_NONE);
    }
    for (uint32_t i = function->first; i < function->end; i++) {
        const struct asm_insn *insn = &body->emit->code->flow.data[i].insn;
        uint32_t local = insn->flow == ASM_JUMP || insn->flow == ASM_BRANCH
                             ? asm_code_local(body->emit->code, i)
                             : IR_NONE;
        if (local != IR_NONE && local >= function->first && local < function->end) {
            body->leader.data[local - function->first] = true;
        }
    }
}

static void walk(struct body *body)
{
    const struct asm_function *function = body->function;
    bool skip = false;
    for (uint32_t i = function->first; i < function->end; i++) {
        const struct asm_item *item = item_at(body, i);
        uint32_t loc = loc_at(body, i);
        bool label = item->kind == ASM_ITEM_LABEL;
        /* a label after a jump is reached somehow, if only through a table that nobody reads */
        if (body->leader.data[i - function->first] || (label && !body->open)) {
            uint32_t next = (uint32_t)body->unit->blocks.count;
            if (body->open) {
                close_block(body, IR_TERM_JUMP, IR_NONE, loc);
                add_successor(body, next);
            }
            body->block_at.data[i - function->first] = open_block(body);
            body->known_count = 0;
        }
        if (item->kind != ASM_ITEM_INSN || !body->open) {
            continue;
        }
        const struct asm_insn *insn = &body->emit->code->flow.data[i].insn;
        bool maybe = insn->conditional || skip;
        if (maybe && insn->flow == ASM_LITERAL) {
            forget(body, insn->dest);
        } else if (maybe && insn->flow != ASM_PLAIN) {
            conditional(body, i, insn, loc);
        } else {
            instruction(body, i, insn, loc);
        }
        skip = insn->flow == ASM_SKIP;
    }
    if (body->open) {
        uint32_t loc = loc_at(body, function->end - 1);
        if (function->next != IR_NONE) {
            leave(body, body->emit->code->functions.data[function->next].symbol, loc);
        } else {
            close_block(body, IR_TERM_RETURN, IR_NONE, loc);
        }
    }
}

/* Equal texts of equal functions: names and structure, no indices. */
static uint64_t hash_body(const struct body *body, uint32_t block, uint32_t count)
{
    const struct ir_unit *unit = body->unit;
    struct buf text = {0};
    for (uint32_t b = block; b < block + count; b++) {
        const struct ir_block *item = &unit->blocks.data[b];
        for (uint32_t i = item->op; i < item->op + item->op_count; i++) {
            const struct ir_op *op = &unit->ops.data[i];
            buf_addf(&text, "%u ", op->kind);
            if (op->kind == IR_ASM) {
                buf_add(&text, ir_text(unit, unit->asms.data[op->a].text));
            } else if (op->kind == IR_CALL && !(op->flags & IR_OP_INDIRECT)) {
                buf_add(&text, ir_text(unit, unit->syms.data[op->a].name));
            } else if (op->kind == IR_ADDR) {
                buf_add(&text, ir_text(unit, unit->syms.data[unit->places.data[op->a].root].name));
            } else if (op->kind == IR_CONST) {
                buf_addf(&text, "%u %u", op->a, op->b);
            }
            buf_add(&text, "\n");
        }
        buf_addf(&text, "term %u", item->term);
        for (uint32_t i = 0; i < item->succ_count; i++) {
            buf_addf(&text, " %u", unit->edges.data[item->succ + i].block - block);
        }
        buf_add(&text, "\n");
    }
    uint64_t hash = hash_bytes(text.data, text.count, 0);
    buf_free(&text);
    return hash;
}

void asm_emit_function(struct asm_emit *emit, const struct asm_function *function)
{
    struct ir_unit *unit = emit->build->unit;
    struct body body = {.emit = emit, .unit = unit, .function = function};
    uint32_t first = (uint32_t)unit->blocks.count;
    mark_leaders(&body);
    walk(&body);
    for (size_t i = 0; i < body.pending.count; i++) {
        const struct pending *pending = &body.pending.data[i];
        /* a jump to itself ("b .") goes to the block that starts at its own position */
        unit->edges.data[pending->edge].block = body.block_at.data[pending->position - function->first];
    }
    uint32_t sym = emit->ir_sym.data[function->symbol];
    struct ir_func func = {.sym = sym,
                           .block = first,
                           .block_count = (uint32_t)unit->blocks.count - first,
                           .param = (uint32_t)unit->syms.count,
                           .flags = body.degraded ? IR_FUNC_DEGRADED : 0,
                           .loc = unit->syms.data[sym].loc,
                           .body_loc = unit->syms.data[sym].loc};
    func.body_hash = hash_body(&body, func.block, func.block_count);
    unit->syms.data[sym].function = (uint32_t)unit->funcs.count;
    VEC_PUSH(&unit->funcs, func);
    VEC_FREE(&body.block_at);
    VEC_FREE(&body.leader);
    VEC_FREE(&body.pending);
}
