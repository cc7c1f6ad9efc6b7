/* Stand-in for <avr/interrupt.h>. */
#ifndef _AVR_INTERRUPT_H_
#define _AVR_INTERRUPT_H_

#include <avr/io.h>

#define sei() __asm__ __volatile__("sei" ::: "memory")
#define cli() __asm__ __volatile__("cli" ::: "memory")
#define reti() __asm__ __volatile__("reti" ::: "memory")

/* A nested handler sets I first; a naked one has no prologue. */
#define ISR_BLOCK
#define ISR_NOBLOCK __attribute__((interrupt))
#define ISR_NAKED __attribute__((naked))
#define ISR_ALIASOF(target) __attribute__((alias(__STRINGIFY(target))))
#define __STRINGIFY(text) #text

#define ISR(vector, ...)                                                                                     \
    void vector(void) __attribute__((signal, used)) __VA_ARGS__;                                             \
    void vector(void)
#define SIGNAL(vector) ISR(vector)
#define EMPTY_INTERRUPT(vector)                                                                              \
    void vector(void) __attribute__((signal, naked, used));                                                  \
    void vector(void)                                                                                        \
    {                                                                                                        \
        __asm__ __volatile__("reti" ::);                                                                     \
    }
#define ISR_ALIAS(vector, target)                                                                            \
    void vector(void) __attribute__((signal, naked, used));                                                  \
    void vector(void)                                                                                        \
    {                                                                                                        \
        target();                                                                                            \
    }
#define BADISR_vect __vector_default

#endif
