/* Stand-in for the part of CMSIS 3 and 4 that CMSIS 5 moved into the compiler header. */
#ifndef CRIT_SHIM_CMSIS_CORE_CMFUNC_H
#define CRIT_SHIM_CMSIS_CORE_CMFUNC_H

#include "cmsis_gcc.h"

#endif
