/* What the tests of the debug layer do to the fake port. */
#ifndef CRITSEC_TESTS_FAKE_PORT_H
#define CRITSEC_TESTS_FAKE_PORT_H

#include <stdbool.h>

extern bool fake_masked; /* the mask */
extern bool fake_works;  /* whether acquire sets it */

#endif
