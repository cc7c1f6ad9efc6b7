/*
 * critsec port: RISC-V, one hart. RV32 and RV64, machine mode; supervisor mode with CRITSEC_RISCV_S_MODE.
 *
 * Clears the interrupt enable of the mode that the code runs in: mstatus.MIE or sstatus.SIE. Not kept out:
 * NMI, exceptions, other harts; and below machine mode everything that a higher mode handles for itself. A
 * mode lower than the one that the port is built for traps on the first section.
 * Cost: acquire 1 instruction, release 2.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#ifndef __riscv
#error "critsec, riscv.c: this is no RISC-V target; build it with riscv32-unknown-elf-gcc or the like"
#endif
#if CRITSEC_STATE_BITS != 32
#error "critsec, riscv.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

/* The Privileged Architecture manual, 3.1.6 (mstatus) and 4.1.1 (sstatus). */
#ifdef CRITSEC_RISCV_S_MODE
#define STATUS "sstatus"
#define ENABLE 2U /* SIE */
#else
#define STATUS "mstatus"
#define ENABLE 8U /* MIE */
#endif

/* One instruction reads and clears. Any explicit write of the register takes effect before the next one. */
critsec_state_t critsec_acquire(void)
{
    uintptr_t status;
    __asm__ volatile("csrrci %0, " STATUS ", %1" : "=r"(status) : "i"(ENABLE) : "memory");
    const critsec_state_t state = {(uint32_t)status};
    return state;
}

/*
 * Sets the enable if it was set, and touches nothing else: the whole register written back would undo what
 * changed inside, such as FS becoming Dirty when the section used a floating-point register.
 */
void critsec_release(critsec_state_t state)
{
    __asm__ volatile("csrs " STATUS ", %0" : : "r"(state.word & ENABLE) : "memory");
}

bool critsec_is_held(void)
{
    uintptr_t status;
    __asm__ volatile("csrr %0, " STATUS : "=r"(status) : : "memory");
    return (status & ENABLE) == 0U;
}

const char *critsec_port_name(void)
{
#ifdef CRITSEC_RISCV_S_MODE
    return "risc-v sstatus";
#else
    return "risc-v mstatus";
#endif
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
