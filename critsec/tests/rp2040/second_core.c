/* The second core of an emulated RP2040: emulator.mjs gives it a vector table and lets it go. */
#include "contract.h"

#include "board.h"

enum { SYS_START_SECOND = 0x100, STACK_WORDS = 1024, VECTORS = 18 };

static uint32_t stack[STACK_WORDS] __attribute__((aligned(8)));
static void (*vectors[VECTORS])(void) __attribute__((aligned(256)));

static void entry(void)
{
    target_init();
    multicore_second();
    for (;;) {
    }
}

/* RP2040 data sheet, 2.3.1.7: CPUID. */
uint32_t target_core(void)
{
    return *(const volatile uint32_t *)0xD0000000U;
}

void target_start_second(void)
{
    for (int i = 0; i < VECTORS; i++) {
        vectors[i] = board_vectors[i];
    }
    vectors[0] = (void (*)(void))(uintptr_t)(stack + STACK_WORDS);
    vectors[1] = entry;
    register uint32_t r0 __asm__("r0") = SYS_START_SECOND;
    register const void *r1 __asm__("r1") = vectors;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}
