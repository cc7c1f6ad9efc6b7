/* Stand-in for <csignal>. */
#ifndef CRIT_SHIM_LIBCXX_CSIGNAL
#define CRIT_SHIM_LIBCXX_CSIGNAL

#include <signal.h>

#endif
