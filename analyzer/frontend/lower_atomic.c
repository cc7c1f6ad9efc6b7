/*
 * The compiler's atomic operations: the GCC manual's "__sync Builtins" and "__atomic Builtins",
 * and clang's __c11_atomic_* below <stdatomic.h>. Each is a load, a store or a read-modify-write
 * of the object behind its first argument; what it takes or returns by address is read and
 * written beside it.
 */
#include "frontend/lower.h"

#include <ctype.h>
#include <string.h>

enum form {
    BY_VALUE,
    BY_ADDRESS, /* its generic form takes and returns values by address: no _n, and not C11's */
    ONE_BYTE,   /* of whatever the pointer points to */
};

struct atomic_name {
    const char *name;
    uint8_t kind; /* enum ir_op_kind */
    enum ir_operator operator_;
    uint16_t flags;
    enum form form;
};

/* op_fetch gives the new value, fetch_op the old one. */
static const struct atomic_name sync_names[] = {
    {"__sync_fetch_and_add", IR_RMW, IR_ADD, IR_OP_OLD, BY_VALUE},
    {"__sync_fetch_and_sub", IR_RMW, IR_SUB, IR_OP_OLD, BY_VALUE},
    {"__sync_fetch_and_or", IR_RMW, IR_OR, IR_OP_OLD, BY_VALUE},
    {"__sync_fetch_and_and", IR_RMW, IR_AND, IR_OP_OLD, BY_VALUE},
    {"__sync_fetch_and_xor", IR_RMW, IR_XOR, IR_OP_OLD, BY_VALUE},
    {"__sync_fetch_and_nand", IR_RMW, IR_NAND, IR_OP_OLD, BY_VALUE},
    {"__sync_add_and_fetch", IR_RMW, IR_ADD, 0, BY_VALUE},
    {"__sync_sub_and_fetch", IR_RMW, IR_SUB, 0, BY_VALUE},
    {"__sync_or_and_fetch", IR_RMW, IR_OR, 0, BY_VALUE},
    {"__sync_and_and_fetch", IR_RMW, IR_AND, 0, BY_VALUE},
    {"__sync_xor_and_fetch", IR_RMW, IR_XOR, 0, BY_VALUE},
    {"__sync_nand_and_fetch", IR_RMW, IR_NAND, 0, BY_VALUE},
    {"__sync_lock_test_and_set", IR_RMW, IR_EXCHANGE, IR_OP_OLD, BY_VALUE},
    {"__sync_lock_release", IR_STORE, IR_NO_OPERATOR, 0, BY_VALUE},
    {"__sync_bool_compare_and_swap", IR_RMW, IR_COMPARE_EXCHANGE, 0, BY_VALUE},
    {"__sync_val_compare_and_swap", IR_RMW, IR_COMPARE_EXCHANGE, IR_OP_OLD, BY_VALUE},
};

static const struct atomic_name atomic_names[] = {
    {"load", IR_LOAD, IR_NO_OPERATOR, 0, BY_ADDRESS},
    {"store", IR_STORE, IR_NO_OPERATOR, 0, BY_ADDRESS},
    {"init", IR_STORE, IR_NO_OPERATOR, IR_OP_INIT, BY_VALUE},
    {"clear", IR_STORE, IR_NO_OPERATOR, 0, ONE_BYTE},
    {"exchange", IR_RMW, IR_EXCHANGE, IR_OP_OLD, BY_ADDRESS},
    {"compare_exchange", IR_RMW, IR_COMPARE_EXCHANGE, IR_OP_OLD, BY_ADDRESS},
    {"test_and_set", IR_RMW, IR_EXCHANGE, IR_OP_OLD, ONE_BYTE},
    {"fetch_add", IR_RMW, IR_ADD, IR_OP_OLD, BY_VALUE},
    {"fetch_sub", IR_RMW, IR_SUB, IR_OP_OLD, BY_VALUE},
    {"fetch_or", IR_RMW, IR_OR, IR_OP_OLD, BY_VALUE},
    {"fetch_and", IR_RMW, IR_AND, IR_OP_OLD, BY_VALUE},
    {"fetch_xor", IR_RMW, IR_XOR, IR_OP_OLD, BY_VALUE},
    {"fetch_nand", IR_RMW, IR_NAND, IR_OP_OLD, BY_VALUE},
    {"add_fetch", IR_RMW, IR_ADD, 0, BY_VALUE},
    {"sub_fetch", IR_RMW, IR_SUB, 0, BY_VALUE},
    {"or_fetch", IR_RMW, IR_OR, 0, BY_VALUE},
    {"and_fetch", IR_RMW, IR_AND, 0, BY_VALUE},
    {"xor_fetch", IR_RMW, IR_XOR, 0, BY_VALUE},
    {"nand_fetch", IR_RMW, IR_NAND, 0, BY_VALUE},
};

