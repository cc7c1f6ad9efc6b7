// args: --cpu cortex-m4
/*
 * A lock that the handler asks for, and goes away without: what both do under it they never do at once. A
 * handler that does not ask is not kept out by it.
 */
#include "cmsis.h"

typedef uint32_t mutex_t;
extern uint32_t mutex_trylock(mutex_t *mutex);
extern void mutex_lock(mutex_t *mutex);
extern void mutex_unlock(mutex_t *mutex);

static mutex_t line;
static mutex_t own;
static volatile uint32_t length, sum, total;
int main(void);

static void good_add(void)
{
    mutex_lock(&line);
    length++;
    mutex_unlock(&line);
}

static void bad_handler_asks_for_nothing(void)
{
    mutex_lock(&line);
    sum++; // expect: CRIT202 "sum"
    mutex_unlock(&line);
}

static void bad_handler_asks_for_another(void)
{
    mutex_lock(&own);
    total++; // expect: CRIT202 "total"
    mutex_unlock(&own);
}

static void flush(void)
{
    if (!mutex_trylock(&line)) {
        return;
    }
    length += 2;
    total++;
    mutex_unlock(&line);
}

static void count(void)
{
    sum++;
}

void USART1_IRQHandler(void)
{
    flush();
    count();
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        good_add();
        bad_handler_asks_for_nothing();
        bad_handler_asks_for_another();
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[24] = {
    [1] = (vector)main,
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
