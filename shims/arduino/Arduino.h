/* Stand-in for Arduino.h, the core's functions; for C++ also its commonest classes. */
#ifndef CRIT_SHIM_ARDUINO_ARDUINO_H
#define CRIT_SHIM_ARDUINO_ARDUINO_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVR__)
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#define interrupts() sei()
#define noInterrupts() cli()
#elif defined(__arm__)
#define interrupts() __asm__ volatile("cpsie i" : : : "memory")
#define noInterrupts() __asm__ volatile("cpsid i" : : : "memory")
#else
void interrupts(void);
void noInterrupts(void);
#endif

typedef bool boolean;
typedef uint8_t byte;
typedef uint16_t word;

#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define INPUT_PULLUP 0x2
#define CHANGE 1
#define FALLING 2
#define RISING 3
#define LSBFIRST 0
#define MSBFIRST 1
#define LED_BUILTIN 13
#define NOT_AN_INTERRUPT (-1)
#define PI 3.1415926535897932384626433832795
#define DEG_TO_RAD 0.017453292519943295769236907684886
#define RAD_TO_DEG 57.295779513082320876798154814105
#ifndef F_CPU
#define F_CPU 16000000UL
#endif

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define constrain(value, low, high) ((value) < (low) ? (low) : ((value) > (high) ? (high) : (value)))
#define sq(x) ((x) * (x))
#define bit(b) (1UL << (b))
#define bitRead(value, b) (((value) >> (b)) & 0x01)
#define bitSet(value, b) ((value) |= (1UL << (b)))
#define bitClear(value, b) ((value) &= ~(1UL << (b)))
#define bitWrite(value, b, on) ((on) ? bitSet(value, b) : bitClear(value, b))
#define lowByte(w) ((uint8_t)((w) & 0xff))
#define highByte(w) ((uint8_t)((w) >> 8))
#define clockCyclesPerMicrosecond() (F_CPU / 1000000L)
#define digitalPinToInterrupt(pin) ((pin) == 2 ? 0 : ((pin) == 3 ? 1 : NOT_AN_INTERRUPT))

void init(void);
void setup(void);
void loop(void);
void yield(void);
void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
int analogRead(uint8_t pin);
void analogReference(uint8_t mode);
void analogWrite(uint8_t pin, int value);
unsigned long millis(void);
unsigned long micros(void);
void delay(unsigned long ms);
void delayMicroseconds(unsigned int us);
unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout);
void shiftOut(uint8_t data, uint8_t clock, uint8_t order, uint8_t value);
uint8_t shiftIn(uint8_t data, uint8_t clock, uint8_t order);
void attachInterrupt(uint8_t interrupt, void (*function)(void), int mode);
void detachInterrupt(uint8_t interrupt);
void tone(uint8_t pin, unsigned int frequency, unsigned long duration);
void noTone(uint8_t pin);
long map(long value, long from_low, long from_high, long to_low, long to_high);

#include <crit_classes.h>

#endif
