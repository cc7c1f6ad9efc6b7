// args: --cpu cortex-m4 --tier C
/* Armv7-M: up to a word. */
#include "cmsis.h"

#include <stdatomic.h>

static _Atomic uint64_t stamp;
static _Atomic uint32_t total;

static void bad_store(void)
{
    atomic_store(&stamp, 1); // expect: CRIT212 "store of 8 bytes"
}

static void bad_add(void)
{
    atomic_fetch_add(&stamp, 1); // expect: CRIT212 "read-modify-write of 8 bytes"
}

static void good_word(void)
{
    atomic_fetch_add(&total, 1);
}

static void good_plain(uint64_t *wide)
{
    (*wide)++;
}

int main(void)
{
    uint64_t wide = 0;

    atomic_init(&stamp, 0);
    for (;;) {
        bad_store();
        bad_add();
        good_word();
        good_plain(&wide);
    }
}

PROGRAM();
