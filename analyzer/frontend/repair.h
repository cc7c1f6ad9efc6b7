/*
 * What a build would have told: after an attempt that failed, the headers that no flag leads to, the names
 * that headers want chosen, and declarations for names that nothing declares. Each learns from clang's
 * errors, and tries again while that helps.
 */
#ifndef FRONTEND_REPAIR_H
#define FRONTEND_REPAIR_H

#include "frontend/attempt.h"
#include "frontend/headers.h"
#include "ir/ir_build.h"

/* The declarations that were invented. */
#define REPAIR_STUB_FILE HEADERS_SHIM_ROOT "stubs.h"

/* Finds headers, and chooses names for #errors. `attempt` is replaced. */
void repair_headers(struct parse *parse, struct attempt *attempt);
/* Declares what is undeclared. `attempt` is replaced by the best. */
void repair_names(struct parse *parse, struct attempt *attempt);
/* Notices what was assumed. */
void repair_tell(struct parse *parse, struct ir_build *build);

#endif
