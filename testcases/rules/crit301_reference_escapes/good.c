// args: --cpu cortex-m4
/* Values leave the section, addresses stay inside, or the object changes hands for good. */
#include "freertos.h"

struct record {
    uint32_t value;
    uint32_t length;
    uint8_t text[8];
};

struct view {
    struct record newest;
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

static struct record current;
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

static struct record good_return(void)
{
    struct record newest;
    uint32_t state = irq_save();

    records[0].length = 0;
    newest = records[count % 8];
    irq_restore(state);
    return newest;
}

static uint8_t good_return_member(void)
{
    uint8_t first;

    taskENTER_CRITICAL();
    records[1].text[0] = 0;
    first = records[1].text[0];
    taskEXIT_CRITICAL();
    return first;
}

static void good_store_global(void)
{
    taskENTER_CRITICAL();
    records[2].length = 0;
    current = records[2];
    taskEXIT_CRITICAL();
}

static void good_store_field(void)
{
    taskENTER_CRITICAL();
    shown.total = count;
    shown.newest = records[count % 8];
    taskEXIT_CRITICAL();
}

static bool good_out_parameter(struct record *found)
{
    taskENTER_CRITICAL();
    records[3].length = 0;
    *found = records[3];
    taskEXIT_CRITICAL();
    return true;
}

static struct view good_return_struct(void)
{
    struct view view;

    taskENTER_CRITICAL();
    view.total = count;
    view.newest = records[4];
    taskEXIT_CRITICAL();
    return view;
}

static void good_send(void)
{
    struct record record;
    uint32_t state = irq_save();

    records[5].length = 0;
    record = records[5];
    irq_restore(state);
    (void)xQueueSend(queue, &record, 0);
}

static void put_back(const uint32_t *primask)
{
    irq_restore(*primask);
}

static struct record good_return_from_scope(void)
{
    __attribute__((cleanup(put_back))) uint32_t state = irq_save();

    records[6].length = state;
    return records[6];
}

/* The index leaves, not the address: whoever uses it enters the section again. */
static uint32_t good_index(void)
{
    uint32_t index;

    taskENTER_CRITICAL();
    index = count % 8;
    taskEXIT_CRITICAL();
    return index;
}

/* A name in flash: nobody writes it. */
static const char *good_constant(void)
{
    static const char *const names[] = {"idle", "busy"};
    const char *name;

    taskENTER_CRITICAL();
    name = names[count % 2];
    taskEXIT_CRITICAL();
    return name;
}

struct node {
    struct node *next;
    uint32_t value;
};

static struct node pool[4];
static struct node *free_nodes = &pool[0];

/* Taken off the list inside the section: from here on it is the caller's alone. */
static struct node *good_take(void)
{
    struct node *node;

    taskENTER_CRITICAL();
    node = free_nodes;
    if (node != NULL) {
        free_nodes = node->next;
        node->next = NULL;
    }
    taskEXIT_CRITICAL();
    return node;
}

static void good_give(struct node *node)
{
    taskENTER_CRITICAL();
    node->next = free_nodes;
    free_nodes = node;
    taskEXIT_CRITICAL();
}

static void task(void *argument)
{
    (void)argument;
    for (;;) {
        struct record found;
        struct view view;
        struct node *node;

        use(good_return().value);
        use(good_return_member());
        good_store_global();
        use(current.value);
        good_store_field();
        use(shown.newest.value);
        if (good_out_parameter(&found)) {
            use(found.value);
        }
        view = good_return_struct();
        use(view.newest.value);
        good_send();
        use(good_return_from_scope().value);
        use(good_index());
        use((uint32_t)good_constant()[0]);
        node = good_take();
        if (node != NULL) {
            node->value = 1;
            good_give(node);
        }
    }
}

int main(void)
{
    queue = xQueueCreate(4, sizeof(struct record));
    (void)xTaskCreate(task, "task", 128, NULL, 1, NULL);
    NVIC_SetPriority(USART1_IRQn, 6);
    NVIC_EnableIRQ(USART1_IRQn);
    vTaskStartScheduler();
    return 0;
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
