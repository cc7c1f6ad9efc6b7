/* Stand-in for <cmath>. */
#ifndef CRIT_SHIM_LIBCXX_CMATH
#define CRIT_SHIM_LIBCXX_CMATH

#include <math.h>

namespace std
{
using ::sin;
using ::cos;
using ::tan;
using ::asin;
using ::acos;
using ::atan;
using ::atan2;
using ::sqrt;
using ::pow;
using ::exp;
using ::log;
using ::log10;
using ::floor;
using ::ceil;
using ::fabs;
using ::fmod;
using ::sinf;
using ::cosf;
using ::sqrtf;
using ::fabsf;
using ::floorf;
using ::ceilf;
}

#endif
