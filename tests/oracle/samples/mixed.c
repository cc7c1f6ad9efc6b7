/* Combinations: conditions inside values, values inside conditions, statements inside both. */
#include <stdint.h>
struct pair { int x, y; };
struct big { int words[8]; volatile int flag; };
enum mode { OFF, SLOW, FAST = 10 };
extern int a, b, c, d;
extern volatile int v;
extern volatile uint8_t port[4];
extern struct pair p, q, table[4];
extern struct big big, *bigs;
extern enum mode mode;
extern long long wide;
extern const char *text;
#ifdef __AVR__ /* has no threads */
extern int per_thread;
#else
extern _Thread_local int per_thread;
#endif
extern int weak_target(int) __attribute__((weak));
int f(int);
int next(void);
struct pair make(int, int);
struct pair turn(struct pair);
int read_pair(struct pair);
void nothing(void);
int (*choose(int))(int);

int conditions(int x)
{
    int n;
    if ((n = f(a)) && b) {
        c = n;
    }
    while ((n = next()) != 0) {
        v = n;
    }
    if (v || 1) {
        a = 1;
    }
    if (f(6) || 1) {
        a = 2;
    }
    if (f(7) && 0) {
        a = 3;
    }
    if (!!a && !(!b)) {
        c = 2;
    }
    if (a ? b : c) {
        d = 3;
    }
    while (a ? b : 0) {
        nothing();
    }
    if ((a, b)) {
        d = 4;
    }
    if (({ int t = f(1); t > a; })) {
        d = 5;
    }
    if ((a && b) == c) {
        d = 6;
    }
    if (a == 1 || (b == 2 && c != 3) || !(d < 4 && x > 5)) {
        d = 7;
    }
    if (a)
        if (b)
            c = 8;
        else
            d = 9;
    do {
        if (b) {
            continue;
        }
        c--;
    } while (--a && !v);
    return a && (b || c);
}

int values(int x)
{
    a = (b = f(1)) + (c = f(2));
    a = b ? c : d ? f(3) : x;
    a = (b, c) ? d : x;
    a = b && c ? f(4) : (d || x);
    b ? nothing() : (void)f(5);
    a = (b ? 1 : 0) + (c ? v : 2);
    a = b == c ? v : v + 1;
    a = -(b < c) | (d >= x);
    a += b && c;
    a = (b && c) + (c || d);
    a = !(b && c);
    _Bool flag = b && c;
    return f(a && flag), f(b ?: c);
}

int switches(void)
{
    switch (a ? b : c) {
    case 1:
        nothing();
    }
    switch (mode) {
    case OFF:
        a = 1;
        break;
    case SLOW: {
        int local = b;
        a = local;
        break;
    }
    case FAST:
        for (int i = 0; i < 3; i++) {
            if (b) {
                continue;
            }
            switch (c) {
            case 1: goto leave;
            default: break;
            }
            break;
        }
        a = 3;
    }
    switch (wide) {
    case -1: a = 4; break;
    case 0x100000000LL: a = 5; break;
    case 'a' ... 'z': a = 6; break;
    }
    switch (f(1) & 3) {
    case 0:
        a = 7;
        if (0) {
    case 1:
            a = 8;
        }
        break;
    }
leave:
    return a;
}

struct pair records(int x)
{
    q = table[x];
    p = make(a, b);
    p = turn(turn(make(c, d)));
    a = read_pair((struct pair){b, .y = f(1)});
    a = (b ? p : q).x;
    a = make(1, 2).y + turn(p).x;
    table[f(0)] = table[f(1)];
    table[0].x = table[1].y = a;
    struct pair local = make(a, b), other = {f(1), f(2)};
    struct big copy = big;
    big = *bigs;
    bigs[a] = copy;
    copy.words[a] = big.words[b];
    big.flag = bigs->flag;
    local = ({ a++; q; });
    p = (f(1), other);
    return x ? local : p;
}

int pointers(int *in, volatile int *out)
{
    *out = *in;
    *out += *in++;
    out[a] = in[b];
    *(out + a) = *(in + b);
    int *walk = &table[1].x;
    *walk++ = a;
    (*walk)--;
    volatile int *const fixed = &v;
    *fixed = 1;
    int *array[2] = {&a, &b};
    *array[c] = 2;
    int **deep = &array[0];
    **deep = 3;
    a = text[b] + "abc"[c] + (int)sizeof __func__;
    a = (int)(&table[3] - &table[a]);
    port[0] = port[1];
    port[a]++;
    port[2] |= (uint8_t)(1u << b);
    a = choose(b)(c);
    if (weak_target) {
        a = weak_target(b);
    }
    void *erased = &d;
    *(int *)erased = 4;
    per_thread++;
    return in != 0 && *in;
}

void jumps(int x)
{
    if (x) {
        goto middle;
    }
    for (;;) {
        a = 1;
        if (b) {
            break;
        }
    middle:
        c = ({ if (v) { goto out; } f(1); });
        for (int i = 0; i < ({ if (d) { goto out; } 3; }); i++) {
            a++;
        }
    }
    switch (x)
        while (a) {
        case 1:
            b++;
        }
out:;
}

int returns(int x)
{
    if (x == 1) {
        return f(a);
    } else if (x == 2) {
        return v;
    }
    while (a) {
        switch (b) {
        case 1: return 1;
        case 2: continue;
        }
        if (c) {
            return v ? f(1) : f(2);
        }
    }
    return ({ int y = d; if (y) { return 5; } y; });
}

static int recursion(int n)
{
    return n ? recursion(n - 1) + a : b;
}

int initialisers(int x)
{
    int numbers[4] = {f(1), a, [3] = b};
    struct pair pairs[] = {{a, b}, {.y = f(2), .x = f(3)}, q};
    struct { struct pair in; int tail; } nested = {.in = {1, c}, .tail = d};
    union { int i; uint8_t bytes[4]; } u = {.bytes = {(uint8_t)a}};
    const int limit = recursion(x);
    volatile int spin = a;
    struct pair empty = {}, *pointer = &(struct pair){.x = v};
    int *list = (int[]){a, f(4), [4] = b};
    return numbers[x] + pairs[1].x + nested.in.y + u.i + limit + spin + empty.x + pointer->x + list[x];
}
