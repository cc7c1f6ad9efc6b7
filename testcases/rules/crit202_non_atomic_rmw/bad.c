// args: --cpu cortex-m4 --tier C
/* Load, change, store: what the handler stored in between is lost. */
#include "cmsis.h"

#define EVENT_RX 1U
#define EVENT_TICK 2U

static volatile uint32_t counter;
static volatile uint32_t events;
static volatile uint32_t level;
static volatile uint32_t by_pointer;
static volatile uint32_t kinds[4];
static volatile uint32_t from_low;
static volatile uint32_t pending;
static volatile struct {
    uint32_t ready : 1;
    uint32_t failed : 1;
} status;

static void bad_bump(volatile uint32_t *value)
{
    (*value)++; // expect: CRIT202 "by_pointer"
}

static void radio_done(void);

void USART1_IRQHandler(void)
{
    radio_done();
    counter++;
    events |= EVENT_RX;
    level = level + 1;
    by_pointer = 0;
    kinds[2]++;
    from_low = 0;
    pending++;
    status.failed = 1;
    USART1->CR1 &= ~USART_CR1_TXEIE;
    GPIOA->ODR |= 1U << 3;
}

static void bad_increment(void)
{
    counter++; // expect: CRIT202 "counter"
}

static void bad_set_bits(void)
{
    events |= EVENT_TICK; // expect: CRIT202 "events"
}

static void bad_spelt_out(void)
{
    level = level - 1; // expect: CRIT202 "level"
}

static void pointer_caller(void)
{
    bad_bump(&by_pointer);
}

static void bad_element(uint32_t kind)
{
    kinds[kind % 4]++; // expect: CRIT202 "kinds"
}

/* Two fields, one word: storing one stores both. */
static void bad_bit_field(void)
{
    status.ready = 1; // expect: CRIT202 "status"
}

/* Register blocks that a tool writes: each register a union without a name. */
struct radio {
    union {
        volatile uint32_t CTRL;
        struct {
            uint32_t on : 1;
        } CTRL_b;
    };
    union {
        volatile uint32_t CLEAR;
        struct {
            uint32_t done : 1;
        } CLEAR_b;
    };
};
#define RADIO ((struct radio *)0x4000A000)

static void radio_done(void)
{
    RADIO->CLEAR = 1U;
}

static void bad_anonymous_union(void)
{
    RADIO->CLEAR |= 1U << 7; // expect: CRIT202 "CLEAR"
}

/* The handler clears TXEIE in the same register. */
static void bad_peripheral(void)
{
    USART1->CR1 |= USART_CR1_RXNEIE; // expect: CRIT202 "CR1"
}

static void bad_pin(void)
{
    GPIOA->ODR ^= 1U << 5; // expect: CRIT202 "ODR"
}

static void bad_consume(void)
{
    while (pending != 0) {
        pending--; // expect: CRIT202 "pending"
    }
}

static void bad_low_handler(void)
{
    from_low++; // expect: CRIT202 "from_low"
}

/* A record is the same one by its tag, behind a typedef, and with a qualifier. */
struct driver {
    void (*tick)(void);
};
typedef struct driver driver_t;

static volatile uint32_t ticks;

static void on_tick(void)
{
    ticks++;
}

static volatile driver_t clock_driver = {on_tick};

void driver_register(volatile void *driver);
struct driver *driver_of(uint32_t which);

static void bad_behind_a_table(void)
{
    ticks -= 2; // expect: CRIT202 "ticks"
}

void TIM2_IRQHandler(void)
{
    bad_low_handler();
    driver_of(1)->tick();
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 5);
    driver_register(&clock_driver);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        bad_increment();
        bad_set_bits();
        bad_spelt_out();
        pointer_caller();
        bad_element(TIM2->CNT);
        bad_bit_field();
        bad_peripheral();
        bad_anonymous_union();
        bad_pin();
        bad_consume();
        bad_behind_a_table();
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler);
