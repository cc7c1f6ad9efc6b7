/* Which critlint this is: its version, and a hash of the sources that decide what is in a fact file. */
#ifndef STORE_BUILD_ID_H
#define STORE_BUILD_ID_H

/* "0.1.0+1f3b5c7d9e0a" */
const char *build_id(void);

#endif
