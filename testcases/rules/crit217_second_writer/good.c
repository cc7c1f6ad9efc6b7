// args: --cpu cortex-m4 --config 'objects=[{name: head, writer: radio}, {name: tail, writer: good_take}]'
#include <cmsis.h>

static volatile unsigned head, tail;

void radio(void)
{
    head = 1;
}

/* A function as the writer: whoever calls it. */
static void good_take(void)
{
    tail = head;
}

/* The writer cannot run yet. */
static void good_init(void)
{
    head = 0;
}

int main(void)
{
    good_init();
    NVIC_EnableIRQ(USART1_IRQn);
    __enable_irq();
    for (;;) {
        good_take();
    }
}

__attribute__((section(".isr_vector"))) void (*const g_vectors[16 + 64])(void) = {
    [16 + USART1_IRQn] = radio,
};
