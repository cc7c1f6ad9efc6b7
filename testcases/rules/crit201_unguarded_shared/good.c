// args: --cpu cortex-m4 --tier C
/* Guarded, or shared in a way that needs no guard. */
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

static struct reading same_priority;
static struct reading handlers_only;
static struct reading prepared;
static const struct reading defaults = {1, 2, 3};
static volatile bool done;
static volatile uint32_t latest;
static volatile uint32_t head, tail;
static volatile uint8_t bytes[16];

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
    fill(&same_priority);
    use(prepared.value + prepared.stamp + defaults.value);
    latest = USART1->DR;
    done = true;
    if (head - tail < 16) {
        bytes[head % 16] = (uint8_t)USART1->DR;
        __DMB();
        head = head + 1;
    }
}

void good_struct_copy(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    *out = by_copy;
    __set_PRIMASK(primask);
}

static void good_copy(struct reading *to, const struct reading *from)
{
    *to = *from;
}

void helper_caller(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    good_copy(out, &by_pointer);
    __set_PRIMASK(primask);
}

void good_builtin_copy(struct reading *out)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(3 << 4);
    __builtin_memcpy(out, &by_builtin, sizeof *out);
    __set_BASEPRI(before);
}

/* Exactly the line whose handler reads it. */
void good_write_side(const struct reading *next)
{
    NVIC_DisableIRQ(USART1_IRQn);
    settings = *next;
    NVIC_EnableIRQ(USART1_IRQn);
}

void good_volatile(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    *out = marked_volatile;
    __set_PRIMASK(primask);
}

/* The handler has element 1, this has element 2. */
void good_alias(struct reading *out)
{
    *out = alias[1]; // noise: CRIT201 elements behind a pointer are one
}

uint32_t good_array(void)
{
    uint32_t primask = __get_PRIMASK();
    uint32_t sum = 0;

    __disable_irq();
    for (uint32_t i = 0; i < 8; i++) {
        sum += window[i];
    }
    __set_PRIMASK(primask);
    return sum;
}

static void good_low_handler(struct reading *out)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    *out = from_low;
    __set_PRIMASK(primask);
}

void TIM2_IRQHandler(void)
{
    struct reading snapshot;

    good_low_handler(&snapshot);
    fill(&handlers_only);
    use(snapshot.value);
}

/* The priority of USART1: neither ever runs inside the other. */
void USART2_IRQHandler(void)
{
    struct reading snapshot = same_priority;

    use(snapshot.value);
}

/* One word with one writer, read whole. */
static uint32_t good_word(void)
{
    return latest;
}

static bool good_flag(void)
{
    return done;
}

/* One producer, one consumer, one writer for each index. */
static bool good_ring(uint8_t *byte)
{
    if (tail == head) {
        return false;
    }
    *byte = bytes[tail % 16];
    __DMB();
    tail = tail + 1;
    return true;
}

/* The handler's line is still closed. */
static void good_before_enable(void)
{
    prepared = defaults;
}

int main(void)
{
    good_before_enable();
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(USART2_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 5);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(USART2_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        struct reading snapshot;
        uint8_t byte = 0;

        good_struct_copy(&snapshot);
        good_write_side(&snapshot);
        helper_caller(&snapshot);
        use(snapshot.value);
        good_builtin_copy(&snapshot);
        use(snapshot.value);
        good_volatile(&snapshot);
        use(snapshot.value);
        good_alias(&snapshot);
        use(snapshot.value + good_array());
        if (good_flag() && good_ring(&byte)) {
            use(byte + good_word());
        }
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + USART2_IRQn] = USART2_IRQHandler,
        [16 + TIM2_IRQn] = TIM2_IRQHandler);
