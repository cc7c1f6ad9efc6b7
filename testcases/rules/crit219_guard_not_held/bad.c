// args: --cpu cortex-m4 --config 'objects=[{name: said, guard: pool.lock}, {name: ticks, guard: masked}]'
#include "critlint.h"
#include "freertos.h"

struct pool {
    SemaphoreHandle_t lock;
    CRITLINT_GUARDED_BY(lock) unsigned used;
    unsigned size;
};

extern struct pool pool;
static SemaphoreHandle_t queue_lock, other_lock;
CRITLINT_GUARDED_BY(queue_lock) static unsigned queued;
CRITLINT_GUARDED_BY(qeue_lock) static unsigned misspelt;
CRITLINT_GUARDED_BY_MASK static volatile unsigned received;
static unsigned theirs __attribute__((guarded_by(queue_lock)));
static unsigned said;
static volatile unsigned ticks;

CRITLINT_HANDLER CRITLINT_PRIORITY(6) CRITLINT_LINE(17) void radio(void)
{
    received = 1;
    ticks = 1;
}

/* A word in one step: no race, and against what is said. */
static unsigned bad_read(void)
{
    return received; // expect: CRIT219 "'received' is to be touched with interrupts masked, and is read here"
}

static void bad_without(void)
{
    queued++;      // expect: CRIT219 "'queued' is guarded by 'queue_lock', and is written here without it"
    said = 1;      // expect: CRIT219 "'said' is guarded by 'pool.lock'"
    theirs = 2;    // expect: CRIT219 "'theirs' is guarded by 'queue_lock'"
    misspelt = 3;  // expect: CRIT219 "guarded by 'qeue_lock', and nothing here is called so"
    pool.used = 4; // expect: CRIT219 "'pool.used' is guarded by 'lock'"
    pool.size = 5;
}

static void bad_other_lock(void)
{
    xSemaphoreTake(other_lock, portMAX_DELAY);
    queued++; // expect: CRIT219 "without it"
    xSemaphoreGive(other_lock);
}

static void bad_after(void)
{
    xSemaphoreTake(queue_lock, portMAX_DELAY);
    queued++;
    xSemaphoreGive(queue_lock);
    queued--; // expect: CRIT219
}

static void bad_task(void *unused)
{
    (void)unused;
    for (;;) {
        bad_without();
        bad_other_lock();
        bad_after();
        ticks = bad_read(); // expect: CRIT219 "'ticks'"
    }
}

/* The same function twice is no other context: this one is. */
static void good_task(void *unused)
{
    (void)unused;
    for (;;) {
        xSemaphoreTake(queue_lock, portMAX_DELAY);
        queued++;
        theirs++;
        misspelt++;
        xSemaphoreGive(queue_lock);
        xSemaphoreTake(pool.lock, portMAX_DELAY);
        said++;
        pool.used++;
        xSemaphoreGive(pool.lock);
    }
}

int main(void)
{
    pool.lock = xSemaphoreCreateMutex();
    queue_lock = xSemaphoreCreateMutex();
    other_lock = xSemaphoreCreateMutex();
    queued = said = theirs = 0;
    xTaskCreate(bad_task, "bad", 128, 0, 1, 0);
    xTaskCreate(good_task, "good", 128, 0, 2, 0);
    vTaskStartScheduler();
    return 0;
}
