/* Stand-in for <assert.h>: a failed assertion does not return. No guard: it may be included again. */
#undef assert

_Noreturn void __assert_func(const char *file, int line, const char *function, const char *text);

#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : __assert_func(__FILE__, __LINE__, __func__, #condition))
#endif

#ifndef static_assert
#define static_assert _Static_assert
#endif
