/* Stand-in for <strings.h>. */
#ifndef CRIT_SHIM_LIBC_STRINGS_H
#define CRIT_SHIM_LIBC_STRINGS_H

#include <stddef.h>

int strcasecmp(const char *left, const char *right);
int strncasecmp(const char *left, const char *right, size_t size);
int ffs(int value);
void bzero(void *object, size_t size);
void bcopy(const void *from, void *to, size_t size);
int bcmp(const void *left, const void *right, size_t size);
char *index(const char *text, int c);
char *rindex(const char *text, int c);

#endif
