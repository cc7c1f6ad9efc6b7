// args: --cpu cortex-m4 --tier C
/* Data of several words, shared with a handler that can run in the middle. */
#include "cmsis.h"

struct reading {
    uint32_t sequence;
    uint32_t value;
    uint32_t stamp;
};

static struct reading by_copy;
static struct reading by_pointer;
static struct reading by_builtin;
static struct reading settings;
static struct reading from_low;
static volatile struct reading marked_volatile;
static struct reading table[4];
static struct reading *const alias = &table[1];
static uint32_t window[8];

static void fill(struct reading *reading)
{
    reading->sequence++;
    reading->value = TIM2->CNT;
    reading->stamp = TIM2->SR;
}

void USART1_IRQHandler(void)
{
    fill(&by_copy);
    fill(&by_pointer);
    fill(&by_builtin);
    fill(&table[1]);
    fill(&from_low);
    marked_volatile.sequence++;
    marked_volatile.value = TIM2->CNT;
    marked_volatile.stamp = TIM2->SR;
    use(settings.value + settings.stamp);
    for (uint32_t i = 0; i < 8; i++) {
        window[i] = 0;
    }
}

void bad_struct_copy(struct reading *out)
{
    *out = by_copy; // expect: CRIT201 "by_copy"
}

static void bad_copy(struct reading *to, const struct reading *from)
{
    *to = *from; // expect: CRIT201 "by_pointer"
}

void helper_caller(struct reading *out)
{
    bad_copy(out, &by_pointer);
}

void bad_builtin_copy(struct reading *out)
{
    __builtin_memcpy(out, &by_builtin, sizeof *out); // expect: CRIT201 "by_builtin"
}

/* The handler reads, the task writes: the handler sees half of each. */
void bad_write_side(const struct reading *next)
{
    settings = *next; // expect: CRIT201 "settings"
}

/* volatile keeps the compiler honest and the handler running. */
void bad_volatile(struct reading *out)
{
    *out = marked_volatile; // expect: CRIT201 "marked_volatile"
}

void bad_alias(struct reading *out)
{
    *out = *alias; // expect: CRIT201 "table"
}

uint32_t bad_array(void)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < 8; i++) {
        sum += window[i]; // expect: CRIT201 "window"
    }
    return sum;
}

/* Less urgent than USART1: preempted like any task. */
static void bad_low_handler(struct reading *out)
{
    *out = from_low; // expect: CRIT201 "from_low"
}

void TIM2_IRQHandler(void)
{
    struct reading snapshot;

    bad_low_handler(&snapshot);
    use(snapshot.value);
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 5);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        struct reading snapshot;

        bad_struct_copy(&snapshot);
        bad_write_side(&snapshot);
        helper_caller(&snapshot);
        use(snapshot.value);
        bad_builtin_copy(&snapshot);
        use(snapshot.value);
        bad_volatile(&snapshot);
        use(snapshot.value);
        bad_alias(&snapshot);
        use(snapshot.value + bad_array());
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler);
