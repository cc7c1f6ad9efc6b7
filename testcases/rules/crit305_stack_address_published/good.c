// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"


typedef struct {
    volatile uint32_t CCR, CNDTR, CPAR, CMAR;
} DMA_Channel_Type;

#define DMA1_Channel1 ((DMA_Channel_Type *)0x40020008UL)

static const uint8_t *volatile next;
static volatile uint32_t left;

static void good_static(uint8_t code)
{
    static uint8_t message[4] = {0x55, 0, 0, 0xaa};

    message[1] = code;
    next = message;
    left = sizeof(message);
    USART1->CR1 |= USART_CR1_TXEIE;
}

static void good_waits(uint8_t code)
{
    uint8_t message[4] = {0x55, code, 0, 0xaa};

    next = message;
    left = sizeof(message);
    USART1->CR1 |= USART_CR1_TXEIE;
    while (left) {
    }
}

static void wait_sent(void)
{
    while (left) {
        __WFI();
    }
}

static void good_waits_in_a_callee(uint8_t code)
{
    uint8_t message[4] = {0x55, code, 0, 0xaa};

    next = message;
    left = sizeof(message);
    wait_sent();
}

void pend(void);

static void good_may_wait(uint8_t code)
{
    uint8_t message[4] = {0x55, code, 0, 0xaa};

    next = message;
    left = sizeof(message);
    pend();
}

static void good_taken_back(void)
{
    uint8_t message[1] = {0};

    next = message;
    left = 1;
    left = 0;
    next = NULL;
}

void USART1_IRQHandler(void)
{
    if (left) {
        left = left - 1;
        USART1->DR = *next++;
    }
}

/* The handler takes it off. */
static uint32_t *volatile request;

static void good_taken_by_the_handler(uint32_t id)
{
    request = &id;
    NVIC_SetPendingIRQ(TIM2_IRQn);
}

void TIM2_IRQHandler(void)
{
    if (request) {
        use(*request);
        request = NULL;
    }
}

/* A list of what is open: taken off before the return. */
struct frame {
    struct frame *outer;
    uint32_t id;
};

static struct frame *frames;

static void frame_open(struct frame *frame)
{
    frame->outer = frames;
    frames = frame;
}

static void frame_close(void)
{
    frames = frames->outer;
}

static void good_balanced(void)
{
    struct frame frame = {NULL, 1};

    frame_open(&frame);
    use(frames->id);
    frame_close();
}

void EXTI0_IRQHandler(void)
{
    if (frames) {
        use(frames->id);
    }
}

/* Nobody else looks. */
static uint32_t *last;

static void good_unused(void)
{
    uint32_t mine = 3;

    last = &mine;
}

static void good_value(void)
{
    uint32_t count = 8;

    DMA1_Channel1->CNDTR = count;
}

static void good_dma_waits(void)
{
    uint16_t samples[8];

    DMA1_Channel1->CMAR = (uint32_t)samples;
    DMA1_Channel1->CCR = 1;
    while (DMA1_Channel1->CNDTR) {
    }
}

int main(void)
{
    uint8_t for_ever[4] = {0};

    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    next = for_ever;
    for (;;) {
        good_static(1);
        good_waits(1);
        good_waits_in_a_callee(2);
        good_may_wait(3);
        good_taken_back();
        good_taken_by_the_handler(4);
        good_balanced();
        good_unused();
        use(last != NULL);
        good_value();
        good_dma_waits();
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler,
        [16 + EXTI0_IRQn] = EXTI0_IRQHandler);
