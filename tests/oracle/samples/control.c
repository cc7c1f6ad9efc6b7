/* Control flow: every statement of C and GNU C that moves the program counter. */
extern int a, b, c, d;
extern volatile int v;
void f0(void);
void f1(int);
int test(void);
_Noreturn void panic(void);
void die(const char *why) __attribute__((noreturn));

int if_else(void)
{
    if (a) {
        b = 1;
    } else if (c) {
        b = 2;
    } else {
        d = 3;
    }
    if (a && b) {
        c++;
    }
    if (a || (b && !c)) {
        d--;
    }
    if (!(a && (b || test()))) {
        return 1;
    }
    if (a)
        ;
    else
        f0();
    return d;
}

void loops(void)
{
    while (a) {
        if (b) {
            break;
        }
        if (c) {
            continue;
        }
        d++;
    }
    do {
        a--;
        if (v) {
            continue;
        }
        f0();
    } while (a && b);
    for (int i = 0; i < a; i++) {
        b += i;
    }
    for (;;) {
        if (test()) {
            break;
        }
    }
    for (a = 0;;) {
        if (v) {
            return;
        }
    }
}

void for_parts(void)
{
    int i = 0;
    for (; a;) {
        f0();
    }
    for (;; b++) {
        if (a) {
            break;
        }
    }
    for (i = c; i;) {
        i--;
    }
    for (; d; d--) {
        continue;
    }
    for (a = 1, b = 2; a < b && c; a++, b--) {
        v = a;
    }
}

void wait_for(void)
{
    while (!v) {
    }
    while (v || a || test())
        ;
    do
        ;
    while (v);
    while (!(a && b) && (c || d))
        f0();
}

int switches(int x)
{
    switch (x) {
    case 0:
        a = 0;
        break;
    case 1:
        a = 1; /* falls through */
    case 2:
    case 3:
        b = a;
        break;
    case 10 ... 12:
        c = 10;
        return c;
    case 100 ... 10000:
        d = 100;
        break;
    default:
        f1(x);
    }
    switch (a) {
    case 1:
        f0();
    }
    switch (v) {
    }
    switch (b) {
    default:
        return 1;
    case 4:
        while (c) {
            if (d) {
                break;
            }
            switch (a) {
            case 1: continue;
            case 2: break;
            default: goto out;
            }
            b++;
        }
        break;
    }
    f0();
out:
    return 0;
}

void duff(int n)
{
    int rounds = (n + 3) / 4;
    switch (n % 4) {
    case 0:
        do {
            v = a;
        case 3:
            v = b;
        case 2:
            v = c;
        case 1:
            v = d;
        } while (--rounds > 0);
    }
}

void switch_without_block(void)
{
    switch (a)
    case 1:
        f0();
    switch (b)
    default:
        v = 1;
}

int gotos(int n)
{
    int tries = 0;
again:
    a++;
    if (tries++ < n) {
        goto again;
    }
    if (b) {
        goto inside;
    }
    while (c) {
        d = 1;
    inside:
        d = 2;
    }
    goto end;
    f0(); /* never */
end:
    return d;
}

int computed_goto(unsigned n)
{
    static void *const table[] = {&&one, &&two, &&three};
    goto *table[n];
one:
    a = 1;
two:
    b = 2;
    return b;
three:
    c = 3;
    if (d) {
        goto *table[1];
    }
    return c;
}

int constant_conditions(void)
{
    if (0) {
        f0();
    }
    if (1) {
        a = 1;
    } else {
        a = 2;
    }
    while (0) {
        b = 1;
    }
    do {
        c = 1;
    } while (0);
    if (sizeof(int) == 1) {
        d = 1;
    }
    if (a && 0) {
        d = 2;
    }
    if (b || 1) {
        d = 3;
    }
    if (0 && test()) {
        d = 4;
    }
    switch (2) {
    case 1:
        f0();
        break;
    case 2:
        f1(2);
        break;
    }
    for (; 1;) {
        if (v) {
            break;
        }
    }
    if (0) {
    hidden:
        f1(9);
    }
    if (a) {
        goto hidden;
    }
    while (1) {
        v = 1;
    }
    return 0;
}

int noreturn_calls(int x)
{
    if (x) {
        panic();
        a = 1;
    }
    if (b) {
        die("b");
    }
    x ? f0() : panic();
    return c;
}

void forever(void)
{
    for (;;) {
        v++;
    }
}

__attribute__((naked)) void naked_handler(void)
{
    __asm volatile("mov r0, r1");
}

int falls_off(void)
{
    a = 1;
}

void nested_returns(void)
{
    if (a) {
        if (b) {
            return;
        }
        c = 1;
        return;
    }
    d = 1;
}
