/* Every row of models/freertos.yaml, used as it is meant; no body is visible. */
#include <stddef.h>
#include <stdint.h>

typedef int32_t BaseType_t;
typedef uint32_t UBaseType_t;
typedef uint32_t TickType_t;
typedef struct tskTaskControlBlock *TaskHandle_t;
typedef struct QueueDefinition *QueueHandle_t, *SemaphoreHandle_t, *QueueSetHandle_t;
typedef struct tmrTimerControl *TimerHandle_t;
typedef struct EventGroupDef *EventGroupHandle_t;
typedef struct StreamBufferDef *StreamBufferHandle_t, *MessageBufferHandle_t;
typedef void (*TaskFunction_t)(void *parameter);
typedef void (*TimerCallbackFunction_t)(TimerHandle_t timer);
typedef void (*PendedFunction_t)(void *parameter, uint32_t value);

/* ---- sections ---- */
void taskENTER_CRITICAL(void);
void taskEXIT_CRITICAL(void);
void portENTER_CRITICAL(void);
void portEXIT_CRITICAL(void);
void vPortEnterCritical(void);
void vPortExitCritical(void);
void vTaskEnterCritical(void);
void vTaskExitCritical(void);
UBaseType_t taskENTER_CRITICAL_FROM_ISR(void);
void taskEXIT_CRITICAL_FROM_ISR(UBaseType_t state);
UBaseType_t portSET_INTERRUPT_MASK_FROM_ISR(void);
void portCLEAR_INTERRUPT_MASK_FROM_ISR(UBaseType_t state);
void taskDISABLE_INTERRUPTS(void);
void taskENABLE_INTERRUPTS(void);
UBaseType_t portSET_INTERRUPT_MASK(void);
void portCLEAR_INTERRUPT_MASK(UBaseType_t state);
uint32_t ulSetInterruptMask(void);
void vClearInterruptMask(uint32_t state);
uint32_t ulSetInterruptMaskFromISR(void);
void vClearInterruptMaskFromISR(uint32_t state);
void vPortRaiseBASEPRI(void);
uint32_t ulPortRaiseBASEPRI(void);
void vPortSetBASEPRI(uint32_t basepri);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);

/* ---- tasks and notifications ---- */
BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint16_t depth, void *parameter,
                       UBaseType_t priority, TaskHandle_t *created);
void vTaskStartScheduler(void);
void vTaskDelete(TaskHandle_t task);
void vTaskDelay(TickType_t ticks);
void vTaskDelayUntil(TickType_t *previous, TickType_t increment);
void vTaskResume(TaskHandle_t task);
BaseType_t xTaskResumeFromISR(TaskHandle_t task);
UBaseType_t uxTaskPriorityGet(TaskHandle_t task);
UBaseType_t uxTaskBasePriorityGet(TaskHandle_t task);
TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
void portYIELD_FROM_ISR(BaseType_t woken);
BaseType_t xPortIsInsideInterrupt(void);
BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, int action);
BaseType_t xTaskNotifyIndexed(TaskHandle_t task, UBaseType_t index, uint32_t value, int action);
BaseType_t xTaskNotifyAndQuery(TaskHandle_t task, uint32_t value, int action, uint32_t *previous);
BaseType_t xTaskNotifyAndQueryIndexed(TaskHandle_t task, UBaseType_t index, uint32_t value, int action,
                                      uint32_t *previous);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
BaseType_t xTaskNotifyGiveIndexed(TaskHandle_t task, UBaseType_t index);
BaseType_t xTaskGenericNotify(TaskHandle_t task, UBaseType_t index, uint32_t value, int action,
                              uint32_t *previous);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken);
