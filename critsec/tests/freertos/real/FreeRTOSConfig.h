/* What the true kernel's headers want to know, for the run of ports/freertos.c over them. */
#define configUSE_PREEMPTION 1
#define configUSE_IDLE_HOOK 0
#define configUSE_TICK_HOOK 0
#define configMAX_PRIORITIES 5
#define configMINIMAL_STACK_SIZE 128
#define configTICK_RATE_HZ 1000
#define configUSE_16_BIT_TICKS 0
#define configKERNEL_INTERRUPT_PRIORITY 0xFF
#define configMAX_SYSCALL_INTERRUPT_PRIORITY 0x80 /* the ceiling that the suite expects */
