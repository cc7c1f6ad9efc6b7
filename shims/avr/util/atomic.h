/*
 * Stand-in for <util/atomic.h>: a for loop that runs once, and a cleanup that restores on every
 * way out. Return is safe in it; break and continue belong to the loop.
 */
#ifndef _UTIL_ATOMIC_H_
#define _UTIL_ATOMIC_H_

#include <avr/interrupt.h>
#include <avr/io.h>

static inline __attribute__((always_inline, unused)) uint8_t __iCliRetVal(void)
{
    cli();
    return 1;
}

static inline __attribute__((always_inline, unused)) uint8_t __iSeiRetVal(void)
{
    sei();
    return 1;
}

static inline __attribute__((always_inline, unused)) void __iCliParam(const uint8_t *state)
{
    cli();
    (void)state;
}

static inline __attribute__((always_inline, unused)) void __iSeiParam(const uint8_t *state)
{
    sei();
    (void)state;
}

static inline __attribute__((always_inline, unused)) void __iRestore(const uint8_t *state)
{
    SREG = *state;
    __asm__ volatile("" ::: "memory");
}

#define ATOMIC_BLOCK(type) for (type, __ToDo = __iCliRetVal(); __ToDo; __ToDo = 0)
#define NONATOMIC_BLOCK(type) for (type, __ToDo = __iSeiRetVal(); __ToDo; __ToDo = 0)
#define ATOMIC_RESTORESTATE uint8_t sreg_save __attribute__((__cleanup__(__iRestore))) = SREG
#define ATOMIC_FORCEON uint8_t sreg_save __attribute__((__cleanup__(__iSeiParam))) = 0
#define NONATOMIC_RESTORESTATE uint8_t sreg_save __attribute__((__cleanup__(__iRestore))) = SREG
#define NONATOMIC_FORCEOFF uint8_t sreg_save __attribute__((__cleanup__(__iCliParam))) = 0

#endif
