/* Counts on RISC-V (cost.h): minstret, which counts instructions where -icount has a shift of 0. */
#include "cost.h"
#include "critsec/critsec.h"

#include "board.h"

void board_software_interrupt(uint32_t hart)
{
    (void)hart;
}

void board_timer_interrupt(uint32_t hart)
{
    (void)hart;
}

void board_second(void)
{
}

static uint32_t clock_now(void)
{
    uintptr_t count;
    __asm__ volatile("csrr %0, minstret" : "=r"(count) : : "memory");
    return (uint32_t)count;
}

uint32_t cost_instructions(void (*work)(void))
{
    const uint32_t before = clock_now();
    work();
    return clock_now() - before;
}

#define FRAME "addi sp, sp, -16\n\tsw ra, 12(sp)\n\tsw s0, 8(sp)\n\t"
#define LEAVE "lw s0, 8(sp)\n\tlw ra, 12(sp)\n\taddi sp, sp, 16\n\tret"
#define CALL "jal "

__attribute__((naked)) void cost_nothing(void)
{
    __asm__ volatile(FRAME LEAVE);
}

__attribute__((naked)) void cost_pair(void)
{
    __asm__ volatile(FRAME CALL "%0\n\t" CALL "%1\n\t" LEAVE : : "i"(critsec_acquire), "i"(critsec_release));
}

__attribute__((naked)) void cost_two_levels(void)
{
    __asm__ volatile(FRAME CALL "%0\n\tmv s0, a0\n\t" CALL "%0\n\t" CALL "%1\n\tmv a0, s0\n\t" CALL
                                "%1\n\t" LEAVE
                     :
                     : "i"(critsec_acquire), "i"(critsec_release));
}

void cost_setup(void)
{
    (void)critsec_port_init();
}