void vTaskGenericNotifyGiveFromISR(TaskHandle_t task, UBaseType_t index, BaseType_t *woken);
uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks);
uint32_t ulTaskNotifyTakeIndexed(UBaseType_t index, BaseType_t clear, TickType_t ticks);
uint32_t ulTaskGenericNotifyTake(UBaseType_t index, BaseType_t clear, TickType_t ticks);
BaseType_t xTaskNotifyWait(uint32_t entry, uint32_t leave, uint32_t *value, TickType_t ticks);
BaseType_t xTaskNotifyWaitIndexed(UBaseType_t index, uint32_t entry, uint32_t leave, uint32_t *value,
                                  TickType_t ticks);
BaseType_t xTaskGenericNotifyWait(UBaseType_t index, uint32_t entry, uint32_t leave, uint32_t *value,
                                  TickType_t ticks);
BaseType_t xTaskNotifyStateClear(TaskHandle_t task);

/* ---- queues and semaphores ---- */
QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t size);
BaseType_t xQueueSend(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendToBack(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueSendToFront(QueueHandle_t queue, const void *item, TickType_t ticks);
BaseType_t xQueueGenericSend(QueueHandle_t queue, const void *item, TickType_t ticks, BaseType_t position);
BaseType_t xQueueOverwrite(QueueHandle_t queue, const void *item);
BaseType_t xQueueSendFromISR(QueueHandle_t queue, const void *item, BaseType_t *woken);
BaseType_t xQueueReceive(QueueHandle_t queue, void *buffer, TickType_t ticks);
BaseType_t xQueueGenericReceive(QueueHandle_t queue, void *buffer, TickType_t ticks, BaseType_t peek);
BaseType_t xQueuePeek(QueueHandle_t queue, void *buffer, TickType_t ticks);
UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue);
BaseType_t xQueueIsQueueFullFromISR(QueueHandle_t queue);
QueueHandle_t xQueueSelectFromSet(QueueSetHandle_t set, TickType_t ticks);
SemaphoreHandle_t xSemaphoreCreateMutex(void);
BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t *woken);
BaseType_t xQueueGiveFromISR(QueueHandle_t queue, BaseType_t *woken);
BaseType_t xQueueSemaphoreTake(QueueHandle_t queue, TickType_t ticks);
BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t mutex, TickType_t ticks);
BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t mutex);
BaseType_t xQueueTakeMutexRecursive(QueueHandle_t mutex, TickType_t ticks);
BaseType_t xQueueGiveMutexRecursive(QueueHandle_t mutex);
UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore);
TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t mutex);
TaskHandle_t xQueueGetMutexHolder(QueueHandle_t mutex);

/* ---- timers, event groups, buffers, atomics ---- */
TimerHandle_t xTimerCreate(const char *name, TickType_t period, BaseType_t reload, void *id,
                           TimerCallbackFunction_t callback);
BaseType_t xTimerStart(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerStop(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t ticks);
BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period, TickType_t ticks);
BaseType_t xTimerPendFunctionCall(PendedFunction_t function, void *parameter, uint32_t value,
                                  TickType_t ticks);
BaseType_t xTimerGenericCommand(TimerHandle_t timer, BaseType_t command, TickType_t value, BaseType_t *woken,
                                TickType_t ticks);
BaseType_t xTimerGenericCommandFromTask(TimerHandle_t timer, BaseType_t command, TickType_t value,
                                        BaseType_t *woken, TickType_t ticks);
EventGroupHandle_t xEventGroupCreate(void);
uint32_t xEventGroupWaitBits(EventGroupHandle_t group, uint32_t bits, BaseType_t clear, BaseType_t all,
                             TickType_t ticks);
