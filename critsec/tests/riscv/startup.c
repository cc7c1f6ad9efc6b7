/*
 * Start-up for QEMU's virt board: a stack for each hart, zeroed .bss, machine traps, text and exit status by
 * semihosting. No C library.
 */
#include "contract.h"

#include "board.h"

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, STOPPED_BY_APPLICATION = 0x20026 };

/* The Privileged Architecture manual, 3.1.15: mcause. */
#define INTERRUPT ((uintptr_t)1 << (__riscv_xlen - 1))

extern uint32_t bss_start, bss_end;

void start(void);
/* Named by assembler only. */
void start_first(void) __attribute__((used));
void start_second(void) __attribute__((used));

/* The RISC-V semihosting convention: this sequence, uncompressed and in one page. */
__attribute__((noinline, aligned(16))) static void semihosting(uintptr_t operation, const void *argument)
{
    register uintptr_t a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".option push\n\t"
                     ".option norvc\n\t"
                     "slli x0, x0, 0x1f\n\t"
                     "ebreak\n\t"
                     "srai x0, x0, 7\n\t"
                     ".option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
}

void target_say(const char *text)
{
    semihosting(SYS_WRITE0, text);
}

_Noreturn void board_exit(uint32_t status)
{
    const uintptr_t block[2] = {STOPPED_BY_APPLICATION, status};
    semihosting(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

uint32_t board_hart(void)
{
    uintptr_t hart;
    __asm__ volatile("csrr %0, mhartid" : "=r"(hart));
    return (uint32_t)hart;
}

/* Written in an order in which the compare register is never earlier than both values. */
static void alarm_in(uint32_t hart, uint32_t ticks)
{
    const uint64_t then = ((uint64_t)MTIME_HIGH << 32 | MTIME_LOW) + ticks;
    MTIMECMP_HIGH(hart) = 0xFFFFFFFFU;
    MTIMECMP_LOW(hart) = (uint32_t)then;
    MTIMECMP_HIGH(hart) = (uint32_t)(then >> 32);
}

void board_timer(uint32_t hart, bool on)
{
    if (on) {
        alarm_in(hart, TICK);
    } else {
        MTIMECMP_HIGH(hart) = 0xFFFFFFFFU;
    }
}

/* Reads back, so that the interrupt is there when the next register of the hart is read. */
void board_pend(uint32_t hart)
{
    MSIP(hart) = 1;
    (void)MSIP(hart);
}

__attribute__((interrupt("machine"), aligned(4))) static void machine_trap(void)
{
    const uint32_t hart = board_hart();
    uintptr_t cause;
    __asm__ volatile("csrr %0, mcause" : "=r"(cause));
    if (cause == (INTERRUPT | 3U)) {
        MSIP(hart) = 0;
        (void)MSIP(hart);
        board_software_interrupt(hart);
    } else if (cause == (INTERRUPT | 7U)) {
        alarm_in(hart, TICK);
        board_timer_interrupt(hart);
    } else {
        target_say("FAULT\n");
        board_exit(3);
    }
}

static void open_machine_interrupts(void)
{
    __asm__ volatile("csrw mtvec, %0" : : "r"(&machine_trap));
    board_timer(board_hart(), false);
    __asm__ volatile("csrw mie, %0" : : "r"(MACHINE_SOFTWARE | MACHINE_TIMER));
    __asm__ volatile("csrsi mstatus, 8" : : : "memory");
}

/* In assembler: nothing but this gives a hart its stack. */
__attribute__((naked, section(".start"))) void start(void)
{
    __asm__ volatile("csrr t0, mhartid\n\t"
                     "la sp, stack_top\n\t"
                     "slli t1, t0, 13\n\t"
                     "sub sp, sp, t1\n\t"
                     "bnez t0, 1f\n\t"
                     "j start_first\n"
                     "1:\tj start_second");
}

void start_first(void)
{
    for (volatile uint32_t *word = &bss_start; word < &bss_end; word++) {
        *word = 0;
    }
    open_machine_interrupts();
    board_exit(contract_run() ? 1U : 0U);
}

void start_second(void)
{
    open_machine_interrupts();
    board_second();
    for (;;) {
    }
}
