/* Every row of models/cmsis.yaml, used as it is meant; no body is visible. */
#include <stdint.h>

typedef int IRQn_Type;

void __disable_irq(void);
void __enable_irq(void);
uint32_t __get_PRIMASK(void);
void __set_PRIMASK(uint32_t primask);
uint32_t __get_BASEPRI(void);
void __set_BASEPRI(uint32_t basepri);
void __set_BASEPRI_MAX(uint32_t basepri);
void __disable_fault_irq(void);
void __enable_fault_irq(void);
uint32_t __get_FAULTMASK(void);
void __set_FAULTMASK(uint32_t faultmask);
void NVIC_EnableIRQ(IRQn_Type line);
void NVIC_DisableIRQ(IRQn_Type line);
void __NVIC_EnableIRQ(IRQn_Type line);
void __NVIC_DisableIRQ(IRQn_Type line);
uint32_t NVIC_GetEnableIRQ(IRQn_Type line);
void NVIC_SetPriority(IRQn_Type line, uint32_t priority);
void __NVIC_SetPriority(IRQn_Type line, uint32_t priority);
void NVIC_SetVector(IRQn_Type line, uint32_t vector);
void __NVIC_SetVector(IRQn_Type line, uint32_t vector);
_Noreturn void NVIC_SystemReset(void);
uint32_t __get_IPSR(void);
void __DMB(void);
void __DSB(void);
void __ISB(void);

static volatile uint32_t ticks;
static uint32_t count;

static void timer_isr(void)
{
    ticks++;
    count += 2;
}

uint32_t guarded_by_primask(void)
{
    uint32_t state = __get_PRIMASK();
    __disable_irq();
    uint32_t value = count++;
    __set_PRIMASK(state);
    return value;
}

uint32_t guarded_by_basepri(void)
{
    uint32_t state = __get_BASEPRI();
    __set_BASEPRI_MAX(0x40);
    uint32_t value = count++;
    __set_BASEPRI(state);
    return value;
}

uint32_t guarded_by_faultmask(void)
{
    uint32_t state = __get_FAULTMASK();
    __disable_fault_irq();
    uint32_t value = count++;
    __set_FAULTMASK(state);
    return value;
}

uint32_t guarded_by_line(void)
{
    NVIC_DisableIRQ(28);
    __DSB();
    __ISB();
    uint32_t value = count++;
    NVIC_EnableIRQ(28);
    return value + NVIC_GetEnableIRQ(28);
}

static void fault_off(void)
{
    __enable_fault_irq();
    __NVIC_DisableIRQ(29);
    __NVIC_EnableIRQ(29);
    __NVIC_SetPriority(29, 5);
    __NVIC_SetVector(29, (uint32_t)(uintptr_t)timer_isr);
}

int main(void)
{
    NVIC_SetVector(28, (uint32_t)(uintptr_t)timer_isr);
    NVIC_SetPriority(28, 4);
    fault_off();
    NVIC_EnableIRQ(28);
    __DMB();
    __enable_irq();
    if (__get_IPSR() != 0) {
        NVIC_SystemReset();
    }
    for (;;) {
        guarded_by_primask();
        guarded_by_basepri();
        guarded_by_faultmask();
        guarded_by_line();
    }
}
