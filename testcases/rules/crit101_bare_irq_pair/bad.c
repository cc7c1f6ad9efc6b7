// args: --cpu cortex-m4
/* Masked, then opened without looking at what was before: the caller's section ends here. */
#include "freertos.h"

static uint32_t shared;
static uint32_t table[4];

void bad_pair(uint32_t value)
{
    __disable_irq();
    shared = value;
    __enable_irq(); // expect: CRIT101
}

static void bad_bump(void)
{
    __disable_irq();
    shared++;
    __enable_irq(); // expect: CRIT101
}

/* The helper opens what this function still needs closed. */
void masked_caller(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    table[0]++;
    bad_bump();
    __set_PRIMASK(primask);
}

static void irq_off(void)
{
    __disable_irq();
}

static void irq_on(void)
{
    __enable_irq();
}

void bad_wrappers(uint32_t value)
{
    irq_off();
    shared = value;
    irq_on(); // expect: CRIT101
}

#define CRITICAL_BEGIN() __disable_irq()
#define CRITICAL_END() __enable_irq()

void bad_macros(uint32_t value)
{
    CRITICAL_BEGIN();
    shared = value;
    CRITICAL_END(); // expect: CRIT101
}

void bad_two_exits(uint32_t value)
{
    __disable_irq();
    if (value == shared) {
        __enable_irq(); // expect: CRIT101
        return;
    }
    shared = value;
    __enable_irq(); // expect: CRIT101
}

void bad_ceiling(uint32_t value)
{
    __set_BASEPRI(0x60);
    shared = value;
    __set_BASEPRI(0); // expect: CRIT101
}

void bad_asm(uint32_t value)
{
    __asm volatile("cpsid i" ::: "memory");
    shared = value;
    __asm volatile("cpsie i" ::: "memory"); // expect: CRIT101
}

static uint32_t bad_line_level(void)
{
    uint32_t level;

    NVIC_DisableIRQ(USART1_IRQn);
    level = table[1] - table[2];
    NVIC_EnableIRQ(USART1_IRQn); // expect: CRIT101 "USART1"
    return level;
}

/* The line of the helper is the one that this function holds. */
void closed_line_caller(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    table[2] += bad_line_level();
    NVIC_EnableIRQ(USART1_IRQn);
}

void bad_loop(uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++) {
        __disable_irq();
        if (table[i] == value) {
            goto found;
        }
        __enable_irq(); // expect: CRIT101
    }
    return;
found:
    shared = value;
    __enable_irq(); // expect: CRIT101
}

/* The state is read, but only to be reported. */
uint32_t bad_state_read(uint32_t value)
{
    uint32_t was_masked = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __enable_irq(); // expect: CRIT101
    return was_masked;
}
