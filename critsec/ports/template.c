/*
 * critsec port: your own. Copy this file, replace the board_ functions by your hardware's instructions, and
 * run tests/contract.c against the result (README.md, "Your own port"). As it stands it is a port for a
 * vendor's SDK that has a save-and-mask and a restore function; board_ stands for their names.
 *
 * What to look at, in the order in which ports go wrong:
 *  - Save and mask in one asm statement, "volatile", with the "memory" clobber; restore with the clobber too.
 *    Without it the compiler moves accesses out of the section.
 *  - Restore only the bits that mask. A status register written back whole also restores modes and flags that
 *    changed inside (RISC-V mstatus.FS, Arm CPSR.T).
 *  - Restore what was found; do not enable. An "enable" at the end opens the section of the caller.
 *  - On several cores: mask first, then take the lock; a core that finds itself the owner takes
 *    nothing, and its release frees nothing. While waiting, put the mask back to what the caller had.
 *  - acquire and release stay in one file, so that a linker cannot mix two ports.
 */
#define CRITSEC_PORT
#include "critsec/critsec.h"

#if CRITSEC_STATE_BITS != 32
#error "critsec, template.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

/* Masks interrupts and returns the mask that it found; a compiler barrier. */
extern uint32_t board_irq_save(void);
/* Puts a mask back; a compiler barrier. */
extern void board_irq_restore(uint32_t mask);
/* Reads the hardware, not a software counter: the probe of critsec_port_init depends on it. */
extern bool board_irq_is_masked(void);

critsec_state_t critsec_acquire(void)
{
    const critsec_state_t state = {board_irq_save()};
    return state;
}

void critsec_release(critsec_state_t state)
{
    board_irq_restore(state.word);
}

bool critsec_is_held(void)
{
    return board_irq_is_masked();
}

const char *critsec_port_name(void)
{
    return "board";
}

bool critsec_port_init(void)
{
    const critsec_state_t state = critsec_acquire();
    const bool masks = critsec_is_held();
    critsec_release(state);
    return masks;
}
