/*
 * Executed instructions of sections, counted by an emulator whose clock is its instruction count: with
 * -icount shift=10 an instruction takes 1024 ns, which is 1.024 ticks a MHz of the board's SysTick. Takes the
 * place of the contract suite. With UNPRIVILEGED the sections are a thread's without privileges, which reads
 * the clock by a supervisor call.
 */
#include "contract.h"
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

static uint32_t clock_now(void)
{
    register uint32_t r0 __asm__("r0") = 0;
    __asm__ volatile("svc %1" : "+r"(r0) : "i"(SVC_CLOCK) : "memory");
    return r0;
}

static void say_number(const char *what, uint32_t number)
{
    char digits[11] = {0};
    int at = 10;
    do {
        at--;
        digits[at] = (char)('0' + number % 10U);
        number /= 10U;
    } while (number != 0U);
    target_say(what);
    target_say(digits + at);
    target_say("\n");
}

static uint32_t ticks_of(void (*work)(void))
{
    const uint32_t before = clock_now();
    work();
    return before - clock_now();
}

/* The second run counts: the first one translates. */
static uint32_t instructions_of(void (*work)(void))
{
    (void)ticks_of(work);
    return (ticks_of(work) * 1000U + 512U * CLOCK_MHZ) / (1024U * CLOCK_MHZ);
}

/* In assembler, so that they differ by the calls alone, whatever the compiler. */
__attribute__((naked)) static void nothing(void)
{
    __asm__ volatile("push {r4, lr}\n\tpop {r4, pc}");
}

__attribute__((naked)) static void pair(void)
{
    __asm__ volatile("push {r4, lr}\n\tbl %c0\n\tbl %c1\n\tpop {r4, pc}"
                     :
                     : "i"(critsec_acquire), "i"(critsec_release));
}

enum { MOVES = 2 };

__attribute__((naked)) static void two_levels(void)
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

unsigned contract_run(void)
{
    SYST_RVR = 0xFFFFFF;
    SYST_CVR = 0;
    SYST_CSR = PROCESSOR_CLOCK | ENABLE;
    SHPR2 = (uint32_t)SVCALL_PRIORITY << 24;
    (void)critsec_port_init();
#ifdef UNPRIVILEGED
    __asm__ volatile("msr control, %0\n\tisb" : : "r"(1) : "memory");
#endif
    const uint32_t base = instructions_of(nothing);
    const uint32_t one = instructions_of(pair) - base;
    say_number("pair ", one);
    say_number("nested ", instructions_of(two_levels) - base - one - MOVES);
    return 0;
}
