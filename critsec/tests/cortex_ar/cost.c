/*
 * Counts on the Cortex-A9 (cost.h): with -icount shift=10 an instruction takes 1024 ns, which is 102.4 ticks
 * of the emulated core's private timer.
 */
#include "cost.h"
#include "critsec/critsec.h"

#include "board.h"

void board_irq(uint32_t interrupt)
{
    (void)interrupt;
}

void board_fiq(uint32_t interrupt)
{
    (void)interrupt;
}

void board_second(void)
{
}

/* Cortex-A9 MPCore Technical Reference Manual, 4.2: the private timer, which counts down. */
#define TIMER_LOAD REG(0x1E000600U)
#define TIMER_COUNTER REG(0x1E000604U)
#define TIMER_CONTROL REG(0x1E000608U)

enum { ENABLE = 1, TICK_NS = 10, INSTRUCTION_NS = 1024 };

uint32_t cost_instructions(void (*work)(void))
{
    const uint32_t before = TIMER_COUNTER;
    work();
    return ((before - TIMER_COUNTER) * TICK_NS + INSTRUCTION_NS / 2) / INSTRUCTION_NS;
}

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
    TIMER_LOAD = 0xFFFFFFFFU;
    TIMER_CONTROL = ENABLE;
    __asm__ volatile("cpsie if" : : : "memory"); /* a pair that finds the mask open has more to put back */
    (void)critsec_port_init();
}
