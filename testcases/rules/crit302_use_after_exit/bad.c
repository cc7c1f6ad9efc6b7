// args: --cpu cortex-m4
/* The pointer is taken under the guard and followed without it. */
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

static uint32_t bad_read(void)
{
    const struct record *record;
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    record = &records[count % 8];
    records[0].length = 0;
    __set_PRIMASK(primask);
    return record->value; // expect: CRIT302 "records"
}

static void bad_write(void)
{
    struct record *record;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    taskEXIT_CRITICAL();
    record->length = 0; // expect: CRIT302 "records"
}

static void bad_copy(struct record *out)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    taskEXIT_CRITICAL();
    *out = *record; // expect: CRIT302 "records"
}

static uint32_t bad_array_member(void)
{
    const uint8_t *text;

    taskENTER_CRITICAL();
    text = records[count % 8].text;
    taskEXIT_CRITICAL();
    return text[0]; // expect: CRIT302 "records"
}

/* The pointer itself is read from guarded data. */
static uint32_t bad_loaded_pointer(void)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = oldest;
    taskEXIT_CRITICAL();
    return record->value; // expect: CRIT302 "records"
}

static uint32_t bad_one_branch(bool early)
{
    const struct record *record;
    uint32_t value;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    if (early) {
        taskEXIT_CRITICAL();
        return record->value; // expect: CRIT302 "records"
    }
    value = record->value;
    taskEXIT_CRITICAL();
    return value;
}

static uint32_t bad_second_name(void)
{
    const struct record *record;
    const struct record *same;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    same = record;
    taskEXIT_CRITICAL();
    return same->length; // expect: CRIT302 "records"
}

static void bad_builtin_copy(struct record *out)
{
    const struct record *record;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    taskEXIT_CRITICAL();
    __builtin_memcpy(out, record, sizeof *out); // expect: CRIT302 "records"
}

/* The second section does not help: the pointer is from the first, the use from between. */
static uint32_t bad_between_sections(void)
{
    struct record *record;
    uint32_t value;

    taskENTER_CRITICAL();
    record = &records[count % 8];
    taskEXIT_CRITICAL();
    value = record->value; // expect: CRIT302 "records"
    taskENTER_CRITICAL();
    record->length = 0;
    taskEXIT_CRITICAL();
    return value;
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        struct record copy;

        use(bad_read());
        bad_write();
        bad_copy(&copy);
        use(copy.value + bad_array_member());
        use(bad_loaded_pointer());
        use(bad_one_branch(copy.length != 0));
        use(bad_second_name());
        bad_builtin_copy(&copy);
        use(copy.value + bad_between_sections());
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
