/* The kernel includes it, and no C library is wanted for it. */
#ifndef CRITSEC_TESTS_STDLIB_H
#define CRITSEC_TESTS_STDLIB_H

#include <stddef.h>

#endif
