/* Stand-in for <setjmp.h>. */
#ifndef CRIT_SHIM_LIBC_SETJMP_H
#define CRIT_SHIM_LIBC_SETJMP_H

typedef long long jmp_buf[32];

int setjmp(jmp_buf environment) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf environment, int value);

#endif
