// args: --cpu cortex-m4 --tier C
/* A frame is gone when its function returns; the handler and the DMA are not. */
#include "cmsis.h"

void *memset(void *to, int value, __SIZE_TYPE__ size);

typedef struct {
    volatile uint32_t CCR, CNDTR, CPAR, CMAR;
} DMA_Channel_Type;

#define DMA1_Channel1 ((DMA_Channel_Type *)0x40020008UL)

static const uint8_t *volatile next;
static volatile uint32_t left;

static void bad_buffer(uint8_t code)
{
    uint8_t message[4] = {0x55, code, 0, 0xaa};

    next = message; // expect: CRIT305 "local 'message' stays in 'next' after 'bad_buffer' returns"
    left = sizeof(message);
    USART1->CR1 |= USART_CR1_TXEIE;
}

void USART1_IRQHandler(void)
{
    if (left) {
        left = left - 1;
        USART1->DR = *next++;
    } else {
        USART1->CR1 &= ~USART_CR1_TXEIE;
    }
}

struct job {
    uint32_t id;
    struct job *volatile link;
};

static struct {
    struct job *current;
    uint32_t done;
} engine;

static void start_job(struct job *job)
{
    job->id++;
    engine.current = job;
}

static void bad_by_a_callee(void)
{
    struct job job = {1, NULL};

    start_job(&job); // expect: CRIT305 "local 'job' stays in 'engine'"
}

static void start_deeper(struct job *job)
{
    start_job(job);
}

static void bad_by_a_callees_callee(uint32_t id)
{
    struct job job = {id, NULL};

    if (id) {
        start_deeper(&job); // expect: CRIT305
    }
}

void TIM2_IRQHandler(void)
{
    engine.done += engine.current->id;
}

static void bad_register(void)
{
    uint16_t samples[8];

    DMA1_Channel1->CNDTR = 8;
    DMA1_Channel1->CMAR = (uint32_t)samples; // expect: CRIT305 "register 0x40020014"
    DMA1_Channel1->CCR = 1;
}

static void dma_start(const void *from, uint32_t size)
{
    DMA1_Channel1->CNDTR = size;
    DMA1_Channel1->CPAR = (uint32_t)from;
    DMA1_Channel1->CCR = 1;
}

static void bad_register_by_a_callee(void)
{
    uint8_t out[16];

    memset(out, 0, sizeof(out));
    dma_start(out, sizeof(out)); // expect: CRIT305 "register 0x40020010"
}

/* A handler's frame as well. */
static uint32_t *volatile scratch;

void EXTI0_IRQHandler(void)
{
    uint32_t mine = 3;

    scratch = &mine; // expect: CRIT305
}

static void bad_wait_first(uint8_t code)
{
    uint8_t message[2] = {code, 0};

    while (left) {
    }
    next = message; // expect: CRIT305 "bad_wait_first"
    left = sizeof(message);
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    for (;;) {
        bad_buffer(1);
        bad_by_a_callee();
        bad_by_a_callees_callee(2);
        bad_register();
        bad_register_by_a_callee();
        bad_wait_first(2);
        if (scratch) {
            use(*scratch);
        }
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler,
        [16 + EXTI0_IRQn] = EXTI0_IRQHandler);
