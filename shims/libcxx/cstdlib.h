/* Stand-in for <cstdlib>. */
#ifndef CRIT_SHIM_LIBCXX_CSTDLIB
#define CRIT_SHIM_LIBCXX_CSTDLIB

#include <stdlib.h>

namespace std
{
using ::size_t;
using ::abs;
using ::abort;
using ::atoi;
using ::atol;
using ::malloc;
using ::free;
using ::calloc;
using ::realloc;
using ::strtol;
using ::strtoul;
using ::rand;
using ::srand;
}

#endif