uint32_t xEventGroupSync(EventGroupHandle_t group, uint32_t set, uint32_t wait, TickType_t ticks);
uint32_t xEventGroupSetBits(EventGroupHandle_t group, uint32_t bits);
uint32_t xEventGroupClearBits(EventGroupHandle_t group, uint32_t bits);
uint32_t xEventGroupGetBits(EventGroupHandle_t group);
StreamBufferHandle_t xStreamBufferCreate(size_t size, size_t trigger);
size_t xStreamBufferSend(StreamBufferHandle_t buffer, const void *data, size_t length, TickType_t ticks);
size_t xStreamBufferReceive(StreamBufferHandle_t buffer, void *data, size_t length, TickType_t ticks);
BaseType_t xStreamBufferReset(StreamBufferHandle_t buffer);
size_t xMessageBufferSend(MessageBufferHandle_t buffer, const void *data, size_t length, TickType_t ticks);
size_t xMessageBufferReceive(MessageBufferHandle_t buffer, void *data, size_t length, TickType_t ticks);
BaseType_t xMessageBufferReset(MessageBufferHandle_t buffer);
BaseType_t xStreamBufferSendCompletedFromISR(StreamBufferHandle_t buffer, BaseType_t *woken);
uint32_t Atomic_Increment_u32(uint32_t volatile *count);

static QueueHandle_t queue;
static SemaphoreHandle_t mutex, ready;
static QueueSetHandle_t set;
static TimerHandle_t timer;
static EventGroupHandle_t group;
static StreamBufferHandle_t stream;
static MessageBufferHandle_t messages;
static TaskHandle_t worker;
static uint32_t count, lost;

void UART_IRQHandler(void)
{
    BaseType_t woken = 0;
    uint32_t now = xTaskGetTickCountFromISR();
    UBaseType_t state = taskENTER_CRITICAL_FROM_ISR();
    count++;
    taskEXIT_CRITICAL_FROM_ISR(state);
    state = portSET_INTERRUPT_MASK_FROM_ISR();
    count++;
    portCLEAR_INTERRUPT_MASK_FROM_ISR(state);
    if (xQueueIsQueueFullFromISR(queue)) {
        Atomic_Increment_u32(&lost);
    }
    xQueueSendFromISR(queue, &now, &woken);
    xSemaphoreGiveFromISR(ready, &woken);
    xQueueGiveFromISR(ready, &woken);
    vTaskNotifyGiveFromISR(worker, &woken);
    vTaskGenericNotifyGiveFromISR(worker, 0, &woken);
    xStreamBufferSendCompletedFromISR(stream, &woken);
    xTimerGenericCommand(timer, 6, now, &woken, 0);
    woken |= xTaskResumeFromISR(worker);
    portYIELD_FROM_ISR(woken);
}

static void on_timer(TimerHandle_t expired)
{
    (void)expired;
}

static void pended(void *parameter, uint32_t value)
{
    (void)parameter, (void)value;
}

static void sections(void)
{
    taskENTER_CRITICAL();
    portENTER_CRITICAL();
    count++;
    portEXIT_CRITICAL();
    taskEXIT_CRITICAL();
    vPortEnterCritical();
    vPortExitCritical();
    vTaskEnterCritical();
    vTaskExitCritical();
    taskDISABLE_INTERRUPTS();
    count++;
    taskENABLE_INTERRUPTS();
    vTaskSuspendAll();
    lost = 0;
    xTaskResumeAll();
}

static void port_sections(void)
{
    UBaseType_t state = portSET_INTERRUPT_MASK();
    portCLEAR_INTERRUPT_MASK(state);
    state = ulSetInterruptMask();
    vClearInterruptMask(state);
    state = ulSetInterruptMaskFromISR();
    vClearInterruptMaskFromISR(state);
    state = ulPortRaiseBASEPRI();
    vPortSetBASEPRI(state);
    vPortRaiseBASEPRI();
    vPortSetBASEPRI(0);
}

