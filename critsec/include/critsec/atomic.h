/*
 * critsec: atomic words and flags, for cores with and without atomic instructions.
 *
 *     static critsec_atomic_t dropped = CRITSEC_ATOMIC_INIT(0);
 *     critsec_atomic_add(&dropped, 1);                    // in any handler that sections hold back
 *
 * Where the compiler makes an operation out of instructions, it is that, and holds against every handler and
 * every core. Elsewhere it is a section, and holds against what the port's sections hold against. Loads and
 * stores of what the core moves at once are never a section. CRITSEC_ATOMIC_SECTIONS, for the whole program,
 * makes sections of all the others: for cores whose exclusive accesses no monitor sees, and for tests.
 *
 * Words are sequentially consistent. A flag publishes: who sees it raised sees what was written before.
 */
#ifndef CRITSEC_ATOMIC_H
#define CRITSEC_ATOMIC_H

#include "critsec/critsec.h"

/* Reached by the functions below only. */
typedef struct {
    volatile uint32_t only_by_functions;
} critsec_atomic_t;

typedef struct {
    volatile uint8_t only_by_functions;
} critsec_flag_t;

#define CRITSEC_ATOMIC_INIT(value) {value}
#define CRITSEC_FLAG_INIT {0}

/* What the compiler makes of read-modify-write: 2 is instructions, less is a call that no one answers. */
#if defined(CRITSEC_ATOMIC_SECTIONS)
#define CRITSEC_WORD_IS_NATIVE 0
#define CRITSEC_BYTE_IS_NATIVE 0
#elif __SIZEOF_INT__ == 4
#define CRITSEC_WORD_IS_NATIVE (__GCC_ATOMIC_INT_LOCK_FREE == 2)
#define CRITSEC_BYTE_IS_NATIVE (__GCC_ATOMIC_CHAR_LOCK_FREE == 2)
#else
#define CRITSEC_WORD_IS_NATIVE (__GCC_ATOMIC_LONG_LOCK_FREE == 2)
#define CRITSEC_BYTE_IS_NATIVE (__GCC_ATOMIC_CHAR_LOCK_FREE == 2)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* For the processor and the compiler; on a core that orders its own accesses it is for the compiler alone. */
static inline void critsec_fence(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline uint32_t critsec_atomic_load(const critsec_atomic_t *atomic)
{
#if CRITSEC_WORD_IS_NATIVE
    return __atomic_load_n(&atomic->only_by_functions, __ATOMIC_SEQ_CST);
#elif __SIZEOF_POINTER__ >= 4
    const uint32_t value = atomic->only_by_functions;
    critsec_fence();
    return value;
#else
    CRITSEC_SCOPE(held);
    return atomic->only_by_functions;
#endif
}

static inline void critsec_atomic_store(critsec_atomic_t *atomic, uint32_t value)
{
#if CRITSEC_WORD_IS_NATIVE
    __atomic_store_n(&atomic->only_by_functions, value, __ATOMIC_SEQ_CST);
#else
    CRITSEC_SCOPE(held); /* a plain store would fall between the load and the store of an add */
    atomic->only_by_functions = value;
#endif
}

/* Returns the value before. */
static inline uint32_t critsec_atomic_exchange(critsec_atomic_t *atomic, uint32_t value)
{
#if CRITSEC_WORD_IS_NATIVE
    return __atomic_exchange_n(&atomic->only_by_functions, value, __ATOMIC_SEQ_CST);
#else
    CRITSEC_SCOPE(held);
    const uint32_t before = atomic->only_by_functions;
    atomic->only_by_functions = value;
    return before;
#endif
}

/* Wraps around, and returns the value before. */
static inline uint32_t critsec_atomic_add(critsec_atomic_t *atomic, uint32_t value)
{
#if CRITSEC_WORD_IS_NATIVE
    return __atomic_fetch_add(&atomic->only_by_functions, value, __ATOMIC_SEQ_CST);
#else
    CRITSEC_SCOPE(held);
    const uint32_t before = atomic->only_by_functions;
    atomic->only_by_functions = before + value;
    return before;
#endif
}

/* Stores value where *expected is what the word holds; otherwise *expected becomes what it holds: false. */
static inline bool critsec_atomic_compare_exchange(critsec_atomic_t *atomic, uint32_t *expected,
                                                   uint32_t value)
{
#if CRITSEC_WORD_IS_NATIVE
    return __atomic_compare_exchange_n(&atomic->only_by_functions, expected, value, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
#else
    CRITSEC_SCOPE(held);
    const uint32_t now = atomic->only_by_functions;
    if (now != *expected) {
        *expected = now;
        return false;
    }
    atomic->only_by_functions = value;
    return true;
#endif
}

/* Never a section: every core stores a byte at once. */
static inline void critsec_flag_raise(critsec_flag_t *flag)
{
#if CRITSEC_BYTE_IS_NATIVE
    __atomic_store_n(&flag->only_by_functions, 1, __ATOMIC_RELEASE);
#else
    critsec_fence();
    flag->only_by_functions = 1;
#endif
}

static inline bool critsec_flag_is_raised(const critsec_flag_t *flag)
{
#if CRITSEC_BYTE_IS_NATIVE
    return __atomic_load_n(&flag->only_by_functions, __ATOMIC_ACQUIRE) != 0U;
#else
    const uint8_t raised = flag->only_by_functions;
    critsec_fence();
    return raised != 0U;
#endif
}

/* Lowers it, and tells whether it was raised: of several takers one sees true. */
static inline bool critsec_flag_take(critsec_flag_t *flag)
{
#if CRITSEC_BYTE_IS_NATIVE
    return __atomic_exchange_n(&flag->only_by_functions, 0, __ATOMIC_ACQ_REL) != 0U;
#else
    CRITSEC_SCOPE(held);
    if (flag->only_by_functions == 0U) {
        return false; /* no store: another core may raise it now, without a section */
    }
    flag->only_by_functions = 0;
    critsec_fence();
    return true;
#endif
}

#ifdef __cplusplus
}
#endif

#endif
