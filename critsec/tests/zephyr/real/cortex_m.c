/* Zephyr on a Cortex-M: two lines of the NVIC are the suite's handler and one that no section holds back. */
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

/* Armv7-M Architecture Reference Manual, B3.4: set-pending registers of the NVIC. */
#define NVIC_ISPR(line) (*(volatile uint32_t *)(0xE000E200U + 4U * ((line) / 32U)))

/* Lines without a driver on QEMU's lm3s6965evb. */
enum { LINE = 30, URGENT_LINE = 31, PRIORITY = 3 };
enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, STOPPED_BY_APPLICATION = 0x20026 };

static volatile unsigned urgent_entries;

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

void board_exit(uint32_t status)
{
    const uint32_t block[2] = {STOPPED_BY_APPLICATION, status};
    semihosting(SYS_EXIT_EXTENDED, block);
}

static void on_line(const void *unused)
{
    (void)unused;
    contract_handler();
}

static void on_urgent_line(const void *unused)
{
    (void)unused;
    urgent_entries = urgent_entries + 1U;
}

void board_init(void)
{
    IRQ_CONNECT(LINE, PRIORITY, on_line, NULL, 0);
    IRQ_CONNECT(URGENT_LINE, 0, on_urgent_line, NULL, IRQ_ZERO_LATENCY);
    irq_enable(LINE);
    irq_enable(URGENT_LINE);
}

static void barrier(void)
{
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

static void pend(uint32_t line)
{
    NVIC_ISPR(line) = 1U << line % 32U;
    barrier();
}

void target_pend(void)
{
    pend(LINE);
}

uint32_t target_mask(void)
{
    uint32_t primask;
    uint32_t basepri;
    barrier();
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    __asm__ volatile("mrs %0, basepri" : "=r"(basepri) : : "memory");
    return (basepri << 8) | primask;
}

void target_mask_by_hand(void)
{
    __asm__ volatile("cpsid i" : : : "memory");
}

void target_unmask_by_hand(void)
{
    __asm__ volatile("cpsie i" : : : "memory");
}

static void set_basepri(uint32_t priority)
{
    __asm__ volatile("msr basepri, %0" : : "r"(priority) : "memory");
    barrier();
}

/* The most urgent priority that is no 0, which would open: a caller's mask that is stronger than irq_lock's.
 */
static void stronger_mask(void)
{
    set_basepri(1U << (8U - NUM_IRQ_PRIO_BITS));
    const uint32_t stronger = target_mask();
    const critsec_state_t state = critsec_acquire();
    contract_check(target_mask() == stronger, "basepri: a section does not lower the caller's mask");
    critsec_release(state);
    contract_check(target_mask() == stronger, "basepri: the caller's stronger mask after release");
    set_basepri(0);
}

void board_cases(void)
{
    urgent_entries = 0;
    const critsec_state_t state = critsec_acquire();
    pend(URGENT_LINE);
    contract_check(urgent_entries == 1U, "zero latency: the handler enters the section");
    critsec_release(state);
    barrier();
    contract_check(urgent_entries == 1U, "zero latency: and not again after it");
    stronger_mask();
}
