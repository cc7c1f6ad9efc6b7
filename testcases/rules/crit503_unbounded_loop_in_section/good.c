// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "freertos.h"

#define FLASH_SR (*(volatile uint32_t *)0x40023C0CUL)
#define FLASH_KEY (*(volatile uint32_t *)0x40023C04UL)
#define BUSY 0x10000UL

static uint32_t total;

void good_wait_before(void)
{
    uint32_t primask;

    while (FLASH_SR & BUSY) {
    }
    primask = __get_PRIMASK();
    __disable_irq();
    FLASH_KEY = total;
    __set_PRIMASK(primask);
}

void good_bound(void)
{
    uint32_t rounds = 100;

    taskENTER_CRITICAL();
    while ((FLASH_SR & BUSY) && --rounds) {
    }
    taskEXIT_CRITICAL();
}

/* The end of all: a trap is no section. */
void good_trap(void)
{
    __disable_irq();
    while (!(FLASH_SR & 1)) {
    }
    NVIC_SystemReset();
}

/* Handlers run while the scheduler is suspended. */
void good_suspended(void)
{
    vTaskSuspendAll();
    while (FLASH_SR & BUSY) {
    }
    (void)xTaskResumeAll();
}

/* Open between two tries. */
static volatile uint32_t lock_word;

uint32_t good_lock(void)
{
    for (;;) {
        uint32_t primask = __get_PRIMASK();

        __disable_irq();
        if (!__atomic_exchange_n(&lock_word, 1, __ATOMIC_ACQUIRE)) {
            return primask;
        }
        __set_PRIMASK(primask);
    }
}
