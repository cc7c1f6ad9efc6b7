/* Stand-in for <cctype>. */
#ifndef CRIT_SHIM_LIBCXX_CCTYPE
#define CRIT_SHIM_LIBCXX_CCTYPE

#include <ctype.h>

namespace std
{
using ::isalpha;
using ::isdigit;
using ::isalnum;
using ::isspace;
using ::isupper;
using ::islower;
using ::isprint;
using ::isxdigit;
using ::toupper;
using ::tolower;
}

#endif
