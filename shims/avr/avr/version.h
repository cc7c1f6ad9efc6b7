/* Stand-in for <avr/version.h>. */
#ifndef _AVR_VERSION_H_
#define _AVR_VERSION_H_

#define __AVR_LIBC_VERSION_STRING__ "2.0.0"
#define __AVR_LIBC_VERSION__ 20000UL

#endif
