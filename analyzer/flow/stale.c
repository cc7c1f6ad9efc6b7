#include "flow/stale.h"

#include "flow/graph.h"

#include <string.h>

enum { BLOCKS_MAX = 400, VALUE_DEPTH_MAX = 16, GROUP_MAX = 4000 };

static bool clobbers_memory(const struct ir_unit *unit, const struct ir_asm *statement)
{
    if (statement->flags & IR_ASM_BASIC) {
        return true; /* GCC takes it for a barrier since version 7 */
    }
    for (uint32_t i = 0; i < statement->clobber_count; i++) {
        if (strcmp(ir_text(unit, unit->asm_clobbers.data[statement->clobber + i]), "memory") == 0) {
            return true;
        }
    }
    return statement->output_count > 0; /* it may write what it names */
}

/*
 * May the compiler keep any variable in a register from one end of the op to the other, and is it no step
 * towards the end of the loop? A store into a local may be one: it counts, or moves on.
 */
static bool keeps(const struct ir_unit *unit, const struct ir_op *op)
{
    switch (op->kind) {
    case IR_CALL:
    case IR_UNKNOWN: return false;
    case IR_ASM: return !clobbers_memory(unit, &unit->asms.data[op->a]);
    case IR_STORE:
    case IR_RMW: {
        const struct ir_place *place = &unit->places.data[op->a];
        return place->base == IR_BASE_SYM && unit->syms.data[place->root].kind == IR_SYM_TEMP;
    }
    case IR_LOAD: return !(op->flags & IR_OP_ATOMIC);
    default: return true;
    }
}

static bool depends(const struct ir_unit *unit, uint32_t value, uint32_t load, int depth)
{
    const struct ir_op *op = &unit->ops.data[value];
    if (value == load || depth > VALUE_DEPTH_MAX) {
        return value == load;
    }
    switch (op->kind) {
    case IR_CAST:
    case IR_UNARY: return depends(unit, op->a, load, depth + 1);
    case IR_BINARY: return depends(unit, op->a, load, depth + 1) || depends(unit, op->b, load, depth + 1);
    default: return false;
    }
}

/* Is the read the condition of a loop in which nothing makes the compiler read again? */
static bool is_kept(const struct facts *facts, const struct access *read)
{
    const struct ir_unit *unit = program_unit(facts->program, read->func);
    const struct ir_func *ir = program_ir(facts->program, read->func);
    const struct ir_op *load = &unit->ops.data[read->op];
    uint32_t at = facts->summaries[read->func].events.data[read->event].block;
    bool passes[BLOCKS_MAX];
    if (ir->block_count > BLOCKS_MAX || (ir->flags & (IR_FUNC_DEGRADED | IR_FUNC_MACRO_BODY)) ||
        load->kind != IR_LOAD || unit->places.data[load->a].base != IR_BASE_SYM ||
        unit->blocks.data[at].term != IR_TERM_BRANCH ||
        !depends(unit, unit->blocks.data[at].value, read->op, 0)) {
        return false;
    }
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        passes[i] = true;
        for (uint32_t j = 0; j < block->op_count; j++) {
            passes[i] &= keeps(unit, &unit->ops.data[block->op + j]);
        }
    }
    return passes[at - ir->block] && graph_leads_back(unit, ir, passes, at - ir->block);
}

/* A write in another context that can run while the loop does; NULL also where that is not certain. */
static const struct access *find_writer(const struct facts *facts, const struct access *group, size_t count,
                                        const struct access *read)
{
    const struct context *reader = &facts->contexts.data.data[read->context];
    for (size_t i = 0; i < count && !reader->guessed; i++) {
        const struct access *writer = &group[i];
        const struct context *who = &facts->contexts.data.data[writer->context];
        bool guess = false;
        if (writer->kind == ACCESS_READ || writer->context == read->context || writer->unsure ||
            writer->tangled || writer->fatal || who->guessed || !access_overlaps(writer, read)) {
            continue;
        }
        if (who->kind == CONTEXT_HANDLER ? reach_preempts(facts->program, &facts->contexts, read->context,
                                                          &read->mask, writer->context, &guess)
                                         : who->kind == CONTEXT_TASK && reader->kind == CONTEXT_TASK) {
            return writer;
        }
    }
    return NULL;
}

void stale_find(struct stale_list *list, const struct flow *flow)
{
    const struct accesses *accesses = &flow->accesses;
    struct map said = {0};
    memset(list, 0, sizeof(*list));
    for (size_t first = 0; first < accesses->data.count;) {
        const struct access *group = &accesses->data.data[first];
        size_t count = access_group(accesses, first);
        first += count;
        for (size_t i = 0; !(group->object & ACCESS_FIXED) && count <= GROUP_MAX && i < count; i++) {
            uint64_t key = (uint64_t)group[i].func << 32 | group[i].op;
            bool plain = group[i].kind == ACCESS_READ && !group[i].is_volatile && !group[i].atomic &&
                         !group[i].through_pointer && !group[i].unsure && !group[i].tangled;
            if (!plain || map_get(&said, key) != MAP_NONE) {
                continue;
            }
            const struct access *writer = find_writer(&flow->facts, group, count, &group[i]);
            if (writer && is_kept(&flow->facts, &group[i])) {
                struct stale found = {&group[i], writer};
                VEC_PUSH(&list->data, found);
                map_set(&said, key, 0);
            }
        }
    }
    map_free(&said);
}

void stale_free(struct stale_list *list)
{
    VEC_FREE(&list->data);
}
