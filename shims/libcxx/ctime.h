/* Stand-in for <ctime>. */
#ifndef CRIT_SHIM_LIBCXX_CTIME
#define CRIT_SHIM_LIBCXX_CTIME

#include <time.h>

namespace std
{
using ::time_t;
using ::tm;
using ::size_t;
}

#endif
