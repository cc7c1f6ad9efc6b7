// args: --cpu cortex-m4
/*
 * Two sides that take turns by a flag: each asks for it, and nobody changes it while the other has its turn.
 * What is not asked for, may be stored by another handler or by a callee, or is done after the turn was
 * handed on, is no turn.
 */
#include "cmsis.h"

enum { EMPTY, FULL, FAULT };

static volatile uint32_t ready, torn, state, busy, seen, reset, gate, loan, theirs;
static volatile uint32_t turns, late, broken, handed, unasked, calls, mode, soft, some, both, part, same, lent, own;
int main(void);

static void take(void)
{
    turns++;
}

/* One store, of two flags: of main's it says nothing about the handler's. */
static void bad_enter(volatile uint32_t *flag, volatile uint32_t *count)
{
    *flag = 1;
    (*count)++; // expect: CRIT202 "lent"
}

static void give_back(void)
{
    reset = 0;
}

void USART1_IRQHandler(void)
{
    if (!ready) {
        turns++;
        late++;
        unasked++;
        both++;
        ready = 1;
    }
    if (torn == 0) {
        broken++;
    }
    if (!reset) {
        handed++;
    }
    if (state == EMPTY) {
        mode++;
        state = FULL;
    }
    if (!busy) {
        soft++;
    }
    if (!gate) {
        part++;
    }
    if (!loan) {
        lent++;
    }
    bad_enter(&loan, &own);
    if (busy) {
        same++;
    }
    some++;
    seen = 1;
}

void SysTick_Handler(void)
{
    torn = 0;
}

static void good_turns(void)
{
    if (ready) {
        take();
        ready = 0;
    }
    while (state == EMPTY) {
    }
    mode += 2;
    state = EMPTY;
}

/* The handler does nothing while `busy` is set, and never sets it. */
static void good_soft_lock(void)
{
    busy = 1;
    soft += 2;
    busy = 0;
}

static void bad_after_the_turn(void)
{
    if (ready) {
        ready = 0;
        late++; // expect: CRIT202 "late"
    }
}

static void bad_other_handler_ends_it(void)
{
    torn = 1;
    broken++; // expect: CRIT202 "broken"
}

static void bad_callee_ends_it(void)
{
    reset = 1;
    give_back();
    handed++; // expect: CRIT202 "handed"
}

static void bad_unasked(void)
{
    unasked++; // expect: CRIT202 "unasked"
}

static void bad_other_side_of_the_question(void)
{
    if (ready != 0) {
        both += 2;
    } else {
        both++; // expect: CRIT202 "both"
    }
}

static void bad_question_of_some_way(uint32_t quick)
{
    if (quick || seen) {
        some++; // expect: CRIT202 "some"
    }
}

static void bad_flag_of_some_way(uint32_t quick)
{
    if (quick) {
        gate = 1;
    } else {
        USART1->CR1 = 0;
    }
    part++; // expect: CRIT202 "part"
    gate = 0;
}

/* Both sides ask for the same value. */
static void bad_no_contradiction(void)
{
    busy = 1;
    same++; // expect: CRIT202 "same"
    busy = 0;
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(SysTick_IRQn);
    for (;;) {
        good_turns();
        good_soft_lock();
        bad_after_the_turn();
        bad_other_handler_ends_it();
        bad_callee_ends_it();
        bad_unasked();
        bad_other_side_of_the_question();
        bad_question_of_some_way(USART1->SR);
        bad_flag_of_some_way(USART1->SR);
        bad_no_contradiction();
        bad_enter(&theirs, &lent);
    }
}

__attribute__((section(".isr_vector"), used)) const vector g_vectors[24] = {
    [1] = (vector)main,
    [15] = SysTick_Handler,
    [16 + USART1_IRQn] = USART1_IRQHandler,
};