static void notifications(void)
{
    uint32_t value =
        ulTaskNotifyTake(1, 10) + ulTaskNotifyTakeIndexed(0, 1, 10) + ulTaskGenericNotifyTake(0, 1, 10);
    xTaskNotifyWait(0, 0, &value, 10);
    xTaskNotifyWaitIndexed(0, 0, 0, &value, 10);
    xTaskGenericNotifyWait(0, 0, 0, &value, 10);
    xTaskNotify(worker, 1, 1);
    xTaskNotifyIndexed(worker, 0, 1, 1);
    xTaskNotifyAndQuery(worker, 1, 1, &value);
    xTaskNotifyAndQueryIndexed(worker, 0, 1, 1, &value);
    xTaskGenericNotify(worker, 0, 1, 1, &value);
    xTaskNotifyGive(worker);
    xTaskNotifyGiveIndexed(worker, 0);
    xTaskNotifyStateClear(worker);
}

static void queues(void)
{
    uint32_t item = uxTaskPriorityGet(worker) + uxTaskBasePriorityGet(worker);
    xQueueSend(queue, &item, 10);
    xQueueSendToBack(queue, &item, 10);
    xQueueSendToFront(queue, &item, 10);
    xQueueGenericSend(queue, &item, 10, 0);
    xQueueOverwrite(queue, &item);
    xQueuePeek(queue, &item, 10);
    xQueueReceive(queue, &item, uxQueueMessagesWaiting(queue));
    xQueueGenericReceive(queue, &item, 10, 0);
    xQueueSelectFromSet(set, 10);
}

static void semaphores(void)
{
    if (xSemaphoreTake(mutex, 10)) {
        xSemaphoreGive(mutex);
    }
    xQueueSemaphoreTake(ready, 10);
    if (xSemaphoreTakeRecursive(mutex, 10)) {
        xSemaphoreGiveRecursive(mutex);
    }
    if (xQueueTakeMutexRecursive(mutex, 10)) {
        xQueueGiveMutexRecursive(mutex);
    }
    if (uxSemaphoreGetCount(ready) && xSemaphoreGetMutexHolder(mutex) == xQueueGetMutexHolder(mutex)) {
        vTaskResume(worker);
    }
}

static void timers_and_groups(void)
{
    xTimerStart(timer, 10);
    xTimerReset(timer, 10);
    xTimerChangePeriod(timer, 100, 10);
    xTimerGenericCommandFromTask(timer, 1, 0, NULL, 10);
    xTimerPendFunctionCall(pended, NULL, 0, 10);
    xTimerStop(timer, 10);
    xTimerDelete(timer, 10);
    xEventGroupSetBits(group, 1);
    xEventGroupWaitBits(group, 1, 1, 0, 10);
    xEventGroupClearBits(group, xEventGroupGetBits(group));
    xEventGroupSync(group, 1, 3, 10);
}

static void buffers(void)
{
    char data[8] = {0};
    xStreamBufferSend(stream, data, sizeof(data), 10);
    xStreamBufferReceive(stream, data, sizeof(data), 10);
    xStreamBufferReset(stream);
    xMessageBufferSend(messages, data, sizeof(data), 10);
    xMessageBufferReceive(messages, data, sizeof(data), 10);
    xMessageBufferReset(messages);
}

static void work(void *parameter)
{
    TickType_t last = xTaskGetTickCount();
    (void)parameter;
    for (int i = 0; i < 3; i++) {
        sections();
        notifications();
        queues();
        semaphores();
        timers_and_groups();
        buffers();
        vTaskDelayUntil(&last, 10);
        vTaskDelay(10);
    }
    vTaskDelete(NULL);
}

/* Called by the kernel: in the tick interrupt, and in the idle task. */
void vApplicationTickHook(void)
{
}

void vApplicationIdleHook(void)
{
}

int main(void)
{
    if (!xPortIsInsideInterrupt()) {
        port_sections();
    }
    queue = xQueueCreate(4, sizeof(uint32_t));
    mutex = xSemaphoreCreateMutex();
    timer = xTimerCreate("timer", 100, 1, NULL, on_timer);
    group = xEventGroupCreate();
    stream = xStreamBufferCreate(64, 1);
    xTaskCreate(work, "work", 256, NULL, 2, &worker);
    vTaskStartScheduler();
    for (;;) {
    }
}
