/*
 * Zephyr on QEMU's RISC-V virt board, machine mode. The supervisor's software interrupt, which a hart raises
 * for itself, is the suite's handler. Its timer is the hart's: the suite takes that line from the kernel,
 * whose clock stands still from then on.
 */
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#include "contract.h"
#include "critsec/critsec.h"

#include "../../riscv/board.h"
#include "board.h"

/* The Privileged Architecture manual, 3.1.6 and table 3.6. */
#define MIE 8U
enum { SOFTWARE_LINE = 1, TIMER_LINE = 7 };
enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, STOPPED_BY_APPLICATION = 0x20026 };

/* Uncompressed, and the three in one page, so that the emulator knows them together. */
__attribute__((noinline, aligned(16))) static void semihosting(uintptr_t operation, const void *argument)
{
    register uintptr_t a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".option push\n\t.option norvc\n\tslli zero, zero, 0x1f\n\tebreak\n\t"
                     "srai zero, zero, 7\n\t.option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
}

void target_say(const char *text)
{
    semihosting(SYS_WRITE0, text);
}

void board_exit(uint32_t status)
{
    const uintptr_t block[2] = {STOPPED_BY_APPLICATION, status};
    semihosting(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

static uint32_t hart(void)
{
    uintptr_t number;
    __asm__ volatile("csrr %0, mhartid" : "=r"(number));
    return (uint32_t)number;
}

/* The high word first to its end, so that no time between the two writes is in the past. */
static void due(bool on)
{
    MTIMECMP_HIGH(hart()) = UINT32_MAX;
    if (on) {
        const uint32_t low = MTIME_LOW;
        MTIMECMP_LOW(hart()) = low + TICK;
        MTIMECMP_HIGH(hart()) = MTIME_HIGH + (low + TICK < low ? 1U : 0U);
    }
}

static volatile bool ticking[2];

static void on_timer(const void *unused)
{
    (void)unused;
    due(ticking[hart()]);
    contract_tick();
}

static void on_software(const void *unused)
{
    (void)unused;
    __asm__ volatile("csrc mip, %0" : : "r"(SUPERVISOR_SOFTWARE) : "memory");
    contract_handler();
}

/* Of each hart. */
void board_init(void)
{
    IRQ_CONNECT(SOFTWARE_LINE, 0, on_software, NULL, 0);
    due(false);
    irq_connect_dynamic(TIMER_LINE, 0, on_timer, NULL, 0);
    irq_enable(SOFTWARE_LINE);
    irq_enable(TIMER_LINE);
}

uint32_t target_mask(void)
{
    uintptr_t status;
    __asm__ volatile("csrr %0, mstatus" : "=r"(status) : : "memory");
    return (uint32_t)status & MIE;
}

void target_pend(void)
{
    __asm__ volatile("csrs mip, %0" : : "r"(SUPERVISOR_SOFTWARE) : "memory");
    target_mask();
}

void target_mask_by_hand(void)
{
    __asm__ volatile("csrci mstatus, 8" : : : "memory");
}

void target_unmask_by_hand(void)
{
    __asm__ volatile("csrsi mstatus, 8" : : : "memory");
}

void target_timer(bool on)
{
    ticking[hart()] = on;
    due(on);
}

uint32_t target_core(void)
{
    return hart();
}

void board_cases(void)
{
}
