/* Stand-in for <alloca.h>. */
#ifndef CRIT_SHIM_LIBC_ALLOCA_H
#define CRIT_SHIM_LIBC_ALLOCA_H

#define alloca(size) __builtin_alloca(size)

#endif
