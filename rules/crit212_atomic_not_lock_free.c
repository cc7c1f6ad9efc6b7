/*
 * CRIT212: an atomic operation for which the core has no instruction, so that the compiler calls a
 * library function: it takes a lock, masks, or is not there at all.
 *
 * By target: Armv6-M has no exclusive loads and stores, AVR and MSP430 have neither these nor
 * anything wider than their word; 32-bit cores but Armv7-A and -R have no 64-bit ones. RISC-V
 * without the A extension looks like one with it here: silent. A program that brings the library's
 * functions itself knows what it does.
 */
#include "rules/rule.h"

#include <string.h>

struct limits {
    uint32_t load;   /* widest load or store, in bytes; 0: not known */
    uint32_t update; /* widest read-modify-write */
};

static struct limits limits_of(const struct ir_unit *unit)
{
    const char *triple = ir_text(unit, unit->target.triple);
    switch (unit->target.arch) {
    case IR_ARCH_AVR: return (struct limits){1, 0};
    case IR_ARCH_MSP430: return (struct limits){2, 0};
    case IR_ARCH_ARM_M: return (struct limits){4, strstr(triple, "v6m") ? 0 : 4};
    case IR_ARCH_XTENSA: return (struct limits){4, 4};
    case IR_ARCH_RISCV: return unit->target.pointer_size == 4 ? (struct limits){4, 4} : (struct limits){8, 8};
    default: return (struct limits){UINT32_MAX, UINT32_MAX};
    }
}

/* Does the program define the functions that the compiler calls? Their names are the compiler's. */
static bool brings_library(const struct program *program)
{
    for (size_t i = 0; i < program->syms.count; i++) {
        const struct program_sym *sym = &program->syms.data[i];
        bool is_library = strncmp(sym->name, "__atomic_", 9) == 0 || strncmp(sym->name, "__sync_", 7) == 0;
        if (is_library && sym->defined && sym->kind == IR_SYM_FUNCTION) {
            return true;
        }
    }
    return false;
}

static uint32_t atomic_size(const struct ir_unit *unit, const struct ir_op *op)
{
    bool accesses = op->kind == IR_LOAD || op->kind == IR_STORE || op->kind == IR_RMW;
    if (!accesses || (op->flags & (IR_OP_INIT | IR_OP_DEGRADED))) {
        return 0;
    }
    const struct ir_place *place = &unit->places.data[op->a];
    bool is_atomic = (op->flags & IR_OP_ATOMIC) || (place->flags & IR_PLACE_ATOMIC);
    return is_atomic && place->type != IR_NONE ? unit->types.data[place->type].size : 0;
}

static bool is_reached(const struct rule_context *context, uint32_t func)
{
    const struct facts *facts = &context->flow->facts;
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        if (reach_find(&facts->reach, i, func)) {
            return true;
        }
    }
    return false;
}

static void check_function(struct rule_context *context, uint32_t func)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_func *ir = program_ir(context->flow->facts.program, func);
    struct limits limits = limits_of(unit);
    const struct ir_block *last =
        ir->block_count ? &unit->blocks.data[ir->block + ir->block_count - 1] : NULL;
    uint32_t end = last ? last->op + last->op_count : 0;
    for (uint32_t i = last ? unit->blocks.data[ir->block].op : 0; i < end; i++) {
        const struct ir_op *op = &unit->ops.data[i];
        uint32_t size = atomic_size(unit, op);
        if (size <= (op->kind == IR_RMW ? limits.update : limits.load) || !is_reached(context, func)) {
            continue;
        }
        const char *what = op->kind == IR_RMW ? "read-modify-write" : op->kind == IR_LOAD ? "load" : "store";
        struct finding *finding =
            crit_report(context, func, crit_op_loc(context, func, i),
                        "this core has no atomic %s of %u byte%s: a library function does it", what,
                        (unsigned)size, size == 1 ? "" : "s");
        crit_step(context, finding, func, crit_op_loc(context, func, i), "", false,
                  "becomes a call: a lock inside it stops for ever in a handler that preempts its owner");
        finding->why = crit_text(context, "the target is %s", ir_text(unit, unit->target.triple));
        finding->advice =
            "guard a plain access with a section, or bring the library's functions and mask there";
        return;
    }
}

static void check_program(struct rule_context *context)
{
    const struct program *program = context->flow->facts.program;
    uint32_t count = brings_library(program) ? 0 : (uint32_t)program->funcs.count;
    for (uint32_t func = 0; func < count; func++) {
        check_function(context, func);
    }
}

const struct rule rule_crit212 = {
    .info =
        {
            .code = "CRIT212",
            .name = "atomic-not-lock-free",
            .summary = "an atomic operation has no instruction on this core and becomes a library call",
            .cwe = 667,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
