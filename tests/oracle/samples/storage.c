/* Bit-fields, unions, atomics, thread-local and weak objects, flexible arrays. */
#include <stdatomic.h>
#include <stdint.h>
struct bits { unsigned a : 3, b : 5; int c : 1; unsigned char d; uint32_t e : 20; _Bool f : 1; };
struct vbits { volatile unsigned run : 1, mode : 3; volatile unsigned level : 4; };
union word {
    uint32_t all;
    uint8_t bytes[4];
    struct { uint16_t low, high; };
    struct { uint32_t x : 4, y : 28; } f;
};
struct anonymous {
    int id;
    union { int i; float f; struct { short lo, hi; }; };
    struct { int inner; } named;
};
struct flexible { int count; int items[]; };
struct packed { char tag; int value; } __attribute__((packed));
struct volatile_member { int x; volatile int y; int z[4]; };
extern struct bits bf;
extern struct vbits vb;
extern volatile struct bits whole;
extern struct bits *bp;
extern volatile struct vbits *vp;
extern union word un;
extern struct anonymous an;
extern struct flexible fx, *fp;
extern struct packed pk;
extern struct volatile_member vm, vm2;
extern volatile struct volatile_member allv;
extern int a, b;
__attribute__((weak)) int weak_object;
int renamed_object __asm__("real_name");
static int unit_static;

void bitfields(void)
{
    bf.a = 1;
    bf.b = a;
    bf.c = bf.f;
    bf.d = 3;
    bf.a++;
    ++bf.b;
    bf.e += 4;
    bf.a |= 2;
    a = bf.e;
    b = (bf.a = 3);
    bp->b = 2;
    bp->b--;
    vb.run = 1;
    vb.mode |= 4;
    vb.level++;
    vb.level = vb.mode;
    vp->run = 1;
    vp->mode++;
    a = vp->level;
    whole.a = 1;
    whole.d = 2;
    if (vb.run && !vp->run) {
        a = 1;
    }
}

void unions(void)
{
    un.all = 1;
    un.bytes[a] = 2;
    un.low = un.high;
    un.f.x = 3;
    an.i = 1;
    an.f = 2;
    an.lo = an.hi;
    an.named.inner++;
    union word local = {.all = un.all};
    un = local;
    a = ((union word){.all = 5}).bytes[1];
}

void objects(void)
{
    fx.items[a] = fx.count;
    fp->items[fp->count++] = 1;
    pk.value = a;
    pk.value++;
    vm = vm2;
    vm.y = vm.x;
    struct volatile_member copy = vm;
    vm2 = copy;
    copy = allv;
    allv = copy;
    allv.x++;
    weak_object++;
    renamed_object = 2;
    unit_static ^= 1;
}

_Atomic int ai;
atomic_uint au;
_Atomic(uint8_t) ab;
static atomic_flag lock = ATOMIC_FLAG_INIT;
extern int plain;
extern unsigned uplain;
extern int *where;
extern volatile int vplain;

int atomics(void)
{
    ai = 1;
    a = ai;
    ai++;
    --ai;
    ai += 2;
    au |= 4;
    au ^= a;
    ab = 3;
    atomic_store(&ai, 4);
    atomic_store_explicit(&ai, a, memory_order_release);
    a = atomic_load(&ai);
    a = atomic_load_explicit(&ai, memory_order_acquire);
    a = atomic_fetch_add(&ai, 1);
    a = atomic_fetch_or_explicit(&au, 2, memory_order_relaxed);
    a = atomic_exchange(&ai, b);
    int expected = 0;
    if (atomic_compare_exchange_strong(&ai, &expected, 1)) {
        a = 2;
    }
    while (!atomic_compare_exchange_weak(&ai, &expected, expected + 1)) {
    }
    while (atomic_flag_test_and_set(&lock)) {
    }
    atomic_flag_clear(&lock);
    atomic_thread_fence(memory_order_seq_cst);
    atomic_signal_fence(memory_order_acquire);
    atomic_init(&ai, 0);
    return a;
}

int builtins(void)
{
    __atomic_store_n(&plain, 1, __ATOMIC_RELEASE);
    __atomic_store(&plain, &a, __ATOMIC_SEQ_CST);
    a = __atomic_load_n(&plain, __ATOMIC_ACQUIRE);
    __atomic_load(&plain, &b, __ATOMIC_SEQ_CST);
    a = __atomic_fetch_add(&plain, b, __ATOMIC_RELAXED);
    a = __atomic_add_fetch(&plain, 2, __ATOMIC_RELAXED);
    __atomic_or_fetch(where, 2, __ATOMIC_RELAXED);
    __atomic_fetch_nand(&uplain, 3, __ATOMIC_RELAXED);
    a = __atomic_exchange_n(&plain, 3, __ATOMIC_SEQ_CST);
    int expected = 2;
    a = __atomic_compare_exchange_n(&plain, &expected, 3, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
    while (__atomic_test_and_set(&plain, __ATOMIC_ACQUIRE)) {
    }
    __atomic_clear(&plain, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    a = __sync_fetch_and_add(&plain, 1);
    a = __sync_add_and_fetch(&plain, b);
    a = __sync_bool_compare_and_swap(&plain, a, b);
    a = __sync_val_compare_and_swap(where, 1, 2);
    a = __sync_lock_test_and_set(&plain, 1);
    __sync_lock_release(&plain);
    __sync_synchronize();
    __atomic_fetch_add(&vplain, 1, __ATOMIC_SEQ_CST);
    return __atomic_load_n(where, __ATOMIC_SEQ_CST);
}

/* The forms that take and return by address, and an operation that another expression begins with. */
int generic_atomics(void)
{
    __atomic_exchange(&plain, &a, &b, __ATOMIC_SEQ_CST);
    if (__atomic_compare_exchange(&plain, &a, &b, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        a = 1;
    }
    __atomic_test_and_set(&vplain, __ATOMIC_SEQ_CST);
    b = __atomic_load_n(&plain, __ATOMIC_SEQ_CST) ?: 3;
    return __atomic_fetch_or(&uplain, 1, __ATOMIC_SEQ_CST);
}

void memory(void)
{
    __builtin_memcpy(&un, &an, 4);
    __builtin_memset(&bf, 0, sizeof bf);
    a = (int)__builtin_bswap32((uint32_t)b);
    a = __builtin_clz((unsigned)b);
    if (a) {
        __builtin_unreachable();
    }
    if (b) {
        __builtin_trap();
    }
}

struct point {
    int x, y;
};

/* Parameters that are declared as arrays and functions are pointers. */
int decayed(volatile int array[4], volatile struct point points[2], volatile int rows[][3], int call(int))
{
    array[0] = 1;
    array++;
    *(array + 1) = 2;
    1 [array] = 3;
    points->x = array[a];
    points[1].y = 4;
    rows[1][2] = 5;
    return call(*array) + (*call)(rows[0][a]);
}
