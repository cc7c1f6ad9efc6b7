/* Stand-in for <cinttypes>. */
#ifndef CRIT_SHIM_LIBCXX_CINTTYPES
#define CRIT_SHIM_LIBCXX_CINTTYPES

#include <inttypes.h>

#endif
