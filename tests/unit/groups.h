/* One function a test file: runs its group and returns the number of failures. */
#ifndef UNIT_GROUPS_H
#define UNIT_GROUPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int test_line_hash(void);
int test_source(void);
int test_report(void);

#endif
