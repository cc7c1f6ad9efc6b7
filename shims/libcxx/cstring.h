/* Stand-in for <cstring>. */
#ifndef CRIT_SHIM_LIBCXX_CSTRING
#define CRIT_SHIM_LIBCXX_CSTRING

#include <string.h>

namespace std
{
using ::size_t;
using ::memcpy;
using ::memmove;
using ::memset;
using ::memcmp;
using ::memchr;
using ::strcpy;
using ::strncpy;
using ::strcat;
using ::strncat;
using ::strcmp;
using ::strncmp;
using ::strlen;
using ::strchr;
using ::strrchr;
using ::strstr;
using ::strtok;
}

#endif
