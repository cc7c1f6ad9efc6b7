// args: --cpu cortex-m4 --tier C
/* Ports that do not do what their users rely on. The names and what they promise are those of the models. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static volatile bool scheduler_runs;
extern void clock_gate(int on);

/* Copied from its twin. */
void dcd_int_disable(uint8_t port) // expect: CRIT404 "opens what it promises to mask"
{
    (void)port;
    NVIC_EnableIRQ(USART1_IRQn);
}

/* The state is what the caller wanted, and the mask as well. */
uint32_t ulSetInterruptMaskFromISR(void) // expect: CRIT404 "reads the interrupt state and does not mask"
{
    return __get_PRIMASK();
}

/* Whoever masked before finds interrupts open after the inner section. */
uint32_t up_irq_save(void) // expect: CRIT404 "promises the old state and always returns 1"
{
    uint32_t state = 1;

    __disable_irq();
    return state;
}

void up_irq_restore(uint32_t state) // expect: CRIT404 "ignores the saved state"
{
    (void)state;
    __enable_irq();
}

/* It is not known what the call does, but it does the same for every argument. */
void vClearInterruptMask(uint32_t state) // expect: CRIT404 "ignores the saved state"
{
    (void)state;
    clock_gate(1);
}

void vClearInterruptMaskFromISR(uint32_t state) // expect: CRIT404 "instead of putting it back"
{
    state = __get_PRIMASK();
    (void)state;
}

/* Functions that do the opposite of what they should: another rule says so. */
void sys_arch_unprotect(uint32_t state)
{
    if (!state) {
        __disable_irq(); // expect: CRIT114 "sys_arch_unprotect"
    }
}

void up_irq_enable(void)
{
    __disable_irq(); // expect: CRIT114 "up_irq_enable"
}

/* Before the scheduler runs there are interrupts, too. */
critsec_state_t critsec_acquire(void) // expect: CRIT404 "does not mask on every path"
{
    critsec_state_t state = {0};

    if (scheduler_runs) {
        state.word = __get_PRIMASK();
        __disable_irq();
    }
    return state;
}

void vPortRaiseBASEPRI(void) // expect: CRIT404 "does nothing"
{
}
