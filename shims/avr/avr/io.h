/*
 * Stand-in for <avr/io.h>: the registers of three common parts and their families. An unknown
 * part gets those of the ATmega328P.
 */
#ifndef _AVR_IO_H_
#define _AVR_IO_H_

#include <avr/sfr_defs.h>

#include <avr/crit_mega.h>
#if defined(__AVR_ATmega2560__) || defined(__AVR_ATmega2561__) || defined(__AVR_ATmega1280__) ||             \
    defined(__AVR_ATmega1281__) || defined(__AVR_ATmega640__)
#include <avr/crit_mega2560.h>
#elif defined(__AVR_ATmega32U4__) || defined(__AVR_ATmega16U4__)
#include <avr/crit_mega32u4.h>
#else
#include <avr/crit_mega328p.h>
#endif

#define SREG_I 7
#define SREG_T 6
#define SREG_H 5
#define SREG_S 4
#define SREG_V 3
#define SREG_N 2
#define SREG_Z 1
#define SREG_C 0

#endif
