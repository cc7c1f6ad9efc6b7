// args: --cpu cortex-m4 --tier C
/* Changed under a guard, by one instruction pair that notices, or by one side only. */
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

static volatile uint32_t main_only;
static volatile uint32_t handler_only;
static volatile uint32_t same_priority;

static void good_bump(volatile uint32_t *value)
{
    (*value)++;
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
    GPIOA->BSRR = 1U << 3;
    handler_only += main_only;
    same_priority++;
    SCB->ICSR |= SCB_ICSR_PENDSVSET;
}

void USART2_IRQHandler(void)
{
    same_priority++;
}

static void good_increment(void)
{
    uint32_t value;

    do {
        value = __LDREXW(&counter) + 1;
    } while (__STREXW(value, &counter) != 0);
}

static void good_set_bits(void)
{
    __atomic_fetch_or(&events, EVENT_TICK, __ATOMIC_RELAXED);
}

static void good_spelt_out(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    level = level - 1;
    __set_PRIMASK(primask);
}

static void pointer_caller(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    good_bump(&by_pointer);
    __set_PRIMASK(primask);
}

/* The handler counts in element 2 alone. */
static void good_element(void)
{
    kinds[1]++;
}

static void good_bit_field(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    status.ready = 1;
    __set_PRIMASK(primask);
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

static void good_anonymous_union(void)
{
    RADIO->CTRL |= 1U << 7;
}

static void good_peripheral(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    USART1->CR1 |= USART_CR1_RXNEIE;
    NVIC_EnableIRQ(USART1_IRQn);
}

/* BSRR changes only the pins that are written as ones. */
static void good_pin(void)
{
    GPIOA->BSRR = 1U << 5;
}

static void good_consume(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(3 << 4);
    if (pending != 0) {
        pending--;
    }
    __set_BASEPRI(before);
}

static void good_low_handler(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    from_low++;
    __set_PRIMASK(primask);
}

void TIM2_IRQHandler(void)
{
    good_low_handler();
}

/* Written here, read by the handler: nothing can be lost. */
static void good_one_writer(void)
{
    main_only++;
}

static uint32_t good_one_reader(void)
{
    return handler_only;
}

/* The handler does the same. A one that is read and written back only sets what is set already. */
static void good_pend(void)
{
    SCB->ICSR |= SCB_ICSR_PENDSVSET;
}

/* The handler calls what drivers hold; what another record holds under the same name is main's. */
struct driver {
    void (*tick)(void);
};
typedef struct driver driver_t;

struct menu {
    void (*tick)(void);
};
typedef struct menu menu_t;

static volatile uint32_t ticks;

static void on_tick(void)
{
    ticks++;
}

static void idle(void)
{
}

static volatile driver_t clock_driver = {idle};
static menu_t main_menu = {on_tick};

void driver_register(volatile void *driver);
struct driver *driver_of(uint32_t which);
struct menu *menu_of(uint32_t which);

static void good_behind_a_table(void)
{
    menu_of(1)->tick();
}

void TIM3_IRQHandler(void)
{
    driver_of(1)->tick();
}

int main(void)
{
    counter++; /* before any line is open */
    driver_register(&clock_driver);
    driver_register(&main_menu);
    NVIC_EnableIRQ(TIM3_IRQn);
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(USART2_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 5);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(USART2_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    for (;;) {
        good_increment();
        good_set_bits();
        good_spelt_out();
        pointer_caller();
        good_element();
        good_bit_field();
        good_peripheral();
        good_anonymous_union();
        good_pin();
        good_consume();
        good_one_writer();
        use(good_one_reader());
        good_pend();
        good_behind_a_table();
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + USART2_IRQn] = USART2_IRQHandler,
        [16 + TIM2_IRQn] = TIM2_IRQHandler, [16 + TIM3_IRQn] = TIM3_IRQHandler);
