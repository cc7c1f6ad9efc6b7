/*
 * clang's <stdatomic.h> gives way to that of a C library. newlib's leans on names of <stdint.h> that it
 * does not include; nobody notices, because GCC takes its own.
 */
#include <stdint.h>
#include_next <stdatomic.h>
