/* Stand-in for <cstdarg>. */
#ifndef CRIT_SHIM_LIBCXX_CSTDARG
#define CRIT_SHIM_LIBCXX_CSTDARG

#include <stdarg.h>

namespace std
{
using ::va_list;
}

#endif
