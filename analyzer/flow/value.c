#include "flow/value.h"

bool value_same(const struct value *a, const struct value *b)
{
    return a->kind == b->kind && a->gate == b->gate && a->state == b->state && a->flags == b->flags &&
           a->id == b->id && a->section == b->section && a->low == b->low && a->high == b->high;
}

static bool excludes_zero(const struct value *value)
{
    return value->kind == VALUE_NONZERO ||
           (value->kind == VALUE_INT && (value->low > 0 || value->high < 0)) || value->kind == VALUE_GLOBAL ||
           value->kind == VALUE_LOCAL;
}

struct value value_join(const struct value *a, const struct value *b, bool widen)
{
    if (value_same(a, b)) {
        return *a;
    }
    if ((a->kind == VALUE_PROOF && b->kind == VALUE_UNSET) ||
        (a->kind == VALUE_UNSET && b->kind == VALUE_PROOF)) {
        return a->kind == VALUE_PROOF ? *a : *b; /* what is used later is the proof */
    }
    if (a->kind == VALUE_TOKEN && b->kind == VALUE_TOKEN && a->gate == b->gate && a->flags == b->flags) {
        struct value joined = *a; /* the same variable saved at two places */
        joined.state |= b->state;
        return joined;
    }
    if (a->kind == b->kind && (a->kind == VALUE_GLOBAL || a->kind == VALUE_LOCAL) && a->id == b->id &&
        a->low == b->low) {
        struct value joined = *a;
        joined.section = FLOW_NONE;
        return joined;
    }
    if (a->kind == VALUE_INT && b->kind == VALUE_INT && !widen) {
        struct value joined = *a;
        joined.low = b->low < a->low ? b->low : a->low;
        joined.high = b->high > a->high ? b->high : a->high;
        return joined;
    }
    if (excludes_zero(a) && excludes_zero(b)) {
        return (struct value){.kind = VALUE_NONZERO, .section = FLOW_NONE};
    }
    return value_any();
}

enum truth value_truth(const struct value *value)
{
    if (excludes_zero(value)) {
        return TRUTH_TRUE;
    }
    if (value->kind == VALUE_INT && value->low == 0 && value->high == 0) {
        return TRUTH_FALSE;
    }
    return TRUTH_UNKNOWN;
}

struct value value_in_isr(void)
{
    return (struct value){.kind = VALUE_PARAM, .id = PARAM_IN_ISR, .section = FLOW_NONE};
}

struct value value_not(const struct value *value)
{
    struct value result = *value;
    enum truth truth = value_truth(value);
    if (truth != TRUTH_UNKNOWN) {
        return value_int(truth == TRUTH_FALSE);
    }
    if (value->kind == VALUE_PARAM && !(value->flags & PARAM_RAW)) {
        result.flags ^= PARAM_NOT;
        return result;
    }
    if (value->kind == VALUE_TOKEN && !(value->flags & TOKEN_RAW)) {
        result.flags = (uint8_t)((result.flags ^ TOKEN_OPEN_NONZERO) | TOKEN_BOOLEAN);
        return result;
    }
    return value_any();
}
