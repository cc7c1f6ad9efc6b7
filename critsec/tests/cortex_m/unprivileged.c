/*
 * The contract suite's target for unprivileged threads on emulated Cortex-M boards: what the suite does to
 * the hardware, it does by a supervisor call of its own. SVCall has priority 0x20, the ceiling is 0x80.
 */
#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

/* Armv7-M Architecture Reference Manual, B3.2.2 (SCS), B3.3 (SysTick) and B3.4 (NVIC). */
#define REG(address) (*(volatile uint32_t *)(address))
#define SYST_CSR REG(0xE000E010U)
#define SYST_RVR REG(0xE000E014U)
#define SYST_CVR REG(0xE000E018U)
#define NVIC_ISER0 REG(0xE000E100U)
#define NVIC_ISPR0 REG(0xE000E200U)
#define NVIC_IPR0 REG(0xE000E400U)
#define SHPR2 REG(0xE000ED1CU)
#define SHPR3 REG(0xE000ED20U)

enum { PROCESSOR_CLOCK = 4, TICK_INTERRUPT = 2, ENABLE = 1, CYCLES = 999 };
enum { SVC_PRIVILEGED = 1, STRONGER = 0x60 };

static volatile unsigned urgent_entries;
static volatile uint32_t mask_seen;

/* Of the port under test; a port without supervisor calls leaves this one. */
bool critsec_svc(uint32_t *frame);
void unprivileged_svc(uint32_t *frame) __attribute__((used));

__attribute__((weak)) bool critsec_svc(uint32_t *frame)
{
    (void)frame;
    return false;
}

/* SVC 1 runs the function in r0, in Handler mode. */
void unprivileged_svc(uint32_t *frame)
{
    if (critsec_svc(frame)) {
        return;
    }
    if (((const uint8_t *)(uintptr_t)frame[6])[-2] == SVC_PRIVILEGED) {
        ((void (*)(void))(uintptr_t)frame[0])();
    }
}

__attribute__((naked)) void board_svc_handler(void)
{
    __asm__ volatile("tst lr, #4\n\t"
                     "ite eq\n\t"
                     "mrseq r0, msp\n\t"
                     "mrsne r0, psp\n\t"
                     "b unprivileged_svc");
}

static void barrier(void)
{
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

static void privileged(void (*work)(void))
{
    register void (*r0)(void) __asm__("r0") = work;
    __asm__ volatile("svc %1" : "+r"(r0) : "i"(SVC_PRIVILEGED) : "memory");
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

static void probe_svcall_priority(void)
{
    SHPR2 = 0x80000000;
    contract_check(!critsec_port_init(), "svc: port_init refuses SVCall at the ceiling");
    SHPR2 = 0x20000000;
    contract_check(critsec_port_init(), "svc: port_init accepts SVCall above the ceiling");
}

void target_init(void)
{
    NVIC_IPR0 = 0x000040C0; /* IRQ 1 and IRQ 0 */
    SHPR3 = 0xC0000000;     /* SysTick */
    NVIC_ISER0 = 3;
    barrier();
    probe_svcall_priority();
    __asm__ volatile("msr control, %0\n\tisb" : : "r"(1) : "memory"); /* from here on unprivileged */
}

static void pend(void)
{
    NVIC_ISPR0 = 1;
    barrier();
}

static void pend_urgent(void)
{
    NVIC_ISPR0 = 2;
    barrier();
}

static void read_mask(void)
{
    uint32_t basepri;
    __asm__ volatile("mrs %0, basepri" : "=r"(basepri) : : "memory");
    mask_seen = basepri;
}

static void mask(void)
{
    __asm__ volatile("msr basepri, %0" : : "r"(STRONGER) : "memory");
}

static void unmask(void)
{
    __asm__ volatile("msr basepri, %0" : : "r"(0) : "memory");
}

static void start_timer(void)
{
    SYST_RVR = CYCLES;
    SYST_CVR = 0;
    SYST_CSR = PROCESSOR_CLOCK | TICK_INTERRUPT | ENABLE;
}

static void stop_timer(void)
{
    SYST_CSR = 0;
    barrier();
}

void target_pend(void)
{
    privileged(pend);
}

uint32_t target_mask(void)
{
    privileged(read_mask);
    return mask_seen;
}

void target_mask_by_hand(void)
{
    privileged(mask);
}

void target_unmask_by_hand(void)
{
    privileged(unmask);
}

void target_timer(bool on)
{
    privileged(on ? start_timer : stop_timer);
}

static void urgent_handler(void)
{
    urgent_entries = 0;
    const critsec_state_t state = critsec_acquire();
    privileged(pend_urgent);
    contract_check(urgent_entries == 1, "svc: a handler above the ceiling enters the section");
    critsec_release(state);
    contract_check(urgent_entries == 1, "svc: and not again after it");
}

/* What a thread makes up, it may lose by; it must not shut out anybody else. */
static void forged_state(void)
{
    const critsec_state_t forged = {0x20};
    critsec_release(forged);
    contract_check(target_mask() == 0, "svc: a forged state masks nothing outside");
    const critsec_state_t state = critsec_acquire();
    critsec_release(forged);
    contract_check(target_mask() == 0x80, "svc: a forged state does not raise the mask");
    critsec_release(state);
    contract_check(target_mask() == 0, "svc: and the true one still opens it");
}

void target_cases(void)
{
    urgent_handler();
    forged_state();
}
