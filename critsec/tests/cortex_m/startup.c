/* Start-up for emulated boards: vectors, zeroed .bss, text and exit status by semihosting. No C library. */
#include "contract.h"

#include "board.h"

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, STOPPED_BY_APPLICATION = 0x20026 };

extern uint32_t bss_start, bss_end, stack_top;

void reset_handler(void);

static void semihosting(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void target_say(const char *text)
{
    semihosting(SYS_WRITE0, text);
}

static _Noreturn void exit_with(uint32_t status)
{
    const uint32_t block[2] = {STOPPED_BY_APPLICATION, status};
    semihosting(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

static void fault_handler(void)
{
    target_say("FAULT\n");
    exit_with(3);
}

/* A target whose port needs supervisor calls has its own. */
__attribute__((weak)) void board_svc_handler(void)
{
    fault_handler();
}

/* And so has a kernel, for its switch of tasks. */
__attribute__((weak)) void board_pendsv_handler(void)
{
    fault_handler();
}

void reset_handler(void)
{
    for (volatile uint32_t *word = &bss_start; word < &bss_end; word++) {
        *word = 0;
    }
    exit_with(contract_run() ? 1U : 0U);
}

/* Armv7-M Architecture Reference Manual, B1.5.2: stack, reset, NMI, faults, ..., 15 = SysTick, 16 = IRQ 0. */
__attribute__((section(".vectors"), used)) void (*const board_vectors[18])(void) = {
    [0] = (void (*)(void))(uintptr_t)&stack_top,
    [1] = reset_handler,
    [2] = fault_handler,
    [3] = fault_handler,
    [4] = fault_handler,
    [5] = fault_handler,
    [6] = fault_handler,
    [11] = board_svc_handler,
    [14] = board_pendsv_handler,
    [15] = board_systick_handler,
    [16] = board_irq0_handler,
    [17] = board_irq1_handler,
};
