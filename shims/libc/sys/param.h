/* Stand-in for <sys/param.h>. */
#ifndef CRIT_SHIM_LIBC_SYS_PARAM_H
#define CRIT_SHIM_LIBC_SYS_PARAM_H

#include <limits.h>
#include <sys/types.h>

#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif

#endif
