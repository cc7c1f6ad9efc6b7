/* What an ATmega328P fixture needs: ISR(), the I flag of SREG, a few registers at their data addresses. */
#ifndef TEST_AVR_H
#define TEST_AVR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SREG (*(volatile uint8_t *)0x5F)
#define PORTB (*(volatile uint8_t *)0x25)
#define ADCL (*(volatile uint8_t *)0x78)
#define TCNT0 (*(volatile uint8_t *)0x46)
#define TIMSK0 (*(volatile uint8_t *)0x6E)
#define TIMSK1 (*(volatile uint8_t *)0x6F)
#define UDR0 (*(volatile uint8_t *)0xC6)

#define sei() __asm__ __volatile__("sei" ::: "memory")
#define cli() __asm__ __volatile__("cli" ::: "memory")

#define TIMER1_COMPA_vect __vector_11
#define TIMER0_OVF_vect __vector_16
#define USART_RX_vect __vector_18
#define ADC_vect __vector_21

#ifdef __cplusplus
#define C_LINKAGE extern "C"
#else
#define C_LINKAGE
#endif

#define ISR(vector)                                                                                          \
    C_LINKAGE void vector(void) __attribute__((signal, used));                           \
    C_LINKAGE void vector(void)

#endif
