/* Stand-in for <cstddef>. */
#ifndef CRIT_SHIM_LIBCXX_CSTDDEF
#define CRIT_SHIM_LIBCXX_CSTDDEF

#include <stddef.h>

namespace std
{
using ::ptrdiff_t;
using ::size_t;
typedef decltype(nullptr) nullptr_t;
enum class byte : unsigned char {};
}

#endif
