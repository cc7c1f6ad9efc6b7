/* Stand-in for zephyr/sys/atomic.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_SYS_ATOMIC_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_SYS_ATOMIC_H

#include <stdbool.h>
#include <zephyr/sys/util.h>

typedef long atomic_t;
typedef long atomic_val_t;

#define ATOMIC_INIT(value) (value)
#define ATOMIC_BITS (sizeof(atomic_val_t) * 8)
#define ATOMIC_BITMAP_SIZE(bits) (1 + ((bits) - 1) / ATOMIC_BITS)
#define ATOMIC_DEFINE(name, bits) atomic_t name[ATOMIC_BITMAP_SIZE(bits)]
#define CRIT_SHIM_ATOMIC(name, builtin)                                                                      \
    static inline __attribute__((unused)) atomic_val_t name(atomic_t *target, atomic_val_t value)            \
    {                                                                                                        \
        return builtin(target, value, __ATOMIC_SEQ_CST);                                                     \
    }

CRIT_SHIM_ATOMIC(atomic_add, __atomic_fetch_add)
CRIT_SHIM_ATOMIC(atomic_sub, __atomic_fetch_sub)
CRIT_SHIM_ATOMIC(atomic_or, __atomic_fetch_or)
CRIT_SHIM_ATOMIC(atomic_and, __atomic_fetch_and)
CRIT_SHIM_ATOMIC(atomic_xor, __atomic_fetch_xor)
CRIT_SHIM_ATOMIC(atomic_nand, __atomic_fetch_nand)
CRIT_SHIM_ATOMIC(atomic_set, __atomic_exchange_n)

static inline __attribute__((unused)) atomic_val_t atomic_get(const atomic_t *target)
{
    return __atomic_load_n(target, __ATOMIC_SEQ_CST);
}

static inline __attribute__((unused)) atomic_val_t atomic_inc(atomic_t *target)
{
    return atomic_add(target, 1);
}

static inline __attribute__((unused)) atomic_val_t atomic_dec(atomic_t *target)
{
    return atomic_sub(target, 1);
}

static inline __attribute__((unused)) atomic_val_t atomic_clear(atomic_t *target)
{
    return atomic_set(target, 0);
}

static inline __attribute__((unused)) bool atomic_cas(atomic_t *target, atomic_val_t old, atomic_val_t value)
{
    return __atomic_compare_exchange_n(target, &old, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

#define CRIT_SHIM_ATOMIC_WORD(target, n) ((target) + (unsigned)(n) / ATOMIC_BITS)
#define CRIT_SHIM_ATOMIC_MASK(n) ((atomic_val_t)(1UL << ((unsigned)(n) % ATOMIC_BITS)))

static inline __attribute__((unused)) bool atomic_test_bit(const atomic_t *target, int n)
{
    return (atomic_get(CRIT_SHIM_ATOMIC_WORD(target, n)) & CRIT_SHIM_ATOMIC_MASK(n)) != 0;
}

static inline __attribute__((unused)) void atomic_set_bit(atomic_t *target, int n)
{
    (void)atomic_or(CRIT_SHIM_ATOMIC_WORD(target, n), CRIT_SHIM_ATOMIC_MASK(n));
}

static inline __attribute__((unused)) void atomic_clear_bit(atomic_t *target, int n)
{
    (void)atomic_and(CRIT_SHIM_ATOMIC_WORD(target, n), ~CRIT_SHIM_ATOMIC_MASK(n));
}

static inline __attribute__((unused)) bool atomic_test_and_set_bit(atomic_t *target, int n)
{
    return (atomic_or(CRIT_SHIM_ATOMIC_WORD(target, n), CRIT_SHIM_ATOMIC_MASK(n)) &
            CRIT_SHIM_ATOMIC_MASK(n)) != 0;
}

static inline __attribute__((unused)) bool atomic_test_and_clear_bit(atomic_t *target, int n)
{
    atomic_val_t old = atomic_and(CRIT_SHIM_ATOMIC_WORD(target, n), ~CRIT_SHIM_ATOMIC_MASK(n));
    return (old & CRIT_SHIM_ATOMIC_MASK(n)) != 0;
}

#endif
