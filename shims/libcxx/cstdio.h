/* Stand-in for <cstdio>. */
#ifndef CRIT_SHIM_LIBCXX_CSTDIO
#define CRIT_SHIM_LIBCXX_CSTDIO

#include <stdio.h>

namespace std
{
using ::size_t;
using ::printf;
using ::snprintf;
using ::sprintf;
using ::vsnprintf;
using ::puts;
using ::putchar;
}

#endif
