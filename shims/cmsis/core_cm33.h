/* Stand-in for CMSIS-Core's Cortex-M33 header. */
#ifndef __CORE_CM33_H_GENERIC
#define __CORE_CM33_H_GENERIC
#define __CORE_CM33_H_DEPENDANT

#define __CORTEX_M (33U)

#include "crit_cortex_m.h"

#endif
