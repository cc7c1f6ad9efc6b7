/* Stand-in for <cfloat>. */
#ifndef CRIT_SHIM_LIBCXX_CFLOAT
#define CRIT_SHIM_LIBCXX_CFLOAT

#include <float.h>

#endif
