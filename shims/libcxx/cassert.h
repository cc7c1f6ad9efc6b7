/* Stand-in for <cassert>. */
#ifndef CRIT_SHIM_LIBCXX_CASSERT
#define CRIT_SHIM_LIBCXX_CASSERT

#include <assert.h>

#endif
