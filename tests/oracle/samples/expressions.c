/* Expressions: evaluation order, joins, conversions, and what is not evaluated. */
#include <stddef.h>
#include <stdint.h>
struct point { int x, y; };
struct nested { struct point p, q[2]; int *link; struct nested *next; };
extern int a, b, c, d;
extern volatile int v, w;
extern unsigned u;
extern long long wide;
extern float fl;
extern _Bool flag;
extern int arr[8], grid[4][4];
extern struct point pt, pts[4];
extern struct nested ne;
extern int *ptr;
extern volatile uint8_t *reg;
extern const int table[4];
static const int folded = 3;
int f(int);
int g2(int, int);
void sink(void *);
struct point make(int);
int (*handler)(int);
int (*handlers[4])(int);
struct ops { int (*open)(int); void (*close)(void); };
extern struct ops *driver;
static struct ops local_ops;

int order(void)
{
    a = b = c;
    a = f(b) + f(c);
    a = b + (c, d);
    g2(a, b);
    g2(f(a), f(b));
    arr[f(1)] = f(2);
    *ptr = f(3);
    arr[a] = arr[b] + arr[c];
    a += f(b);
    arr[f(a)] += f(b);
    ptr[a]++;
    return a, b;
}

int logic(int x)
{
    int y = a && b;
    int z = a || b || c;
    d = !a;
    d = x ? a : b;
    d = a ? b ? c : d : x;
    d = a ?: b;
    d = f(1) ?: f(2);
    v = (a && b) ? c : d;
    (void)(a && f(b));
    a || f(c);
    a ? f(1) : f(2);
    return y + z + (a == b) + (a < b && c != d);
}

int unary(void)
{
    a++;
    ++a;
    b = a--;
    b = --a;
    b = -a;
    b = ~a;
    b = +a;
    b = !v;
    arr[a++] = b;
    *ptr++ = a;
    c = *ptr++;
    c = *++ptr;
    c = (*ptr)++;
    d = *&a;
    *&b = c;
    u <<= 3;
    u >>= a;
    u |= 1u << b;
    u &= ~u;
    wide *= 3;
    fl += 1.5f;
    fl++;
    flag = a;
    flag++;
    return sizeof(a) + sizeof(arr[f(1)]) + _Alignof(int) + (int)offsetof(struct point, y);
}

void volatiles(void)
{
    v;
    (void)v;
    v = w = 1;
    v++;
    a = v++;
    v += w;
    a = v + v;
    if (v) {
        w = 0;
    }
    (void)*reg;
    *reg;
    *reg = 1;
    *reg |= 2;
    a = *reg++;
    reg[a] = reg[b];
    *(volatile uint32_t *)0x40000010u = 1;
    *(volatile uint32_t *)0x40000010u |= 4;
    a = (int)*(volatile uint32_t *)0x40000014u;
    volatile int local = 3;
    local++;
    a = local;
    *(volatile int *)&a = 2;
    b = *(volatile int *)&c;
    volatile int *vp = &a;
    *vp = 1;
    ((void)v, a = 1);
}

int addresses(void)
{
    int *p = &a;
    int *const q = &b;
    int *const r = &arr[2];
    *p = 1;
    *q = 2;
    *r = 3;
    q[0]++;
    p = arr;
    p = &arr[a];
    p = arr + b;
    sink(&c);
    sink(arr);
    sink(&pt.y);
    sink(&pts[1]);
    sink(&pts[a].x);
    sink(grid[1]);
    p = a ? &b : &c;
    *p = 4;
    *(a ? &b : &c) = 5;
    *(arr + 1) = 6;
    1 [arr] = 7;
    (&pt)->x = 8;
    (*(&pt)).y = 9;
    *(int *)(void *)&d = 10;
    *(uint32_t *)(uintptr_t)&u = 11;
    grid[1][a] = grid[b][2];
    return *p + (p == &d) + (ptr != arr);
}

