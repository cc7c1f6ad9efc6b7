/* Board bring-up: pins, priorities, and the one place that opens interrupt lines. */
#include "drivers/board.h"

#include "hal/hal_gpio.h"

#define RELAY_PIN 0
#define VALVE_PIN 1
#define LED_ACTIVITY_PIN 5
#define LED_HEARTBEAT_PIN 6

void HardFault_Handler(void);
void vAssertCalled(void) __attribute__((noreturn));

void board_init(void)
{
    HAL_GPIO_Output(GPIOA, LED_ACTIVITY_PIN);
    HAL_GPIO_Output(GPIOA, LED_HEARTBEAT_PIN);
    HAL_GPIO_Output(GPIOB, RELAY_PIN);
    HAL_GPIO_Output(GPIOB, VALVE_PIN);
    HAL_GPIO_EdgeEnable(BUTTON_LINE);
    RTC->CR |= RTC_CR_SECIE;

    NVIC_SetPriority(TIM2_IRQn, PRIO_CAPTURE);
    NVIC_SetPriority(USART1_IRQn, PRIO_IO);
    NVIC_SetPriority(DMA1_CH1_IRQn, PRIO_IO);
    NVIC_SetPriority(EXTI0_IRQn, PRIO_SLOW);
    NVIC_SetPriority(EXTI1_IRQn, PRIO_SLOW);
    NVIC_SetPriority(RTC_IRQn, PRIO_SLOW);
}

/* Last step before the scheduler: every driver and queue is ready for its handler. */
void board_start_lines(void)
{
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_EnableIRQ(DMA1_CH1_IRQn);
    NVIC_EnableIRQ(EXTI0_IRQn);
    NVIC_EnableIRQ(EXTI1_IRQn);
    NVIC_EnableIRQ(RTC_IRQn);
    NVIC_EnableIRQ(ADC_IRQn);
}

/* Everything off and outputs safe; the mask is never opened again, the reset does that. */
void board_panic(void)
{
    __disable_irq();
    HAL_GPIO_WritePin(GPIOB, RELAY | VALVE, false);
    NVIC_SystemReset();
}

/* Adds one to a counter that handlers count in too. A lost exclusive access just tries again. */
void board_count(volatile uint32_t *counter)
{
    uint32_t value;

    do {
        value = __LDREXW(counter) + 1;
    } while (__STREXW(value, counter) != 0);
}

void board_tick_activity(void)
{
    HAL_GPIO_TogglePin(GPIOA, LED_ACTIVITY);
}

void HardFault_Handler(void)
{
    board_panic();
}

void vAssertCalled(void)
{
    board_panic();
}
