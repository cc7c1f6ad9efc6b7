/*
 * The destructors of instantiated class templates. libclang shows a template's instance no members:
 * only what code names has a cursor. So functions that name the destructors are appended to the
 * main file, and the unit is read again; they are never lowered themselves.
 */
#ifndef FRONTEND_CXX_ENDS_H
#define FRONTEND_CXX_ENDS_H

#include "base/buf.h"
#include "frontend/clang_api.h"

#include <stdbool.h>

#define CXX_END_PREFIX "crit_shim_end_"

/* The functions for the objects of the main file, as text. False if none is needed. */
bool cxx_ends_write(struct buf *out, CXTranslationUnit tu, const char *main_path);
/* Is it one of them? */
bool cxx_is_end(CXCursor function);
/* The destructor that it names, or the null cursor. */
CXCursor cxx_end_destructor(CXCursor function);

#endif
