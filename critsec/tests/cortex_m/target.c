/*
 * The contract suite's target for emulated Cortex-M boards, and the cases about priorities. Built with
 * CRITSEC_CEILING for ports that mask by BASEPRI, without it for ports that mask by PRIMASK.
 */
#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

/* Armv7-M Architecture Reference Manual, B3.2.2 (SCS), B3.3 (SysTick), B3.4 (NVIC); the same on Armv6-M. */
#define REG(address) (*(volatile uint32_t *)(address))
#define SYST_CSR REG(0xE000E010U)
#define SYST_RVR REG(0xE000E014U)
#define SYST_CVR REG(0xE000E018U)
#define NVIC_ISER0 REG(0xE000E100U)
#define NVIC_ISPR0 REG(0xE000E200U)
#define NVIC_IPR0 REG(0xE000E400U)
#define SHPR3 REG(0xE000ED20U)

/* Of the timer. Where its handler takes longer, nothing else ever runs. */
#ifndef TICK_CYCLES
#define TICK_CYCLES 1000U
#endif

enum { PROCESSOR_CLOCK = 4, TICK_INTERRUPT = 2, ENABLE = 1 };

static volatile unsigned urgent_entries;

static void barrier(void)
{
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

static void pend_urgent(void)
{
    NVIC_ISPR0 = 2;
    barrier();
}

void board_systick_handler(void)
{
    contract_tick();
}

void board_irq0_handler(void)
{
    contract_handler();
}

void board_irq1_handler(void)
{
    urgent_entries = urgent_entries + 1;
}

void target_init(void)
{
    NVIC_IPR0 = 0x000040C0; /* IRQ 1 and IRQ 0 */
    SHPR3 = 0xC0000000;     /* SysTick */
    NVIC_ISER0 = 3;
    barrier();
}

void target_pend(void)
{
    NVIC_ISPR0 = 1;
    barrier();
}

uint32_t target_mask(void)
{
    uint32_t primask;
    barrier();
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
#ifdef CRITSEC_CEILING
    uint32_t basepri;
    __asm__ volatile("mrs %0, basepri" : "=r"(basepri) : : "memory");
    return (basepri << 8) | primask;
#else
    return primask;
#endif
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
    SYST_CSR = 0;
    barrier();
    if (on) {
        SYST_RVR = TICK_CYCLES - 1U;
        SYST_CVR = 0;
        SYST_CSR = PROCESSOR_CLOCK | TICK_INTERRUPT | ENABLE;
    }
}

#ifdef CRITSEC_CEILING

static void set_basepri(uint32_t priority)
{
    __asm__ volatile("msr basepri, %0" : : "r"(priority) : "memory");
    barrier();
}

/* A caller that masks more than the ceiling does keeps its mask through a section, in it and after it. */
static void stronger_mask(void)
{
    urgent_entries = 0;
    set_basepri(0x20);
    const uint32_t stronger = target_mask();
    const critsec_state_t state = critsec_acquire();
    contract_check(target_mask() == stronger, "basepri: a section does not lower the caller's mask");
    pend_urgent();
    contract_check(urgent_entries == 0, "basepri: urgent handler stays out of the caller's stronger mask");
    critsec_release(state);
    contract_check(target_mask() == stronger, "basepri: the caller's stronger mask after release");
    set_basepri(0);
    contract_check(urgent_entries == 1, "basepri: urgent handler runs once the caller unmasks");
}

static void weaker_mask(void)
{
    set_basepri(0xE0);
    const uint32_t weaker = target_mask();
    const critsec_state_t state = critsec_acquire();
    contract_check(target_mask() == 0x8000, "basepri: a section raises the caller's weaker mask");
    critsec_release(state);
    contract_check(target_mask() == weaker, "basepri: the caller's weaker mask after release");
    set_basepri(0);
}

/* PRIMASK taken inside a section holds both handlers back; giving it up leaves the ceiling in force. */
static void primask_inside(void)
{
    urgent_entries = 0;
    const critsec_state_t state = critsec_acquire();
    target_mask_by_hand();
    pend_urgent();
    contract_check(urgent_entries == 0, "basepri: PRIMASK inside holds the urgent handler back");
    target_unmask_by_hand();
    target_mask();
    contract_check(urgent_entries == 1, "basepri: urgent handler runs when PRIMASK opens");
    contract_check(target_mask() == 0x8000, "basepri: the ceiling is still in force");
    critsec_release(state);
}

static void urgent_handler(void)
{
    urgent_entries = 0;
    const critsec_state_t state = critsec_acquire();
    pend_urgent();
    contract_check(urgent_entries == 1, "basepri: a more urgent handler enters the section");
    critsec_release(state);
    contract_check(urgent_entries == 1, "basepri: and not again after it");
    stronger_mask();
    weaker_mask();
    primask_inside();
}

#else

static void urgent_handler(void)
{
    urgent_entries = 0;
    const critsec_state_t state = critsec_acquire();
    pend_urgent();
    contract_check(urgent_entries == 0, "primask: the most urgent handler stays out too");
    critsec_release(state);
    barrier();
    contract_check(urgent_entries == 1, "primask: and runs exactly once after release");
}

#endif

void target_cases(void)
{
    urgent_handler();
}
