/*
 * The contract suite's target for one core of an emulated Cortex-A9 or Cortex-R5. Software-generated
 * interrupt 0 is the handler. On the Cortex-A9, whose interrupt controller has groups, number 1 is a FIQ.
 */
#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

#if __ARM_ARCH_PROFILE == 'A'
/* The private timer of each Cortex-A9 core, 100 MHz here (Cortex-A9 MPCore, Arm DDI0407, 4.2). */
#define TIMER 0x1E000600U
enum { TIMER_INTERRUPT = 29, PERIOD = 20000, PERIODIC_INTERRUPT = 0x07 };
#else
/* SP804 dual timer, 1 MHz here (Arm DDI0271, 3.3). */
#define TIMER 0x10011000U
enum { TIMER_INTERRUPT = 36, PERIOD = 200, PERIODIC_INTERRUPT = 0xE2 };
#endif
#define TIMER_LOAD REG(TIMER + 0x0U)
#define TIMER_CONTROL REG(TIMER + 0x8U)
#define TIMER_CLEAR REG(TIMER + 0xCU)

enum { SELF = 2 << 24, GROUP_1 = 1 << 15, HANDLER = 0, FAST = 1 };

static volatile unsigned fast_entries;

void target_init(void)
{
    TIMER_CONTROL = 0;
    GICD_ISENABLER(TIMER_INTERRUPT / 32) = 1U << (TIMER_INTERRUPT % 32);
#if __ARM_ARCH_PROFILE == 'A'
    GICD_IGROUPR(0) = ~(1U << FAST);
    GICD_CTLR = 3;
    GICC_CTLR = 0xF; /* both groups, acknowledged by one register; group 0 as FIQ */
#else
    GICD_ITARGETSR(TIMER_INTERRUPT / 4) = 0x01010101;
    GICD_CTLR = 1;
    GICC_CTLR = 1;
#endif
    GICC_PMR = 0xF0;
    board_barrier();
    __asm__ volatile("cpsie if" : : : "memory");
}

static void generate(uint32_t what)
{
    board_barrier();
    GICD_SGIR = what;
    board_barrier();
}

void target_pend(void)
{
#if __ARM_ARCH_PROFILE == 'A'
    generate(SELF | GROUP_1 | HANDLER);
#else
    generate(SELF | HANDLER);
#endif
}

uint32_t target_mask(void)
{
    uint32_t status;
    __asm__ volatile("isb\n\tmrs %0, cpsr" : "=r"(status) : : "memory");
    return status & 0xDFU; /* I, F and the mode */
}

void target_mask_by_hand(void)
{
    __asm__ volatile("cpsid i" : : : "memory");
}

void target_unmask_by_hand(void)
{
    __asm__ volatile("cpsie i" : : : "memory");
}

void target_timer(bool on)
{
    TIMER_LOAD = PERIOD;
    TIMER_CONTROL = on ? PERIODIC_INTERRUPT : 0;
}

void board_irq(uint32_t interrupt)
{
    if (interrupt == HANDLER) {
        contract_handler();
    } else if (interrupt == TIMER_INTERRUPT) {
        TIMER_CLEAR = 1;
        contract_tick();
    }
}

void board_fiq(uint32_t interrupt)
{
    if (interrupt == FAST) {
        fast_entries = fast_entries + 1;
    }
}

/* Not in .bss, which the first core clears while the other runs already. */
static volatile uint32_t parked = 1;

void board_second(void)
{
    while (parked) {
    }
    target_init();
    multicore_second();
}

uint32_t target_core(void)
{
    uint32_t affinity;
    __asm__ volatile("mrc p15, 0, %0, c0, c0, 5" : "=r"(affinity));
    return affinity & 3U;
}

void target_start_second(void)
{
    parked = 0;
    board_barrier();
}

/* Only I is the section's. */
static void other_bits_stay(void)
{
#ifndef CRITSEC_ARM_MASK_FIQ
    const critsec_state_t state = critsec_acquire();
    __asm__ volatile("cpsid f" : : : "memory");
    const uint32_t inside = target_mask();
    critsec_release(state);
    contract_check(target_mask() == (inside & ~0x80U), "cpsr: F as the section left it");
    __asm__ volatile("cpsie f" : : : "memory");
#endif
}

static void user_mode(void)
{
    __asm__ volatile("cps #0x10" : : : "memory");
    const bool masks = critsec_port_init();
    board_leave_user_mode();
    contract_check(!masks, "cpsr: port_init tells that User mode cannot mask");
}

#if __ARM_ARCH_PROFILE == 'A'
static void fast_interrupt(void)
{
    fast_entries = 0;
    const critsec_state_t state = critsec_acquire();
    generate(SELF | FAST);
#ifdef CRITSEC_ARM_MASK_FIQ
    contract_check(fast_entries == 0, "fiq: stays out");
#else
    contract_check(fast_entries == 1, "fiq: enters the section");
#endif
    critsec_release(state);
    target_mask();
    contract_check(fast_entries == 1, "fiq: runs exactly once");

    __asm__ volatile("cpsid f" : : : "memory");
    const uint32_t before = target_mask();
    const critsec_state_t inside = critsec_acquire();
    critsec_release(inside);
    contract_check(target_mask() == before, "fiq: a mask that the caller set by hand");
    __asm__ volatile("cpsie f" : : : "memory");
}
#endif

void target_cases(void)
{
    other_bits_stay();
    user_mode();
#if __ARM_ARCH_PROFILE == 'A'
    fast_interrupt();
#endif
}
