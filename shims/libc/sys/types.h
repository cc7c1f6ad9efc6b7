/* Stand-in for <sys/types.h>, with newlib's widths. */
#ifndef CRIT_SHIM_LIBC_SYS_TYPES_H
#define CRIT_SHIM_LIBC_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef __PTRDIFF_TYPE__ ssize_t;
typedef long off_t;
typedef int pid_t;
typedef unsigned short uid_t, gid_t;
typedef unsigned mode_t;
typedef short dev_t;
typedef unsigned short ino_t, nlink_t;
typedef long blkcnt_t, blksize_t;
typedef int64_t time_t;
typedef unsigned long clock_t, useconds_t;
typedef long suseconds_t;
typedef unsigned long clockid_t, timer_t;
typedef unsigned char u_char, u_int8_t;
typedef unsigned short u_short, ushort;
typedef unsigned int u_int, uint;
typedef unsigned long u_long, ulong;
typedef uint16_t u_int16_t;
typedef uint32_t u_int32_t;
typedef uint64_t u_int64_t;

#endif
