// args: --cpu cortex-m4
/*
 * Which functions a handler calls is decided by what stands further down: by an argument, by a result, and
 * through a pointer to the pointer. The order of the functions means nothing.
 */
#include "cmsis.h"

static volatile uint32_t by_argument, by_result, by_slot;

static void (*chosen_argument)(void);
static void (*chosen_result)(void);
static void (*chosen_slot)(void);
static void (*first)(void);
static void (*second)(void);
static void (*third)(void);
static void (**slot)(void) = &chosen_slot;

static void install(void (*what)(void)) { first = what; }
static void install_argument(void) { install(chosen_argument); }

static void (*pick(void))(void) { return chosen_result; }
static void install_result(void) { second = pick(); }

static void install_slot(void) { third = *slot; }

void USART1_IRQHandler(void)
{
    first();
    second();
    third();
}

static void count_argument(void) { by_argument++; }
static void count_result(void) { by_result++; }
static void count_slot(void) { by_slot++; }

static void choose(void)
{
    chosen_argument = count_argument;
    chosen_result = count_result;
    chosen_slot = count_slot;
}

int main(void)
{
    choose();
    install_argument();
    install_result();
    install_slot();
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        by_argument--; // expect: CRIT202
        by_result--;   // expect: CRIT202
        by_slot--;     // expect: CRIT202
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[24] = {
    [1] = (vector)main,
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
