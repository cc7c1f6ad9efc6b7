// args: --cpu cortex-m4 --tier C
/*
 * A library of a kernel: no caller is in sight, and that two functions guard a list says that callers are
 * several.
 */
#include "freertos.h"

struct waiter {
    struct waiter *next;
    uint32_t key;
    uint32_t result;
};

static struct waiter *waiters;
static struct waiter *sleepers;
static struct waiter *alone;
static struct waiter *loose;
static struct waiter *led;
static uint32_t count;
static uint32_t started;

void list_add(struct waiter *waiter)
{
    taskENTER_CRITICAL();
    waiter->next = waiters;
    waiters = waiter;
    sleepers = waiter;
    alone = waiter;
    loose = waiter;
    led = waiter;
    count++;
    taskEXIT_CRITICAL();
}

void list_remove(struct waiter *waiter)
{
    taskENTER_CRITICAL();
    if (waiters == waiter) {
        waiters = waiter->next;
        sleepers = 0;
        loose = 0;
        led = 0;
        count--;
    }
    taskEXIT_CRITICAL();
}

void bad_walk(uint32_t key)
{
    for (struct waiter *at = waiters; at; at = at->next) { // expect: CRIT214 "'waiters' is guarded in 2 functions"
        if (at->key == key) {
            at->result = 0;
        }
    }
}

uint32_t bad_at_once(void)
{
    return led->key; // expect: CRIT214 "followed"
}

void bad_count(uint32_t by)
{
    count -= by; // expect: CRIT214 "changed"
}

/* Only asks whether there is one: one word is read in one step. */
uint32_t good_question(void)
{
    return sleepers != 0;
}

/* One function alone takes a guard: that may be for another reason. */
uint32_t good_one_guard(void)
{
    return alone->key;
}

/* Two go without: it is no rule here. */
uint32_t good_habit(void)
{
    return loose->key;
}

uint32_t good_habit_too(void)
{
    return loose->result;
}

/* One store is no step of several. */
void good_start(void)
{
    started = 1;
    sleepers = 0;
}

static void drop(uint32_t by)
{
    count -= by;
}

void good_held_by_caller(uint32_t by)
{
    taskENTER_CRITICAL();
    drop(by);
    taskEXIT_CRITICAL();
}
