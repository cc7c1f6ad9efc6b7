/* Stand-in for <cerrno>. */
#ifndef CRIT_SHIM_LIBCXX_CERRNO
#define CRIT_SHIM_LIBCXX_CERRNO

#include <errno.h>

#endif
