// args: --cpu cortex-m4
/* One finding for a call, however many handlers come there; none where the function knows both sides. */
#include "freertos.h"

static SemaphoreHandle_t ready;
static volatile uint32_t mode;

static void bad_give(void)
{
    (void)xSemaphoreGive(ready); // expect: CRIT505 "xSemaphoreGive"
}

/* The test is not understood, but there is one. */
static void good_give_by_mode(void)
{
    if (mode & 4) {
        (void)xSemaphoreGiveFromISR(ready, 0);
    } else {
        (void)xSemaphoreGive(ready);
    }
}

/* Both on one path: the author did not tell them apart. */
static void bad_give_twice(void)
{
    (void)xSemaphoreGiveFromISR(ready, 0);
    if (mode & 4) {
        (void)xSemaphoreGive(ready); // expect: CRIT505 "xSemaphoreGive"
    }
}

void USART1_IRQHandler(void)
{
    bad_give();
    good_give_by_mode();
    bad_give_twice();
}

void USART2_IRQHandler(void)
{
    bad_give();
}
