// args: --cpu cortex-m4 --tier C --select CRIT501
/* The near misses of bad.c. */
#include "freertos.h"

static SemaphoreHandle_t ready;
static QueueHandle_t queue;
static volatile bool received;
static uint32_t total;

void good_take(void)
{
    (void)xSemaphoreTake(ready, portMAX_DELAY);
    taskENTER_CRITICAL();
    total++;
    taskEXIT_CRITICAL();
}

/* A poll does not wait. */
void good_poll(void)
{
    taskENTER_CRITICAL();
    (void)xSemaphoreTake(ready, 0);
    total++;
    taskEXIT_CRITICAL();
}

/* Nor is it known whether this one does. */
void good_unknown_timeout(TickType_t ticks)
{
    taskENTER_CRITICAL();
    (void)xSemaphoreTake(ready, ticks);
    taskEXIT_CRITICAL();
}

void good_send(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    total += value;
    __set_PRIMASK(primask);
    (void)xQueueSend(queue, &value, 5);
}

void good_delay(void)
{
    vTaskSuspendAll();
    total++;
    (void)xTaskResumeAll();
    vTaskDelay(10);
}

/* Waits only for callers that say so. */
static void count(bool wait)
{
    total++;
    if (wait) {
        vTaskDelay(1);
    }
}

void good_callee(void)
{
    taskENTER_CRITICAL();
    count(false);
    taskEXIT_CRITICAL();
}

/* Leaves its caller's section before it waits. */
static void wait_outside(void)
{
    taskEXIT_CRITICAL();
    (void)xSemaphoreTake(ready, 100);
    taskENTER_CRITICAL();
}

void good_gap(void)
{
    taskENTER_CRITICAL();
    wait_outside();
    taskEXIT_CRITICAL();
}

/* A kernel that saves the mask with the task: the others run with their own. */
unsigned up_irq_save(void);
void up_irq_restore(unsigned flags);
int nxsem_wait(void *semaphore);

void good_switch(void)
{
    unsigned flags = up_irq_save();

    (void)nxsem_wait(&total);
    up_irq_restore(flags);
}

static void good_flag(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    received = false;
    __set_PRIMASK(primask);
    while (!received) {
    }
}

/* Counts the rounds: it ends. */
static void good_bounded(void)
{
    uint32_t rounds = 1000;
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    while (!received && rounds--) {
    }
    __set_PRIMASK(primask);
}

/* The line that is masked is another one. */
static void good_other_line(void)
{
    NVIC_DisableIRQ(USART2_IRQn);
    while (!received) {
    }
    NVIC_EnableIRQ(USART2_IRQn);
}

void USART1_IRQHandler(void)
{
    received = true;
}

int main(void)
{
    ready = xSemaphoreCreateBinary();
    queue = xQueueCreate(4, sizeof(uint32_t));
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    good_take();
    good_poll();
    good_unknown_timeout(total);
    good_delay();
    good_send(total);
    good_callee();
    good_gap();
    good_flag();
    good_bounded();
    good_other_line();
    count(true);
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
