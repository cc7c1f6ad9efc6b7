// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

static void good_automatic(uint8_t code, uint8_t value)
{
    uint8_t frame[4];

    frame[0] = code;
    frame[1] = value;
    USART1->DR = frame[0];
    USART1->DR = frame[1];
}

static void good_masked(uint8_t code, uint8_t value)
{
    static uint8_t frame[4];
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    frame[0] = code;
    frame[1] = value;
    USART1->DR = frame[0];
    USART1->DR = frame[1];
    __set_PRIMASK(primask);
}

/* Written and never read back: the newest is kept for the debugger. */
static void good_only_written(uint8_t code)
{
    static uint8_t last[2];

    last[0] = code;
}

/* Remembered from the call before: read first. */
static void good_remembered(uint32_t now)
{
    static uint32_t before;

    use(now - before);
    before = now;
}

/* Filled once, with the same each time. */
static uint32_t good_filled_once(void)
{
    static uint32_t ready;

    if (!ready) {
        ready = 1;
    }
    return ready;
}

/* Keeps a second call out. */
static void good_busy(uint8_t code)
{
    static uint8_t frame[2];
    static volatile uint8_t busy;

    if (busy) {
        return;
    }
    busy = 1;
    frame[0] = code;
    USART1->DR = frame[0];
    busy = 0;
}

/* Two handlers of one priority, and one of them alone. */
static void good_no_preemption(uint8_t code)
{
    static uint8_t frame[2];

    frame[0] = code;
    USART1->DR = frame[0];
}

static void good_main_alone(uint8_t code)
{
    static uint8_t frame[2];

    frame[0] = code;
    USART1->DR = frame[0];
}

void EXTI0_IRQHandler(void)
{
    good_automatic(1, 2);
    good_masked(1, 2);
    good_only_written(3);
    good_remembered(TIM2->CNT);
    use(good_filled_once());
    good_busy(4);
    good_no_preemption(5);
}

void EXTI1_IRQHandler(void)
{
    good_no_preemption(6);
}

int main(void)
{
    NVIC_SetPriority(EXTI0_IRQn, 3);
    NVIC_SetPriority(EXTI1_IRQn, 3);
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    for (;;) {
        good_automatic(3, 4);
        good_masked(3, 4);
        good_only_written(5);
        good_remembered(TIM2->CNT);
        use(good_filled_once());
        good_busy(6);
        good_main_alone(7);
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler, [16 + EXTI1_IRQn] = EXTI1_IRQHandler);
