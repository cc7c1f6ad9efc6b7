/* Are all indices of a unit within their arrays, and all enumerations known? */
#ifndef STORE_FACT_CHECK_H
#define STORE_FACT_CHECK_H

#include "ir/ir.h"

bool fact_check(const struct ir_unit *unit);

#endif
