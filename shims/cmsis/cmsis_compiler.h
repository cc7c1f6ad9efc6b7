/* Stand-in for CMSIS-Core's compiler dispatch: every compiler is treated as a GNU one. */
#ifndef CRIT_SHIM_CMSIS_COMPILER_H
#define CRIT_SHIM_CMSIS_COMPILER_H

#include "cmsis_gcc.h"

#endif
