/* What the kernel and its compiler call of a C library; tasks.c here has it. */
#ifndef CRITSEC_TESTS_STRING_H
#define CRITSEC_TESTS_STRING_H

#include <stddef.h>

void *memset(void *to, int byte, size_t count);
void *memcpy(void *to, const void *from, size_t count);

#endif
