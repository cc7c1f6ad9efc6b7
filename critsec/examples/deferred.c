/*
 * Work that is too long for a handler and for a section: the handler notes it down and pends PendSV, which
 * has the lowest priority and does the work while all other handlers may come. Only the notes are shared, and
 * taking them is the only section.
 */
#include "critsec/critsec.h"

static CRITSEC_MUTEX(uint32_t) notes = CRITSEC_MUTEX_INIT(0); /* a bit for each kind of work */

/* Pends PendSV: SCB->ICSR = SCB_ICSR_PENDSVSET_Msk; the application's board file has it. */
extern void board_pend_pendsv(void);
extern void board_work(uint32_t kind);

void EXTI0_IRQHandler(void);
void EXTI1_IRQHandler(void);
void PendSV_Handler(void);

static void note(uint32_t kind)
{
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&notes, held) |= 1U << kind;
    }
    board_pend_pendsv();
}

void EXTI0_IRQHandler(void)
{
    note(0);
}

void EXTI1_IRQHandler(void)
{
    note(1);
}

static uint32_t take_notes(void)
{
    CRITSEC_SCOPE(held);
    uint32_t *const n = CRITSEC_REF(&notes, held);
    const uint32_t taken = *n;
    *n = 0;
    return taken;
}

/* What is noted down while this runs pends it again: nothing is lost. */
void PendSV_Handler(void)
{
    const uint32_t taken = take_notes();
    for (uint32_t kind = 0; kind < 32U; kind++) {
        if ((taken & (1U << kind)) != 0U) {
            board_work(kind);
        }
    }
}

/* Armv7-M Architecture Reference Manual, B3.2.12: bits 23 to 16 are the priority of PendSV. */
#define SHPR3 (*(volatile uint32_t *)0xE000ED20U)

int main(void)
{
    SHPR3 |= 0xFFU << 16;
    return critsec_port_init() ? 0 : 1;
}
