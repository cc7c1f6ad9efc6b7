/* Stand-in for <avr/cpufunc.h>. */
#ifndef _AVR_CPUFUNC_H_
#define _AVR_CPUFUNC_H_

#define _NOP() __asm__ __volatile__("nop")
#define _MemoryBarrier() __asm__ __volatile__("" ::: "memory")

#endif
