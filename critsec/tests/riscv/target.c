/* The contract suite's target for one hart in machine mode, and the cases about the status register. */
#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

/* The Privileged Architecture manual, 3.1.6: MIE, and FS, which tells whether floating point was used. */
#define MIE 8U
#define FS_DIRTY 0x6000U

static uint32_t status(void)
{
    uintptr_t value;
    __asm__ volatile("csrr %0, mstatus" : "=r"(value) : : "memory");
    return (uint32_t)value;
}

void target_init(void)
{
}

void target_pend(void)
{
    board_pend(0);
    status();
}

uint32_t target_mask(void)
{
    return status() & MIE;
}

void target_mask_by_hand(void)
{
    __asm__ volatile("csrci mstatus, 8" : : : "memory");
}

void target_unmask_by_hand(void)
{
    __asm__ volatile("csrsi mstatus, 8" : : : "memory");
}

void target_timer(bool on)
{
    board_timer(board_hart(), on);
}

void board_software_interrupt(uint32_t hart)
{
    (void)hart;
    contract_handler();
}

void board_timer_interrupt(uint32_t hart)
{
    (void)hart;
    contract_tick();
}

/* Not in .bss, which the first hart clears while the others run already. */
static volatile uint32_t parked = 1;

void board_second(void)
{
    while (parked) {
    }
    multicore_second();
}

uint32_t target_core(void)
{
    return board_hart();
}

void target_start_second(void)
{
    parked = 0;
}

/* What the section does to other fields must survive: a context switch saves the registers if FS is Dirty. */
static void other_fields_stay(void)
{
    __asm__ volatile("csrc mstatus, %0" : : "r"(FS_DIRTY));
    const critsec_state_t state = critsec_acquire();
    __asm__ volatile("csrs mstatus, %0" : : "r"(FS_DIRTY));
    critsec_release(state);
    contract_check((status() & FS_DIRTY) == FS_DIRTY, "mstatus: FS as the section left it");
    __asm__ volatile("csrc mstatus, %0" : : "r"(FS_DIRTY));
}

void target_cases(void)
{
    other_fields_stay();
}
