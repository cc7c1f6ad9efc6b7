/* Stand-in for <string.h>. */
#ifndef CRIT_SHIM_LIBC_STRING_H
#define CRIT_SHIM_LIBC_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *mempcpy(void *to, const void *from, size_t size);
void *memccpy(void *restrict to, const void *restrict from, int c, size_t size);
void *memset(void *object, int c, size_t size);
int memcmp(const void *left, const void *right, size_t size);
void *memchr(const void *object, int c, size_t size);
void *memrchr(const void *object, int c, size_t size);
void *memmem(const void *object, size_t size, const void *wanted, size_t wanted_size);
char *strcpy(char *restrict to, const char *restrict from);
char *stpcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t size);
char *strcat(char *restrict to, const char *restrict from);
char *strncat(char *restrict to, const char *restrict from, size_t size);
size_t strlcpy(char *to, const char *from, size_t size);
size_t strlcat(char *to, const char *from, size_t size);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t size);
int strcoll(const char *left, const char *right);
size_t strxfrm(char *restrict to, const char *restrict from, size_t size);
size_t strlen(const char *text);
size_t strnlen(const char *text, size_t size);
char *strchr(const char *text, int c);
char *strrchr(const char *text, int c);
char *strstr(const char *text, const char *wanted);
char *strcasestr(const char *text, const char *wanted);
char *strpbrk(const char *text, const char *set);
size_t strspn(const char *text, const char *set);
size_t strcspn(const char *text, const char *set);
char *strtok(char *restrict text, const char *restrict set);
char *strtok_r(char *restrict text, const char *restrict set, char **restrict rest);
char *strsep(char **text, const char *set);
char *strdup(const char *text);
char *strndup(const char *text, size_t size);
char *strerror(int number);
char *strrev(char *text);
char *strlwr(char *text);
char *strupr(char *text);

#endif
