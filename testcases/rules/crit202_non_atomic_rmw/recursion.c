// args: --cpu cortex-m4
/*
 * What a handler reaches through an interpreter, in which every function reaches every other, is
 * said on request only; what it reaches through a small recursion is not in doubt.
 */
#include "cmsis.h"

static volatile uint32_t errors, steps, budget;

static void statement(uint32_t depth);
int main(void);

static void value(uint32_t depth)
{
    errors |= depth;
    if (depth) {
        statement(depth - 1);
    }
}

static void unary(uint32_t depth) { value(depth); }
static void product(uint32_t depth) { unary(depth); }
static void sum(uint32_t depth) { product(depth); }
static void shift(uint32_t depth) { sum(depth); }
static void compare(uint32_t depth) { shift(depth); }
static void logic(uint32_t depth) { compare(depth); }
static void choice(uint32_t depth) { logic(depth); }
static void expression(uint32_t depth) { choice(depth); }
static void statement(uint32_t depth) { expression(depth); }

static void walk(uint32_t node)
{
    steps++;
    if (node) {
        walk(node / 2);
    }
}

void USART1_IRQHandler(void)
{
    walk(USART1->DR);
    if (USART1->SR & 8) {
        statement(1);
    }
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        errors |= 4;
        budget++;
        steps += budget; // expect: CRIT202 "steps"
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[24] = {
    [1] = (vector)main,
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