/* One operation while it is lowered. */
struct atomic {
    struct lower *lower;
    CXCursor expression;
    const struct atomic_name *name;
    struct ir_place place; /* of the atomic object */
    uint32_t loc;
};

/* The operation that the source text names, or NULL. `by_address`: it is one of GCC's generic forms. */
static const struct atomic_name *named_at(const char *text, size_t length, bool *by_address)
{
    static const char *const prefixes[] = {"__atomic_", "__c11_atomic_"};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        size_t prefix = strlen(prefixes[i]);
        if (length <= prefix || strncmp(text, prefixes[i], prefix) != 0) {
            continue;
        }
        for (size_t j = 0; j < sizeof(atomic_names) / sizeof(*atomic_names); j++) {
            size_t end = prefix + strlen(atomic_names[j].name);
            if (length > end && strncmp(text + prefix, atomic_names[j].name, end - prefix) == 0 &&
                !isalpha((unsigned char)text[end])) {
                *by_address = i == 0 && text[end] != '_' && atomic_names[j].form == BY_ADDRESS;
                return &atomic_names[j];
            }
        }
    }
    return NULL;
}

/* ---- places ------------------------------------------------------------------------- */

/* The object that an argument points to; `unknown` is its type where the pointer does not say. */
static struct ir_place object_of(struct lower *lower, uint32_t pointer, uint32_t unknown)
{
    const struct ir_unit *unit = lower->unit;
    const struct ir_type *type = &unit->types.data[unit->ops.data[pointer].type];
    return lower_place_deref(lower, pointer, type->kind == IR_TYPE_POINTER ? type->element : unknown);
}

static struct ir_place byte_of(struct lower *lower, uint32_t pointer)
{
    const struct ir_unit *unit = lower->unit;
    const struct ir_op *origin = &unit->ops.data[lower_skip_pointer_casts(lower, pointer)];
    const struct ir_type *type = &unit->types.data[origin->type];
    uint32_t flags = type->kind == IR_TYPE_POINTER ? unit->types.data[type->element].flags : 0;
    return lower_place_deref(lower, pointer, lower_type_byte(lower, flags & IR_TYPE_VOLATILE));
}

static void set_place(struct atomic *atomic, uint32_t pointer)
{
    struct lower *lower = atomic->lower;
    if (atomic->name->form == ONE_BYTE) {
        atomic->place = byte_of(lower, pointer);
    } else {
        atomic->place = object_of(lower, pointer, lower_type(lower, clang.getCursorType(atomic->expression)));
    }
    atomic->place.flags |= IR_PLACE_ATOMIC;
}

/* ---- accesses ------------------------------------------------------------------------ */

/* The access itself; `operand` is IR_NONE where it takes none. */
static uint32_t emit_access(const struct atomic *atomic, uint32_t operand, uint32_t type)
{
    struct lower *lower = atomic->lower;
    const struct atomic_name *name = atomic->name;
    uint32_t index = lower_place_add(lower, &atomic->place);
    if (operand == IR_NONE && name->kind != IR_LOAD) { /* test_and_set; clear and lock_release */
        operand = lower_emit_const(lower, name->kind == IR_RMW, lower_type_int(lower), atomic->loc);
    }
    struct ir_op access = {.kind = name->kind,
                           .operator_ = (uint8_t)name->operator_,
                           .flags = (uint16_t)(name->flags | IR_OP_ATOMIC),
                           .loc = atomic->loc,
                           .type = type,
                           .a = index,
                           .b = operand};
    uint32_t op = lower_emit(lower, access);
    return name->kind == IR_STORE ? lower_emit_const(lower, 0, lower_type_void(lower), atomic->loc) : op;
}

static uint32_t load_behind(const struct atomic *atomic, uint32_t pointer)
{
    struct ir_place place = object_of(atomic->lower, pointer, atomic->place.type);
    return lower_emit_load(atomic->lower, &place, atomic->loc);
}

/*
 * compare_exchange(object, expected, desired): where the object did not hold what was expected,
 * what it held is written to `expected`. A weak one that fails for no reason writes the same value.
 */
