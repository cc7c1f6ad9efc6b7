/* Inline assembly, cleanup attributes, inline functions and macros as firmware writes them. */
#include <stdint.h>
#ifdef __AVR__
#define FIXED_REGISTER "r20"
#else
#define FIXED_REGISTER "r4"
#endif
extern int a, b, c;
extern volatile int v;
extern uint32_t word;
static uint32_t saved;
int test(void);
void use(int);
void release(int *token);
void unlock(uint32_t *state);
static inline void leave(const int *token) { v = *token; }

static inline __attribute__((always_inline)) uint32_t enter(void)
{
    uint32_t state;
    __asm volatile("in %0, 0x3f" : "=r"(state));
    __asm volatile("cli" ::: "memory");
    return state;
}

static inline void restore(const uint32_t *state)
{
    __asm volatile("out 0x3f, %0" : : "r"(*state) : "memory");
}

static inline int unused_helper(int x)
{
    return a + x;
}

#define GUARD() for (uint32_t guard_ __attribute__((cleanup(unlock))) = enter(), once_ = 1; once_; once_ = 0)
#define ATOMIC_BLOCK for (uint32_t s_ __attribute__((cleanup(restore))) = enter(), o_ = 1; o_; o_ = 0)
#define CHECK_AND_RETURN(x) do { if (x) { c = 1; return -1; } } while (0)

void assembly(void)
{
    __asm("nop");
    __asm volatile("nop");
    __asm volatile("" ::: "memory");
    __asm volatile("first\n\tsecond %0" : "=r"(a));
    __asm volatile("both %0, %1" : "=r"(word), "=r"(saved) : "0"(b), "r"(c));
    __asm volatile("inout %0" : "+r"(a) : : "cc");
    __asm volatile("named %[dst], %[src]" : [dst] "=&r"(b) : [src] "r"(test()) : "memory", "cc");
    __asm volatile("mem %0" : "=m"(word));
    __asm volatile("memin %0" : : "m"(word));
    __asm volatile("imm %0" : : "i"(5));
    __asm volatile("percent %%0, %0" : : "r"(v));
    __asm volatile("addr %0" : : "r"(&a));
    int local;
    __asm volatile("local %0" : "=r"(local) : "r"(local = a));
    register uint8_t fixed __asm(FIXED_REGISTER);
    __asm volatile("get %0" : "=r"(fixed));
    use(fixed + local);
}

int assembly_goto(int x)
{
    __asm goto("test %0\n\tbranch %l[away]" : : "r"(x) : "memory" : away);
    a = 1;
    return 0;
away:
    b = 2;
    return 1;
}

int cleanup_simple(void)
{
    int token __attribute__((cleanup(release))) = a;
    b = 1;
    return c;
}

int cleanup_exits(int x)
{
    int outer __attribute__((cleanup(release))) = 1;
    for (int i = 0; i < x; i++) {
        int inner __attribute__((cleanup(leave))) = i;
        if (a) {
            continue;
        }
        if (b) {
            break;
        }
        if (c) {
            return 5;
        }
        if (v) {
            goto out;
        }
        use(i);
    }
    use(100);
out:
    use(200);
    return test();
}

int cleanup_switch(int x)
{
    switch (x) {
    case 1: {
        int token __attribute__((cleanup(release))) = 1;
        if (a) {
            break;
        }
        b = 1;
    }
    /* falls through */
    case 2:
        c = 2;
        break;
    default:
        return 3;
    }
    return 0;
}

int cleanup_two(void)
{
    int first __attribute__((cleanup(release))) = a;
    int second __attribute__((cleanup(leave))) = b;
    if (c) {
        return first;
    }
    use(second);
    return 0;
}

void guarded(void)
{
    GUARD() {
        a++;
    }
    ATOMIC_BLOCK {
        b++;
        if (c) {
            break;
        }
        word |= 1;
    }
}

int guarded_return(void)
{
    ATOMIC_BLOCK {
        if (a) {
            return b;
        }
        c++;
    }
    return 0;
}

int cleanup_loop(void)
{
    while (a) {
        int token __attribute__((cleanup(release))) = b;
        CHECK_AND_RETURN(c);
    }
    int value = ({ int t __attribute__((cleanup(release))) = 3; b + t; });
again:;
    int late __attribute__((cleanup(leave))) = 4;
    if (v) {
        goto again;
    }
    return value + late;
}

int helpers(int x)
{
    uint32_t state = enter();
    a = x;
    restore(&state);
    CHECK_AND_RETURN(b);
    return 0;
}

int variadic(int count, ...)
{
    __builtin_va_list list;
    __builtin_va_start(list, count);
    int sum = 0;
    while (count-- > 0) {
        sum += __builtin_va_arg(list, int);
        v = sum;
    }
    __builtin_va_end(list);
    return sum + a;
}

int old_style(x, y)
int x, y;
{
    return x + y + a;
}

int implicit_and_extern(void)
{
    extern int far_away;
    extern void declared_here(int);
    declared_here(far_away);
    far_away = 1;
    return far_away;
}
