/* Stand-in for FreeRTOS's portable.h: what every port gives to the kernel. */
#ifndef PORTABLE_H
#define PORTABLE_H

#include "portmacro.h"

#ifndef portSET_INTERRUPT_MASK_FROM_ISR
#define portSET_INTERRUPT_MASK_FROM_ISR() 0
#endif
#ifndef portCLEAR_INTERRUPT_MASK_FROM_ISR
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(state) (void)(state)
#endif
#ifndef portMEMORY_BARRIER
#define portMEMORY_BARRIER()
#endif

void *pvPortMalloc(size_t size);
void *pvPortCalloc(size_t count, size_t size);
void vPortFree(void *object);
size_t xPortGetFreeHeapSize(void);
size_t xPortGetMinimumEverFreeHeapSize(void);
BaseType_t xPortStartScheduler(void);
void vPortEndScheduler(void);

#endif