static uint32_t compare_exchange(const struct atomic *atomic, uint32_t expected_pointer, uint32_t desired,
                                 bool by_address)
{
    struct lower *lower = atomic->lower;
    uint32_t loc = atomic->loc;
    struct ir_place expected = object_of(lower, expected_pointer, atomic->place.type);
    uint32_t wanted = lower_emit_load(lower, &expected, loc);
    uint32_t value = by_address ? load_behind(atomic, desired) : desired;
    uint32_t old = emit_access(atomic, value, atomic->place.type);
    uint32_t type = lower_type(lower, clang.getCursorType(atomic->expression));
    uint32_t exchanged = lower_emit(
        lower, (struct ir_op){
                   .kind = IR_BINARY, .operator_ = IR_EQ, .loc = loc, .type = type, .a = old, .b = wanted});
    uint32_t failed = lower_block_new(lower);
    uint32_t done = lower_block_new(lower);
    lower_branch(lower, exchanged, done, failed, loc);
    lower_block_start(lower, failed);
    lower_emit_store(lower, &expected, old, loc, 0);
    lower_block_start(lower, done);
    return exchanged;
}

/* ---- calls ------------------------------------------------------------------------------ */

bool lower_atomic_call(struct lower *lower, CXCursor call, const char *name, const struct cursors *children,
                       uint32_t *value)
{
    struct atomic atomic = {.lower = lower, .expression = call};
    bool by_address;
    if (strcmp(name, "__atomic_test_and_set") == 0 || strcmp(name, "__atomic_clear") == 0) {
        atomic.name = named_at(name, strlen(name) + 1, &by_address);
    }
    for (size_t i = 0; i < sizeof(sync_names) / sizeof(*sync_names); i++) {
        size_t length = strlen(sync_names[i].name); /* __sync_fetch_and_add_4 is the same */
        bool same = strncmp(name, sync_names[i].name, length) == 0 && (!name[length] || name[length] == '_');
        atomic.name = same ? &sync_names[i] : atomic.name;
    }
    if (!atomic.name || children->count < 2) {
        return false;
    }
    uint32_t pointer = lower_argument(lower, children->data[1]);
    uint32_t operand = IR_NONE;
    for (uint32_t i = 2; i < children->count; i++) {
        uint32_t argument = lower_argument(lower, children->data[i]);
        operand = atomic.name->form == ONE_BYTE ? IR_NONE : argument; /* the order of memory */
    }
    atomic.loc = lower_loc(lower, call);
    set_place(&atomic, pointer);
    bool compares = strcmp(atomic.name->name, "__sync_bool_compare_and_swap") == 0;
    *value = emit_access(&atomic, operand,
                         compares ? lower_type(lower, clang.getCursorType(call)) : atomic.place.type);
    return true;
}

/* ---- expressions -------------------------------------------------------------------------- */

enum { ARGUMENTS_MAX = 6 }; /* pointer, order, first value, order of failure, second value, weak */

/* Returns the value of the whole: of type void where the result goes behind a pointer. */
static uint32_t store_behind(const struct atomic *atomic, uint32_t pointer, uint32_t value)
{
    struct ir_place place = object_of(atomic->lower, pointer, atomic->place.type);
    lower_emit_store(atomic->lower, &place, value, atomic->loc, 0);
    return lower_emit_const(atomic->lower, 0, lower_type_void(atomic->lower), atomic->loc);
}

bool lower_atomic(struct lower *lower, CXCursor expression, const struct cursors *children, uint32_t *value)
{
    size_t length;
    size_t inner_length;
    bool by_address = false;
    if (children->count < 2 || children->count > ARGUMENTS_MAX) {
        return false;
    }
    const char *text = lower_text_at(lower, expression, &length);
    struct atomic atomic = {.lower = lower, .expression = expression};
    atomic.name = named_at(text, length, &by_address);
    /* What only begins with an atomic operation, as `__atomic_load_n(...) ?: 1` does, is none. */
    if (!atomic.name || lower_text_at(lower, children->data[0], &inner_length) == text) {
        return false;
    }
    uint32_t arguments[ARGUMENTS_MAX];
    for (uint32_t i = 0; i < children->count; i++) {
        arguments[i] = lower_argument(lower, children->data[i]);
    }
    atomic.loc = lower_loc(lower, expression);
    set_place(&atomic, arguments[0]);
    bool is_load = atomic.name->kind == IR_LOAD;
    bool is_exchange = atomic.name->operator_ == IR_EXCHANGE;
    if (atomic.name->operator_ == IR_COMPARE_EXCHANGE && children->count >= 5) {
        *value = compare_exchange(&atomic, arguments[2], arguments[4], by_address);
        return true;
    }
    uint32_t operand = IR_NONE;
    if (atomic.name->flags & IR_OP_INIT) { /* the one that has no order */
        operand = arguments[1];
    } else if (children->count > 2 && !is_load) {
        operand = arguments[2];
    }
    if (by_address && operand != IR_NONE) {
        operand = load_behind(&atomic, operand);
    }
    *value = emit_access(&atomic, operand, atomic.place.type);
    if (by_address && (is_load || is_exchange) && children->count > (is_load ? 2 : 3)) {
        *value = store_behind(&atomic, arguments[children->count - 1], *value);
    }
    return true;
}
