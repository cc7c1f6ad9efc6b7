// args: --cpu cortex-m4 --tier C
/* A section as long as the hardware likes. */
#include "freertos.h"

#define FLASH_SR (*(volatile uint32_t *)0x40023C0CUL)
#define FLASH_KEY (*(volatile uint32_t *)0x40023C04UL)
#define BUSY 0x10000UL

static uint32_t total;

void bad_wait(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    FLASH_KEY = total;
    while (FLASH_SR & BUSY) { // expect: CRIT503 "waits for register 0x40023c0c without a bound"
    }
    __set_PRIMASK(primask);
}

void bad_two_conditions(void)
{
    taskENTER_CRITICAL();
    do {
        __asm volatile("nop");
    } while ((FLASH_SR & BUSY) || // expect: CRIT503
             !(FLASH_SR & 1)); // expect: CRIT503
    taskEXIT_CRITICAL();
}

/* The lock of another core: the wait is as long as its section. */
static volatile uint32_t lock_word;

uint32_t bad_lock(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    while (__atomic_exchange_n(&lock_word, 1, __ATOMIC_ACQUIRE)) { // expect: CRIT503 "waits for a lock"
    }
    return primask;
}
