// args: --cpu cortex-m4
/* The state before is kept and put back. */
#include "freertos.h"

static uint32_t shared;
static uint32_t table[4];

void good_pair(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __set_PRIMASK(primask);
}

static void good_bump(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared++;
    __set_PRIMASK(primask);
}

void masked_caller(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    table[0]++;
    good_bump();
    __set_PRIMASK(primask);
}

static uint32_t irq_off(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void irq_on(uint32_t primask)
{
    __set_PRIMASK(primask);
}

void good_wrappers(uint32_t value)
{
    uint32_t before = irq_off();

    shared = value;
    irq_on(before);
}

/* The macro declares the local that holds the state. */
#define CRITICAL_BEGIN()                                                                                     \
    uint32_t critical_before = __get_PRIMASK();                                                              \
    __disable_irq()
#define CRITICAL_END() __set_PRIMASK(critical_before)

void good_macros(uint32_t value)
{
    CRITICAL_BEGIN();
    shared = value;
    CRITICAL_END();
}

void good_two_exits(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (value == shared) {
        __set_PRIMASK(primask);
        return;
    }
    shared = value;
    __set_PRIMASK(primask);
}

void good_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x60);
    shared = value;
    __set_BASEPRI(before);
}

void good_asm(uint32_t value)
{
    uint32_t before;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before) : : "memory");
    shared = value;
    __asm volatile("msr primask, %0" : : "r"(before) : "memory");
}

static uint32_t good_line_level(void)
{
    uint32_t was_on = NVIC_GetEnableIRQ(USART1_IRQn);
    uint32_t level;

    NVIC_DisableIRQ(USART1_IRQn);
    level = table[1] - table[2];
    if (was_on) {
        NVIC_EnableIRQ(USART1_IRQn);
    }
    return level;
}

void closed_line_caller(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    table[2] += good_line_level();
    NVIC_EnableIRQ(USART1_IRQn);
}

void good_loop(uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t primask = __get_PRIMASK();

        __disable_irq();
        if (table[i] == value) {
            shared = value;
            __set_PRIMASK(primask);
            break;
        }
        __set_PRIMASK(primask);
    }
}

/* Opened only where it was open: the same as a restore. */
uint32_t good_state_read(uint32_t value)
{
    uint32_t was_masked = __get_PRIMASK();

    __disable_irq();
    shared = value;
    if (!was_masked) {
        __enable_irq();
    }
    return was_masked;
}

/* A mask that is never opened again ends in the reset. */
void good_never_returns(void)
{
    __disable_irq();
    shared = 0;
    NVIC_SystemReset();
}

enum { WAS_OPEN = 2, WAS_LOCKED = 4 };

static void enable_if(uint32_t status)
{
    if (status & WAS_OPEN) {
        __enable_irq();
    }
}

/* The state is one bit of several: which end of the helper is taken is not followed, and counts as right. */
void good_status_bit(uint32_t value)
{
    uint32_t status = shared ? WAS_LOCKED : 0;

    if (!__get_PRIMASK()) {
        status |= WAS_OPEN;
    }
    __disable_irq();
    shared = value;
    enable_if(status);
}
