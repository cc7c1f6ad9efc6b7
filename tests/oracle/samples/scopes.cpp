/* What runs where scopes end, in which order, and what a method, a member and a reference lead to. */
extern "C" unsigned save(void);
extern "C" void restore(unsigned state);
extern "C" int read(int from);

volatile int shared;

struct Guard {
    unsigned state;
    Guard() : state(save())
    {
    }
    ~Guard()
    {
        restore(state);
    }
};

struct Pair {
    Guard first;
    volatile int between;
    Guard second;
    Pair() : between(read(1))
    {
        shared = 2;
    }
    ~Pair()
    {
        shared = 3;
    }
    void add(int n, int times = 2)
    {
        for (int i = 0; i < times; i++) {
            between += n;
        }
    }
    static int half(int n)
    {
        return n / 2;
    }
};

struct Base {
    volatile int below;
    explicit Base(int n) : below(n)
    {
        shared = 4;
    }
    ~Base()
    {
        shared = 5;
    }
    int get() const
    {
        return below;
    }
};

struct Derived : Base {
    int above = read(6);
    Derived() : Base(read(7))
    {
    }
    Derived(int n) : Derived()
    {
        above = n;
    }
    ~Derived()
    {
        shared = 8;
    }
};

int loops(int n)
{
    for (int i = 0; i < n; i++) {
        Guard outer;
        if (i == 1) {
            continue;
        }
        Guard inner;
        if (i == 2) {
            break;
        }
        if (i == 3) {
            return shared;
        }
        if (i == 4) {
            goto out;
        }
        shared = i;
    }
    while (int left = read(n)) {
        shared = left;
    }
out:
    return 0;
}

int heads(int n)
{
    if (Guard guard; n > 4) {
        return 1;
    } else if (int more = read(n); more > 2) {
        return more;
    }
    switch (int which = read(2); which) {
    case 1: {
        Guard guard;
        shared = 1;
        break;
    }
    default: return 2;
    }
    return shared;
}

int members(int n)
{
    Pair pair;
    pair.add(n);
    pair.add(Pair::half(n), 3);
    return pair.between;
}

int bases(int n)
{
    Derived one;
    Derived two(n);
    return one.get() + two.above;
}

void temporaries(int n)
{
    Guard();
    shared = Base(n).get();
    const Base &kept = Base(n);
    shared = kept.below;
}

void references(int &to, const int &from)
{
    to = from;
    int &alias = to;
    alias++;
    read(alias);
}

int through(int n)
{
    references(n, 3);
    auto add = [&](int x) {
        Guard guard;
        shared = n + x;
        n += x;
    };
    add(2);
    return n;
}
