/* Stand-in for <malloc.h>. */
#ifndef CRIT_SHIM_LIBC_MALLOC_H
#define CRIT_SHIM_LIBC_MALLOC_H

#include <stdlib.h>

struct mallinfo {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};

struct mallinfo mallinfo(void);
void *memalign(size_t alignment, size_t size);

#endif
