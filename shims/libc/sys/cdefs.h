/* Stand-in for <sys/cdefs.h>. */
#ifndef CRIT_SHIM_LIBC_SYS_CDEFS_H
#define CRIT_SHIM_LIBC_SYS_CDEFS_H

#define __BEGIN_DECLS
#define __END_DECLS
#define __CONCAT(a, b) a##b
#define __STRING(x) #x
#define __packed __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define __section(name) __attribute__((section(name)))
#define __unused __attribute__((unused))
#define __used __attribute__((used))
#define __weak_symbol __attribute__((weak))
#define __dead2 __attribute__((noreturn))
#define __printflike(format, first) __attribute__((format(printf, format, first)))

#endif
