// args: --cpu cortex-m4
/* The same of a lock. */
#include "critlint.h"
#include "freertos.h"

static SemaphoreHandle_t lock, other;
static unsigned used;

CRITLINT_REQUIRES(lock) static void step(void)
{
    used++;
}

/* Who says the same passes the duty on. */
CRITLINT_REQUIRES(lock) static void good_steps(void)
{
    step();
    step();
}

CRITLINT_REQUIRES(lokc) static void misspelt(void)
{
    used++;
}

static void good_locked(void)
{
    xSemaphoreTake(lock, portMAX_DELAY);
    step();
    good_steps();
    xSemaphoreGive(lock);
}

static void bad_bare(void)
{
    step();       // expect: CRIT304 "'step' is to be called with 'lock' held, and is called without"
    good_steps(); // expect: CRIT304 "'good_steps'"
}

static void bad_other(void)
{
    xSemaphoreTake(other, portMAX_DELAY);
    step(); // expect: CRIT304 "'step'"
    xSemaphoreGive(other);
}

static void bad_after(void)
{
    xSemaphoreTake(lock, portMAX_DELAY);
    xSemaphoreGive(lock);
    step(); // expect: CRIT304
}

static void task(void *unused)
{
    (void)unused;
    for (;;) {
        good_locked();
        bad_bare();
        bad_other();
        bad_after();
        misspelt(); // expect: CRIT304 "'misspelt' is to be called with 'lokc' held, and nothing here is called so"
    }
}

int main(void)
{
    step(); /* nobody else runs yet */
    xTaskCreate(task, "task", 128, 0, 1, 0);
    vTaskStartScheduler();
    return 0;
}
