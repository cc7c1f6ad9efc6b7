// args: --cpu cortex-m4
/* The section ends, the address lives on: whoever has it reads and writes without the guard. */
#include "freertos.h"

struct record {
    uint32_t value;
    uint32_t length;
    uint8_t text[8];
};

struct view {
    const struct record *newest;
    uint32_t total;
};

static struct record records[8];
static uint32_t count;

/* Priority 6. */
void USART1_IRQHandler(void)
{
    struct record *record = &records[count % 8];

    record->value = USART1->DR;
    record->length++;
    count++;
}

static struct record *current;
static struct view shown;
static QueueHandle_t queue;

static uint32_t irq_save(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void irq_restore(uint32_t primask)
{
    __set_PRIMASK(primask);
}

static struct record *bad_return(void)
{
    struct record *newest;
    uint32_t state = irq_save();

    records[0].length = 0;
    newest = &records[count % 8];
    irq_restore(state);
    return newest; // expect: CRIT301 "records"
}

static const uint8_t *bad_return_member(void)
{
    const uint8_t *text;

    taskENTER_CRITICAL();
    records[1].text[0] = 0;
    text = records[1].text;
    taskEXIT_CRITICAL();
    return text; // expect: CRIT301 "records"
}

static void bad_store_global(void)
{
    taskENTER_CRITICAL();
    records[2].length = 0;
    current = &records[2]; // expect: CRIT301 "records"
    taskEXIT_CRITICAL();
}

static void bad_store_field(void)
{
    taskENTER_CRITICAL();
    shown.total = count;
    shown.newest = &records[count % 8]; // expect: CRIT301 "records"
    taskEXIT_CRITICAL();
}

static bool bad_out_parameter(struct record **found)
{
    taskENTER_CRITICAL();
    records[3].length = 0;
    *found = &records[3]; // expect: CRIT301 "records"
    taskEXIT_CRITICAL();
    return true;
}

static struct view bad_return_struct(void)
{
    struct view view;

    taskENTER_CRITICAL();
    view.total = count;
    view.newest = &records[4];
    taskEXIT_CRITICAL();
    return view; // expect: CRIT301 "records"
}

/* Another task gets the address. */
static void bad_send(void)
{
    struct record *record;
    uint32_t state = irq_save();

    records[5].length = 0;
    record = &records[5];
    irq_restore(state);
    (void)xQueueSend(queue, &record, 0); // expect: CRIT301 "records"
}

/* The section's own cleanup runs before the caller sees the pointer. */
static void put_back(const uint32_t *primask)
{
    irq_restore(*primask);
}

static struct record *bad_return_from_scope(void)
{
    __attribute__((cleanup(put_back))) uint32_t state = irq_save();

    records[6].length = state;
    return &records[6]; // expect: CRIT301 "records"
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        struct record *found;
        struct view view;

        use(bad_return()->value);
        use(bad_return_member()[0]);
        bad_store_global();
        use(current->value);
        bad_store_field();
        use(shown.newest->value);
        if (bad_out_parameter(&found)) {
            use(found->value);
        }
        view = bad_return_struct();
        use(view.newest->value);
        bad_send();
        use(bad_return_from_scope()->value);
    }
}

int main(void)
{
    queue = xQueueCreate(4, sizeof(struct record *));
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
