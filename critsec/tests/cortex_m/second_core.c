/*
 * The second Cortex-M33 of the AN521 image: it stands still until the first core gives it a vector table and
 * lets it go. It has its own SysTick, NVIC and stack, and runs the same handlers.
 */
#include "contract.h"

#include "board.h"

/* SSE-200 Technical Reference Manual: system control block and core identity, secure addresses. */
#define INITSVTOR1 (*(volatile uint32_t *)0x50021114U)
#define CPUWAIT (*(volatile uint32_t *)0x50021118U)
#define CPU_IDENTITY (*(volatile uint32_t *)0x5001F000U)

enum { STACK_WORDS = 1024, VECTORS = 18 };

static uint32_t stack[STACK_WORDS] __attribute__((aligned(8)));

static void entry(void)
{
    target_init();
    multicore_second();
    for (;;) {
    }
}

/* Armv8-M Architecture Reference Manual, VTOR: the table is aligned to its size, 128 bytes at least. */
static void (*vectors[VECTORS])(void) __attribute__((aligned(128)));

uint32_t target_core(void)
{
    return CPU_IDENTITY;
}

void target_start_second(void)
{
    for (int i = 0; i < VECTORS; i++) {
        vectors[i] = board_vectors[i];
    }
    vectors[0] = (void (*)(void))(uintptr_t)(stack + STACK_WORDS);
    vectors[1] = entry;
    INITSVTOR1 = (uint32_t)(uintptr_t)vectors;
    __asm__ volatile("dsb" : : : "memory");
    CPUWAIT = 0;
}
