/* The settings of the true kernel, for the runs of ports/freertos.c over its headers and under it. */
#define configUSE_PREEMPTION 1
#define configUSE_TIME_SLICING 1
#define configUSE_IDLE_HOOK 0
#define configUSE_TICK_HOOK 0
#define configMAX_PRIORITIES 5
#define configMINIMAL_STACK_SIZE 128
#define configTOTAL_HEAP_SIZE 16384
#define configTICK_RATE_HZ 1000
#define configCPU_CLOCK_HZ 25000000
#define configUSE_16_BIT_TICKS 0
#define configKERNEL_INTERRUPT_PRIORITY 0xFF
#define configMAX_SYSCALL_INTERRUPT_PRIORITY 0x80 /* the ceiling that the suite expects */
#define configCHECK_HANDLER_INSTALLATION 0

/* The names of the board's vectors. */
#define vPortSVCHandler board_svc_handler
#define xPortPendSVHandler board_pendsv_handler
