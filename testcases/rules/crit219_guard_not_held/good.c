// args: --cpu cortex-m4 --config 'objects=[{name: said, guard: pool.lock}, {name: ticks, guard: masked}]'
#include "critlint.h"
#include "freertos.h"

static struct {
    SemaphoreHandle_t lock;
} pool;

static SemaphoreHandle_t queue_lock;
CRITLINT_GUARDED_BY(queue_lock) static unsigned queued;
CRITLINT_GUARDED_BY_MASK static volatile unsigned received;
static unsigned theirs __attribute__((guarded_by(queue_lock)));
CRITLINT_GUARDED_BY(queue_lock) static unsigned only_here;
static unsigned said;
static volatile unsigned ticks;

CRITLINT_HANDLER CRITLINT_PRIORITY(6) CRITLINT_LINE(17) void radio(void)
{
    received = 1; /* nobody who shares it preempts this handler */
    ticks = 1;
}

static unsigned good_read(void)
{
    taskENTER_CRITICAL();
    unsigned value = received + ticks;
    taskEXIT_CRITICAL();
    return value;
}

/* Its callers hold it. */
static void good_step(void)
{
    queued++;
    theirs++;
}

static void good_under_lock(void)
{
    xSemaphoreTake(queue_lock, portMAX_DELAY);
    good_step();
    xSemaphoreGive(queue_lock);
}

static void good_tested(void)
{
    if (xSemaphoreTake(queue_lock, 5) == pdTRUE) {
        queued = 0;
        xSemaphoreGive(queue_lock);
    }
}

static void good_task(void *unused)
{
    (void)unused;
    for (;;) {
        only_here++; /* nobody else touches it */
        good_under_lock();
        xSemaphoreTake(pool.lock, portMAX_DELAY);
        said = good_read();
        xSemaphoreGive(pool.lock);
    }
}

static void good_other(void *unused)
{
    (void)unused;
    for (;;) {
        good_under_lock();
        good_tested();
        xSemaphoreTake(pool.lock, portMAX_DELAY);
        said++;
        xSemaphoreGive(pool.lock);
    }
}

/* Nothing is seen to enable the handler; that it is off here, the code says. */
CRITLINT_INIT static void good_init(void)
{
    received = 0;
}

/* Before the scheduler runs no task comes between. */
int main(void)
{
    good_init();
    queue_lock = xSemaphoreCreateMutex();
    queued = theirs = said = 0;
    xTaskCreate(good_task, "task", 128, 0, 1, 0);
    xTaskCreate(good_other, "other", 128, 0, 2, 0);
    vTaskStartScheduler();
    return 0;
}
