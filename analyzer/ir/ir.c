#include "ir/ir.h"

bool ir_op_has_value(const struct ir_op *op)
{
    return op->kind != IR_STORE;
}

const char *ir_operator_name(enum ir_operator operator_)
{
    static const char *const names[IR_OPERATORS] = {
        "",   "+", "-",  "*", "/",  "%", "<<", ">>", "&",    "|",    "^",       "==",
        "!=", "<", "<=", ">", ">=", "-", "~",  "!",  "nand", "xchg", "cmpxchg",
    };
    return names[operator_];
}

const char *ir_op_kind_name(enum ir_op_kind kind)
{
    static const char *const names[IR_OP_KINDS] = {
        "const", "addr", "load", "store", "rmw", "binary", "unary", "cast", "call", "asm", "unknown",
    };
    return names[kind];
}

enum ir_operator ir_operator_inverse(enum ir_operator operator_)
{
    switch (operator_) {
    case IR_EQ: return IR_NE;
    case IR_NE: return IR_EQ;
    case IR_LT: return IR_GE;
    case IR_GE: return IR_LT;
    case IR_GT: return IR_LE;
    case IR_LE: return IR_GT;
    default: return IR_NO_OPERATOR;
    }
}