void records(void)
{
    struct point local = pt;
    struct point zero = {0};
    pt = local;
    pt = pts[a];
    pts[f(1)] = pt;
    pt = (struct point){a, b};
    pt = (struct point){.y = c};
    pt = make(a);
    a = make(b).x;
    ne.p = pt;
    ne.q[a] = ne.p;
    ne.next->p = pt;
    ne.next->next->link = &ne.p.x;
    ne.q[1].x += ne.q[0].y;
    sink(&(struct point){a, b});
    struct point copies[2] = {pt, {c, d}};
    struct point ranged[4] = {[1 ... 2] = {1, 2}, [3].x = a};
    int text[8] = {[0 ... 3] = 1, [5] = 7, b};
    struct nested deep = {.p.x = a, .q[1].y = b, .link = &c};
    char word[] = "abc";
    const char *literal = "abc";
    sink(copies), sink(ranged), sink(text), sink(&deep), sink(word), sink(&zero), sink(&literal);
}

struct point by_value(struct point x)
{
    x.x += pt.x;
    return x;
}

struct point return_global(void)
{
    return pt;
}

int pass_global(void)
{
    pt = by_value(pt);
    return by_value(pts[a]).y;
}

int pointers_to_functions(int x)
{
    handler = f;
    handler = &f;
    a = handler(x);
    a = (*handler)(x);
    a = handlers[x](b);
    a = driver->open(c);
    driver->close();
    local_ops.close = 0;
    a = (x ? f : handler)(d);
    a = (*f)(1) + (&f)(2);
    return handlers[1] != 0 && handlers[x & 3](1);
}

int constants(int x)
{
    enum { LOCAL = 4 };
    const int once = 5;
    a = folded + table[1] + table[x] + LOCAL + once;
    static const struct point origin = {1, 2};
    static const int primes[] = {2, 3, 5};
    return origin.x + primes[x];
}

int gnu(int x)
{
    int y = ({ int z = a; z += b; z; });
    ({ c = 1; });
    a = ({ while (b) { b--; } d; }) + 1;
    typeof(a) t = a;
    __auto_type at = b;
    y += _Generic(a, int: b, default: c);
    y += _Generic(fl, int: b, float: f(1), default: c);
    y += __builtin_choose_expr(1, a, b);
    if (__builtin_expect(a, 0)) {
        f(1);
    }
    y += __builtin_constant_p(a) ? b : c;
    y += __extension__ d;
    return y + x + t + at + (__builtin_offsetof(struct nested, link) != 0);
}

typedef unsigned number;
typedef struct {
    int only;
} unnamed;
extern number num;
extern const char *words;
extern char *letters;
extern unnamed thing;
#define SELECT(value)                                                                             \
    _Generic((value), int: a, number: b, const char *: c, char *: d, unnamed: f(1), number *: f(2), \
        volatile number *: f(3), default: f(4))

/* Every association has the same type: only the controlling expression tells. */
int generics(number array[2], volatile number *slow)
{
    int y = SELECT(a) + SELECT(num) + SELECT(words) + SELECT(letters) + SELECT(thing);
    y += SELECT(&num) + SELECT(array) + SELECT(slow) + SELECT(1.0) + (int)sizeof(SELECT(a));
    return y;
}

int vla(int n)
{
    int buffer[n];
    int matrix[n][a];
    buffer[0] = b;
    matrix[1][c] = d;
    typedef int row[n + v];
    row r;
    r[0] = 1;
    return buffer[0] + (int)sizeof(buffer) + r[0];
}

int casts(void)
{
    a = (int)u;
    b = (int8_t)c;
    fl = (float)a;
    u = (unsigned)wide;
    wide = a;
    ptr = (int *)(uintptr_t)u;
    u = (unsigned)(uintptr_t)ptr;
    return (int)fl + (flag ? 1 : 0) + (a ? u : 1u) + (_Bool)v;
}

int static_locals(void)
{
    static int count;
    static int other = 4;
    static struct point where;
    {
        static int count;
        count++;
    }
    where.x = ++count;
    return other += count;
}

static int *const fixed = &a;
struct device { volatile uint32_t cr, sr; uint32_t pad[2]; volatile uint32_t dr[4]; };
static struct device *const dev = (struct device *)0x40001000;
extern struct device mapped;
#define DEV ((struct device *)0x40002000)

void devices(void)
{
    *fixed = 1;
    fixed[0] += 2;
    dev->cr = 1;
    dev->cr |= dev->sr;
    DEV->cr &= ~1u;
    DEV->dr[a] = DEV->dr[1];
    DEV->pad[0] = 1;
    mapped.cr = 1;
    mapped.pad[0]++;
    struct device *const here = &mapped;
    here->cr++;
    here->pad[1] = 2;
    mapped.dr[b] ^= 1;
    while (!(DEV->sr & 1u)) {
    }
}
