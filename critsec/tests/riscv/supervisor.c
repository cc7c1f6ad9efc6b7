/*
 * The contract suite's target for one hart in supervisor mode. Machine mode keeps the timer and passes each
 * tick down as a software interrupt; the suite pends the same one by itself.
 */
#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

/* The Privileged Architecture manual, 4.1.1: sstatus. */
#define SIE 2U
#define FS_DIRTY 0x6000U

static volatile bool pended;
static volatile bool ticked;

static uint32_t status(void)
{
    uintptr_t value;
    __asm__ volatile("csrr %0, sstatus" : "=r"(value) : : "memory");
    return (uint32_t)value;
}

__attribute__((interrupt("supervisor"), aligned(4))) static void supervisor_trap(void)
{
    __asm__ volatile("csrci sip, 2" : : : "memory");
    if (ticked) {
        ticked = false;
        contract_tick();
    }
    if (pended) {
        pended = false;
        contract_handler();
    }
}

/* Runs in machine mode. */
void board_timer_interrupt(uint32_t hart)
{
    (void)hart;
    ticked = true;
    __asm__ volatile("csrsi mip, 2" : : : "memory");
}

void board_software_interrupt(uint32_t hart)
{
    (void)hart;
}

void board_second(void)
{
}

/*
 * Goes down: all memory is open to supervisor mode (3.7.1), its software interrupt is delegated (3.1.8), and
 * mret goes to MPP, which becomes 1.
 */
void target_init(void)
{
    __asm__ volatile("csrw pmpaddr0, %0\n\tcsrw pmpcfg0, %1" : : "r"(-1), "r"(0x0F));
    __asm__ volatile("csrw mideleg, %0" : : "r"(SUPERVISOR_SOFTWARE));
    __asm__ volatile("csrw stvec, %0" : : "r"(&supervisor_trap));
    __asm__ volatile("csrw sie, %0" : : "r"(SUPERVISOR_SOFTWARE));
    __asm__ volatile("csrc mstatus, %0\n\t"
                     "csrs mstatus, %1\n\t"
                     "la t0, 1f\n\t"
                     "csrw mepc, t0\n\t"
                     "mret\n"
                     "1:\tcsrsi sstatus, 2"
                     :
                     : "r"(0x1800), "r"(0x0800)
                     : "t0", "memory");
}

void target_pend(void)
{
    pended = true;
    __asm__ volatile("csrsi sip, 2" : : : "memory");
    status();
}

uint32_t target_mask(void)
{
    return status() & SIE;
}

void target_mask_by_hand(void)
{
    __asm__ volatile("csrci sstatus, 2" : : : "memory");
}

void target_unmask_by_hand(void)
{
    __asm__ volatile("csrsi sstatus, 2" : : : "memory");
}

void target_timer(bool on)
{
    board_timer(0, on);
}

void target_cases(void)
{
    __asm__ volatile("csrc sstatus, %0" : : "r"(FS_DIRTY));
    const critsec_state_t state = critsec_acquire();
    __asm__ volatile("csrs sstatus, %0" : : "r"(FS_DIRTY));
    critsec_release(state);
    contract_check((status() & FS_DIRTY) == FS_DIRTY, "sstatus: FS as the section left it");
}
