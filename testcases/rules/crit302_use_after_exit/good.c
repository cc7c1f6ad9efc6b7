// args: --cpu cortex-m4
/* The pointer is followed while the guard is held; what is needed later is copied. */
#include "freertos.h"

struct record {
    uint32_t value;
    uint32_t length;
    uint8_t text[8];
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

static struct record *oldest = &records[0];
static struct record unshared[8];

static uint32_t good_read(void)
{
    const struct record *record;
    uint32_t value;
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    record = &records[count % 8];
    records[0].length = 0;
    value = record->value;
    __set_PRIMASK(primask);
    return value;
}

static void good_write(void)
{
    struct record *record;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    record->length = 0;
    taskEXIT_CRITICAL();
}

static void good_copy(struct record *out)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    *out = *record;
    taskEXIT_CRITICAL();
}

static uint32_t good_array_member(void)
{
    const uint8_t *text;
    uint8_t first;

    taskENTER_CRITICAL();
    text = records[count % 8].text;
    first = text[0];
    taskEXIT_CRITICAL();
    return first;
}

static uint32_t good_loaded_pointer(void)
{
    const struct record *record;
    uint32_t value;

    taskENTER_CRITICAL();
    record = oldest;
    value = record->value;
    taskEXIT_CRITICAL();
    return value;
}

static uint32_t good_one_branch(bool early)
{
    const struct record *record;
    uint32_t value = 0;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    if (early) {
        taskEXIT_CRITICAL();
        return value;
    }
    value = record->value;
    taskEXIT_CRITICAL();
    return value;
}

static uint32_t good_second_name(void)
{
    const struct record *record;
    const struct record *same;
    uint32_t length;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    same = record;
    length = same->length;
    taskEXIT_CRITICAL();
    return length;
}

static void good_builtin_copy(struct record *out)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    __builtin_memcpy(out, record, sizeof *out);
    taskEXIT_CRITICAL();
}

/* Used in both sections, never between them. */
static uint32_t good_between_sections(void)
{
    struct record *record;
    uint32_t value;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    value = record->value;
    taskEXIT_CRITICAL();
    use(value);
    taskENTER_CRITICAL();
    record->length = 0;
    taskEXIT_CRITICAL();
    return value;
}

/* The section chose the element; only this task has the array. */
static uint32_t good_unshared(void)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = &unshared[count % 8];
    taskEXIT_CRITICAL();
    return record->value;
}

/* The pointer is compared, not followed. */
static bool good_compared(void)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = oldest;
    taskEXIT_CRITICAL();
    return record != NULL;
}

/* The variable points to something else by then. */
static uint32_t good_retargeted(void)
{
    const struct record *record;
    struct record copy;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    copy = *record;
    taskEXIT_CRITICAL();
    record = &copy;
    return record->value;
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        struct record copy;

        use(good_read());
        good_write();
        good_copy(&copy);
        use(copy.value + good_array_member());
        use(good_loaded_pointer());
        use(good_one_branch(copy.length != 0));
        use(good_second_name());
        good_builtin_copy(&copy);
        use(copy.value + good_between_sections());
        use(good_unshared() + good_compared() + good_retargeted());
    }
}

int main(void)
{
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
