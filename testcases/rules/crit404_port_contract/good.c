// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

typedef struct {
    uint32_t word;
} critsec_state_t;

static uint32_t depth;
static uint32_t outer;
extern void clock_gate(uint32_t on);

void dcd_int_disable(uint8_t port)
{
    (void)port;
    NVIC_DisableIRQ(USART1_IRQn);
}

uint32_t ulSetInterruptMaskFromISR(void)
{
    uint32_t state = __get_PRIMASK();

    __disable_irq();
    return state;
}

void vClearInterruptMaskFromISR(uint32_t state)
{
    __set_PRIMASK(state);
}

/* A port that counts by itself may answer anything and ignore what it is given. */
uint32_t up_irq_save(void)
{
    __disable_irq();
    depth++;
    return 1;
}

void up_irq_restore(uint32_t state)
{
    (void)state;
    if (--depth == 0) {
        __enable_irq();
    }
}

/* So may one that leaves the count to another. */
static void leave(void)
{
    if (outer) {
        outer--;
    }
}

void irq_restore(uint32_t state)
{
    (void)state;
    leave();
    clock_gate(1);
}

/* What it does with the state is not known here. */
void vClearInterruptMask(uint32_t state)
{
    clock_gate(state);
}

/* Conditional, but on the state. */
void sys_arch_unprotect(uint32_t state)
{
    if (!state) {
        __enable_irq();
    }
}

void up_irq_enable(void)
{
    __enable_irq();
}

/* Another project's function: nothing to return, no promise to return the state. */
void irqsave(int line)
{
    clock_gate((uint32_t)line);
}

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {__get_PRIMASK()};

    if (!state.word) {
        __disable_irq();
    }
    return state;
}

/* A default that a port replaces. */
__attribute__((weak)) void vPortRaiseBASEPRI(void)
{
}

/* Which bit of a whole status register masks is the architecture's matter. */
static inline void write_status(uint32_t status)
{
    __asm volatile("msr cpsr_c, %0" : : "r"(status) : "memory");
}

void taskENABLE_INTERRUPTS(void)
{
    write_status(0x1f);
}
