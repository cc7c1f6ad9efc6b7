// args: --cpu cortex-m4 --tier C
/* What a function keeps in static storage between two steps is everybody's who runs it. */
#include "cmsis.h"

static uint32_t crc_of(const uint8_t *data, uint32_t size)
{
    uint32_t crc = 0;

    for (uint32_t i = 0; i < size; i++) {
        crc = (crc << 1) ^ data[i];
    }
    return crc;
}

static char *bad_text(uint32_t value)
{
    static char text[12];

    text[11] = '\0'; // expect: CRIT208 "'bad_text' works in the static 'text[]'"
    uint32_t at = 11;
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    use((uint32_t)text[at]);
    return &text[at];
}

static void bad_send(uint8_t code, uint8_t value)
{
    static uint8_t frame[4];

    frame[0] = code; // expect: CRIT208 "'bad_send'"
    frame[1] = value;
    USART1->DR = frame[0];
    USART1->DR = frame[1];
}

static uint32_t sum;

static uint32_t bad_scratch(const uint8_t *data)
{
    sum = crc_of(data, 4); // expect: CRIT208 "works in the static 'sum'"
    return sum ^ data[0];
}

static const uint8_t block[4] = {1, 2, 3, 4};

void EXTI0_IRQHandler(void)
{
    bad_send(1, 2);
    use(bad_scratch(block));
    use((uint32_t)*bad_text(7));
}

int main(void)
{
    NVIC_SetPriority(EXTI0_IRQn, 3);
    NVIC_EnableIRQ(EXTI0_IRQn);
    for (;;) {
        bad_send(3, 4);
        use(bad_scratch(block));
        use((uint32_t)*bad_text(123));
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler);
