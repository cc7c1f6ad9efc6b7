/* The part of the port that C can say; the switch itself is port_switch.s. */
#include "task.h"

#include "device.h"

#define STACK_INITIAL_XPSR 0x01000000UL
#define STACK_RETURN_THREAD_PSP 0xFFFFFFFDUL

void SysTick_Handler(void);

/* Not zero until the first task runs: start-up code that uses kernel sections stays masked to the end. */
static UBaseType_t uxCriticalNesting = 0xaaaaaaaaUL;

static uint8_t heap[configTOTAL_HEAP_SIZE] __attribute__((aligned(8)));
static size_t heap_used;

static void task_returned(void)
{
    vAssertCalled();
}

void vPortEnterCritical(void)
{
    portDISABLE_INTERRUPTS();
    uxCriticalNesting++;
}

void vPortExitCritical(void)
{
    uxCriticalNesting--;
    if (uxCriticalNesting == 0) {
        portENABLE_INTERRUPTS();
    }
}

void vPortYield(void)
{
    SCB->ICSR = SCB_ICSR_PENDSVSET;
    __DSB();
    __ISB();
}

void vPortSetupTimer(void)
{
    NVIC_SetPriority(PendSV_IRQn, configKERNEL_INTERRUPT_PRIORITY >> (8 - configPRIO_BITS));
    NVIC_SetPriority(SysTick_IRQn, configKERNEL_INTERRUPT_PRIORITY >> (8 - configPRIO_BITS));
    SysTick->LOAD = configCPU_CLOCK_HZ / configTICK_RATE_HZ - 1;
    SysTick->VAL = 0;
    SysTick->CTRL = SysTick_CTRL_CLKSOURCE | SysTick_CTRL_TICKINT | SysTick_CTRL_ENABLE;
    uxCriticalNesting = 0;
}

StackType_t *pxPortInitialiseStack(StackType_t *top, void (*code)(void *), void *argument)
{
    *--top = STACK_INITIAL_XPSR;
    *--top = (StackType_t)code & ~1UL;
    *--top = (StackType_t)task_returned;
    top -= 4; /* r12, r3 to r1 */
    *--top = (StackType_t)argument;
    *--top = STACK_RETURN_THREAD_PSP;
    top -= 8; /* r11 to r4 */
    return top;
}

void *pvPortMalloc(size_t size)
{
    void *block = NULL;

    size = (size + 7) & ~(size_t)7;
    taskENTER_CRITICAL();
    if (size <= sizeof heap - heap_used) {
        block = &heap[heap_used];
        heap_used += size;
    }
    taskEXIT_CRITICAL();
    return block;
}

void SysTick_Handler(void)
{
    uint32_t saved = portSET_INTERRUPT_MASK_FROM_ISR();

    if (xTaskIncrementTick() != pdFALSE) {
        portYIELD();
    }
    portCLEAR_INTERRUPT_MASK_FROM_ISR(saved);
}
