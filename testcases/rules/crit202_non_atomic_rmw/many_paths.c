// args: --cpu cortex-m4 --tier C
/* More paths than are kept apart come together before the access, and one of them does not mask. */
#include "cmsis.h"

static volatile uint32_t counter;
static volatile uint32_t by_line;

void USART1_IRQHandler(void)
{
    counter++;
    by_line++;
}

/* Each path masks one more line; the last one leaves interrupts open. */
static void bad_one_path_open(uint32_t kind)
{
    uint32_t primask = __get_PRIMASK();

    if (kind == 0) {
        NVIC_DisableIRQ((IRQn_Type)20);
    } else {
        __disable_irq();
        switch (kind) {
        case 1: NVIC_DisableIRQ((IRQn_Type)11); break;
        case 2: NVIC_DisableIRQ((IRQn_Type)12); break;
        case 3: NVIC_DisableIRQ((IRQn_Type)13); break;
        case 4: NVIC_DisableIRQ((IRQn_Type)14); break;
        case 5: NVIC_DisableIRQ((IRQn_Type)15); break;
        case 6: NVIC_DisableIRQ((IRQn_Type)16); break;
        case 7: NVIC_DisableIRQ((IRQn_Type)17); break;
        case 8: NVIC_DisableIRQ((IRQn_Type)18); break;
        default: NVIC_DisableIRQ((IRQn_Type)19); break;
        }
    }
    counter--; // expect: CRIT205
    __set_PRIMASK(primask);
}

static void bad_one_path_with_the_line_open(uint32_t kind)
{
    if (kind != 0) {
        NVIC_DisableIRQ(USART1_IRQn);
    }
    switch (kind) {
    case 1: NVIC_DisableIRQ((IRQn_Type)11); break;
    case 2: NVIC_DisableIRQ((IRQn_Type)12); break;
    case 3: NVIC_DisableIRQ((IRQn_Type)13); break;
    case 4: NVIC_DisableIRQ((IRQn_Type)14); break;
    case 5: NVIC_DisableIRQ((IRQn_Type)15); break;
    case 6: NVIC_DisableIRQ((IRQn_Type)16); break;
    case 7: NVIC_DisableIRQ((IRQn_Type)17); break;
    case 8: NVIC_DisableIRQ((IRQn_Type)18); break;
    default: NVIC_DisableIRQ((IRQn_Type)19); break;
    }
    by_line--; // expect: CRIT205
    NVIC_EnableIRQ(USART1_IRQn);
}

static void good_all_paths_masked(uint32_t kind)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    switch (kind) {
    case 1: NVIC_DisableIRQ((IRQn_Type)11); break;
    case 2: NVIC_DisableIRQ((IRQn_Type)12); break;
    case 3: NVIC_DisableIRQ((IRQn_Type)13); break;
    case 4: NVIC_DisableIRQ((IRQn_Type)14); break;
    case 5: NVIC_DisableIRQ((IRQn_Type)15); break;
    case 6: NVIC_DisableIRQ((IRQn_Type)16); break;
    case 7: NVIC_DisableIRQ((IRQn_Type)17); break;
    case 8: NVIC_DisableIRQ((IRQn_Type)18); break;
    default: NVIC_DisableIRQ((IRQn_Type)19); break;
    }
    counter--;
    __set_PRIMASK(primask);
}

int main(void)
{
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_EnableIRQ(USART1_IRQn);
    for (uint32_t kind = 0;; kind++) {
        bad_one_path_open(kind & 15U);
        bad_one_path_with_the_line_open(kind & 15U);
        good_all_paths_masked(kind & 15U);
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
