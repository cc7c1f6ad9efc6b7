/*
 * Counts on Cortex-M (cost.h): with -icount shift=10 an instruction takes 1024 ns, which is 1.024 ticks a MHz
 * of the board's SysTick. With UNPRIVILEGED the sections are a thread's without privileges, which reads the
 * clock by a supervisor call. With EXECUTED the emulator counts, and tells by that semihosting operation.
 */
#include "cost.h"
#include "critsec/critsec.h"

#include "board.h"

/* Armv7-M Architecture Reference Manual, B3.2.11 (SHPR) and B3.3 (SysTick). */
#define REG(address) (*(volatile uint32_t *)(address))
#define SYST_CSR REG(0xE000E010U)
#define SYST_RVR REG(0xE000E014U)
#define SYST_CVR REG(0xE000E018U)
#define SHPR2 REG(0xE000ED1CU)

#ifndef CLOCK_MHZ
#define CLOCK_MHZ 25U
#endif

enum { PROCESSOR_CLOCK = 4, ENABLE = 1, SVC_CLOCK = 1, SVCALL_PRIORITY = 0x20 };

bool critsec_svc(uint32_t *frame);
void cost_svc(uint32_t *frame) __attribute__((used));

__attribute__((weak)) bool critsec_svc(uint32_t *frame)
{
    (void)frame;
    return false;
}

void cost_svc(uint32_t *frame)
{
    if (!critsec_svc(frame)) {
        frame[0] = SYST_CVR;
    }
}

__attribute__((naked)) void board_svc_handler(void)
{
    __asm__ volatile("mov r0, sp\n\tb cost_svc");
}

void board_systick_handler(void)
{
}

void board_irq0_handler(void)
{
}

void board_irq1_handler(void)
{
}

#ifdef EXECUTED

static uint32_t executed(void)
{
    register uint32_t r0 __asm__("r0") = EXECUTED;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : : "memory");
    return r0;
}

static uint32_t executed_by(void (*work)(void))
{
    const uint32_t before = executed();
    work();
    return executed() - before;
}

uint32_t cost_instructions(void (*work)(void))
{
    return executed_by(work);
}

#else

static uint32_t clock_now(void)
{
    register uint32_t r0 __asm__("r0") = 0;
    __asm__ volatile("svc %1" : "+r"(r0) : "i"(SVC_CLOCK) : "memory");
    return r0;
}

static uint32_t ticks_of(void (*work)(void))
{
    const uint32_t before = clock_now();
    work();
    return before - clock_now();
}

uint32_t cost_instructions(void (*work)(void))
{
    (void)ticks_of(work);
    return (ticks_of(work) * 1000U + 512U * CLOCK_MHZ) / (1024U * CLOCK_MHZ);
}

#endif

__attribute__((naked)) void cost_nothing(void)
{
    __asm__ volatile("push {r4, lr}\n\tpop {r4, pc}");
}

__attribute__((naked)) void cost_pair(void)
{
    __asm__ volatile("push {r4, lr}\n\tbl %c0\n\tbl %c1\n\tpop {r4, pc}"
                     :
                     : "i"(critsec_acquire), "i"(critsec_release));
}

__attribute__((naked)) void cost_two_levels(void)
{
    __asm__ volatile("push {r4, lr}\n\t"
                     "bl %c0\n\t"
                     "mov r4, r0\n\t"
                     "bl %c0\n\t"
                     "bl %c1\n\t"
                     "mov r0, r4\n\t"
                     "bl %c1\n\t"
                     "pop {r4, pc}"
                     :
                     : "i"(critsec_acquire), "i"(critsec_release));
}

void cost_setup(void)
{
    SYST_RVR = 0xFFFFFF;
    SYST_CVR = 0;
    SYST_CSR = PROCESSOR_CLOCK | ENABLE;
    SHPR2 = (uint32_t)SVCALL_PRIORITY << 24;
    (void)critsec_port_init();
#ifdef UNPRIVILEGED
    __asm__ volatile("msr control, %0\n\tisb" : : "r"(1) : "memory");
#endif
}
