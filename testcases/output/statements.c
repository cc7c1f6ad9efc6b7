/* Every statement, for the snapshot of the ops. */
extern int next(void);
extern void use(int value);
extern void close_it(int *value);

int loops(int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        if (i == 3) {
            continue;
        }
        sum += i;
    }
    while (next()) {
        if (sum > 100) {
            break;
        }
        sum++;
    }
    do {
        use(sum);
    } while (next() != 0);
    return sum;
}

int choices(int kind)
{
    switch (kind) {
    case 1:
        use(1);
        /* falls through */
    case 2:
    case 3:
        return 23;
    case 5 ... 8:
        use(5);
        break;
    default:
        return -1;
    }
    return kind ? 1 : 2;
}

int jumps(int count)
{
    __attribute__((cleanup(close_it))) int held = next();
again:
    if (held && count-- > 0) {
        goto again;
    }
    {
        __attribute__((cleanup(close_it))) int inner = held;
        if (inner == 7) {
            goto out;
        }
        use(inner);
    }
    return held;
out:
    return 0;
}
