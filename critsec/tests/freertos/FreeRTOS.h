/*
 * Stands in for the FreeRTOS header in tests of ports/freertos.c: the few names that the port uses, over the
 * masks of a Cortex-M. STAND_IN selects what kind of kernel port it plays.
 */
#ifndef CRITSEC_TESTS_FREERTOS_H
#define CRITSEC_TESTS_FREERTOS_H

#include <stdint.h>

typedef unsigned long UBaseType_t;
typedef long BaseType_t;

#define NESTING 1  /* saves and restores BASEPRI */
#define COUNTING 2 /* counts, over PRIMASK */
#define PRETENDS 3 /* the saving pair is a constant, and the kernel takes it for a nesting port */

#if STAND_IN == COUNTING
#define portHAS_NESTED_INTERRUPTS 0
#else
#define portHAS_NESTED_INTERRUPTS 1
#endif

BaseType_t xPortIsInsideInterrupt(void);

#endif
