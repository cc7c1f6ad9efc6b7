// args: --cpu cortex-m0 --tier C
/* Armv6-M: no LDREX, no STREX. */
#include "cmsis.h"

#include <stdatomic.h>

static uint32_t count;
static _Atomic uint32_t total;
static atomic_flag taken = ATOMIC_FLAG_INIT;
static _Atomic uint64_t stamp;

static void bad_builtin(void)
{
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED); // expect: CRIT212 "read-modify-write of 4 bytes"
}

static void bad_c11(void)
{
    atomic_fetch_add(&total, 1); // expect: CRIT212
}

static void bad_operator(void)
{
    total++; // expect: CRIT212
}

static uint32_t bad_compare(uint32_t wanted)
{
    return atomic_compare_exchange_strong(&total, &wanted, 7); // expect: CRIT212
}

static void bad_flag(void)
{
    while (atomic_flag_test_and_set(&taken)) { // expect: CRIT212 "of 1 byte:"
    }
    atomic_flag_clear(&taken);
}

static uint32_t bad_wide(void)
{
    return (uint32_t)atomic_load(&stamp); // expect: CRIT212 "load of 8 bytes"
}

int main(void)
{
    for (;;) {
        bad_builtin();
        bad_c11();
        bad_operator();
        use(bad_compare(3));
        bad_flag();
        use(bad_wide());
    }
}

PROGRAM();
