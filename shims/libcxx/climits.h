/* Stand-in for <climits>. */
#ifndef CRIT_SHIM_LIBCXX_CLIMITS
#define CRIT_SHIM_LIBCXX_CLIMITS

#include <limits.h>

#endif
