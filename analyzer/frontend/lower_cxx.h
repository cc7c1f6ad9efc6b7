/*
 * What only C++ has. The C lowering asks here first where `lower->cxx` is set; the rest of an
 * expression or statement is lowered as in C.
 *
 *   lower_cxx         values: this, casts, new and delete
 *   lower_cxx_place   references, members, conversions between classes
 *   lower_cxx_call    calls of methods and operators, arguments, virtual calls
 *   lower_cxx_class   bases, members, which constructor and destructor an object has
 *   lower_cxx_object  objects: how one is made, and what must run where it ends
 *   lower_cxx_lambda  closures and what they capture
 *   lower_cxx_stmt    statements that declare in their heads, range-for, try
 *   lower_cxx_unit    names, namespaces, methods, objects with static storage
 *
 * A reference is a pointer that every use follows. `this` is the first parameter. A constructor
 * or destructor that nobody wrote has no function: what it does is done where it would be called.
 * Templates are lowered as they are instantiated; a pattern alone is no code.
 */
#ifndef FRONTEND_LOWER_CXX_H
#define FRONTEND_LOWER_CXX_H

#include "frontend/lower.h"

/* A method of the unit that overrides another. */
struct lower_override {
    CXCursor overridden, method; /* canonical */
};

/* What a lambda captures: the n-th is the n-th field of its closure. */
struct lower_capture {
    CXCursor variable; /* the null cursor: `this` */
    CXCursor field;
};

struct lower_closure {
    CXCursor record;
    struct lower_capture *captures;
    uint32_t count;
};

/* An object with static storage that code initialises. */
struct lower_dynamic {
    uint32_t sym;
    CXCursor definition;
};

struct lower_cxx {
    VEC(CXCursor) ends; /* destructors of class templates' instances */
    VEC(struct lower_override) overrides;
    VEC(struct lower_closure) closures;
    VEC(struct lower_dynamic) dynamics;
};

/* lower_cxx_unit.c */
void lower_cxx_free(struct lower_cxx *cxx);
bool lower_is_function(int kind);
/* A declaration that holds others: namespace, class. */
bool lower_is_container(int kind);
void lower_cxx_name(struct lower *lower, struct ir_sym *sym, CXCursor declaration);
void lower_cxx_collect(struct lower *lower, CXCursor declaration);
/* Its initialiser runs before main, or at the first use. */
void lower_cxx_dynamic(struct lower *lower, uint32_t sym, CXCursor definition);
/* The function that initialises the objects of this unit. */
void lower_cxx_start_code(struct lower *lower);

/* lower_cxx_place.c: each is true where it has the answer */
bool lower_cxx_is_place(struct lower *lower, CXCursor expression, bool *is_place);
bool lower_cxx_place(struct lower *lower, CXCursor expression, struct ir_place *place);
/* What a reference binds to, as a pointer; a value gets a temporary. */
uint32_t lower_cxx_bind(struct lower *lower, CXCursor expression);

/* lower_cxx.c: each is true where it has the answer */
bool lower_cxx_value(struct lower *lower, CXCursor expression, uint32_t type, uint32_t *value);
bool lower_cxx_effects(struct lower *lower, CXCursor expression);
/* The value of `this`. */
uint32_t lower_cxx_this(struct lower *lower, uint32_t loc);
CXType lower_cxx_this_class(struct lower *lower);
/* Conversions and brackets that change neither the object nor its class. */
CXCursor lower_cxx_strip(struct lower *lower, CXCursor expression);
bool lower_is_record(CXType type);
bool lower_is_expression(CXCursor cursor);
bool lower_cxx_is_cast(int kind);
bool lower_cxx_is_variable(CXCursor declaration);
/* The operand of a cast or conversion: the last child that is an expression; or the null cursor. */
CXCursor lower_cxx_operand(struct lower *lower, CXCursor expression);
/* But for qualifiers. */
bool lower_cxx_same_type(CXType a, CXType b);

/* lower_cxx_call.c */
uint32_t lower_cxx_call(struct lower *lower, CXCursor call);
/* A call that clang refused for one of its arguments: it is made all the same. */
bool lower_cxx_recovered(struct lower *lower, CXCursor expression, const struct cursors *children,
                         uint32_t *value);
/* The type that a call's function is declared to return. */
CXType lower_cxx_result(struct lower *lower, CXCursor call);
/* The arguments of `call` for the function `callee`, behind `first`. Returns the operands. */
struct lower_operands {
    uint32_t *data;
    uint32_t count;
};
struct lower_operands lower_cxx_arguments(struct lower *lower, CXCursor call, CXCursor callee, int skip,
                                          uint32_t first);

/* lower_cxx_class.c */
struct lower_base {
    CXType type;
    uint32_t offset;
};
uint32_t lower_cxx_bases(struct lower *lower, CXCursor record, struct lower_base **bases);
/* Extends the place of an object by the steps to its base. False if `to` is no base of `from`. */
bool lower_cxx_to_base(struct lower *lower, struct ir_place *place, CXType from, CXType to);
/* Fields in order, in the unit's arena. */
struct cursors lower_cxx_fields(struct lower *lower, CXType record);
/* The constructor without arguments, or the destructor, that somebody wrote; or the null cursor. */
CXCursor lower_cxx_written(struct lower *lower, CXCursor record, int kind);
bool lower_cxx_is_written(CXCursor function);
bool lower_cxx_has_destructor(struct lower *lower, CXType type);
/* What ends with the object: its own destructor, or those of its parts. */
void lower_cxx_cleanup(struct lower *lower, const struct ir_place *place, CXType type, uint32_t loc);
void lower_cxx_cleanup_parts(struct lower *lower, const struct ir_place *place, CXType type, uint32_t loc);
struct ir_place lower_cxx_field_place(struct lower *lower, const struct ir_place *place, CXType record,
                                      CXCursor field);

/* lower_cxx_object.c */
/* Makes the object that `expression` describes at `place`. False: an ordinary value is stored there. */
bool lower_cxx_construct(struct lower *lower, const struct ir_place *place, CXCursor expression);
/* What a constructor that nobody wrote does. */
void lower_cxx_default(struct lower *lower, const struct ir_place *place, CXType type, uint32_t loc);
/* The first part of a constructor's body: bases and members; of a destructor's: what ends with it. */
void lower_cxx_prologue(struct lower *lower, CXCursor function);
/* An object for a value that something looks into; it ends with the full expression. */
struct ir_place lower_cxx_temporary(struct lower *lower, CXCursor expression);
/* A local's initialiser, and the cleanup of its destructor. */
void lower_cxx_local(struct lower *lower, CXCursor declaration, uint32_t sym);
bool lower_cxx_result_in_place(struct lower *lower, CXCursor result, uint32_t *value);

/* lower_cxx_lambda.c */
void lower_cxx_closure(struct lower *lower, const struct ir_place *place, CXCursor lambda);
/* The place of a captured variable (or of `this`: the null cursor) in the closure that runs. */
bool lower_cxx_captured(struct lower *lower, CXCursor variable, struct ir_place *place, uint32_t loc);
CXCursor lower_cxx_call_operator(struct lower *lower, CXCursor record);
bool lower_cxx_is_closure(CXCursor record);

/* lower_cxx_stmt.c */
bool lower_cxx_stmt(struct lower *lower, CXCursor statement);

#endif
