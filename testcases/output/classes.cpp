/* Every construct of C++ once, with its ops in classes.cpp.ops. */
extern "C" unsigned save(void);
extern "C" void restore(unsigned state);
extern "C" void attach(int pin, void (*handler)(void), int edge);

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

struct Device {
    virtual int read(int from, int count = 1) = 0;
    int opened;
};

struct Sensor : Device {
    int offset = 7;
    int &target;
    explicit Sensor(int &into) : target(into)
    {
    }
    int read(int from, int count) override
    {
        target += offset + opened;
        return from + count;
    }
};

struct Clock : Device {
    static int ticks;
    int read(int from, int) override
    {
        return this->opened + from + ticks;
    }
};

int Clock::ticks = 3;
int total;
Sensor sensor(total);

namespace board
{
template <class T> T larger(const T &a, const T &b)
{
    return a < b ? b : a;
}

int measure(Device &device, bool twice)
{
    Guard guard;
    if (twice) {
        return device.read(1) + device.read(2, 3);
    }
    return larger(total, 5);
}
}

int leave_in_order(int n)
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
        total += i;
    }
    if (Guard guard; n > 4) {
        return 1;
    }
    return Guard().state;
}

void by_lambda(int n)
{
    auto add = [&n, by = n + 1](int x) { n += by + x; };
    add(2);
    attach(3, [] { Clock::ticks++; }, 1);
    int values[3] = {1, 2, 3};
    for (int &value : values) {
        value = n;
    }
}
