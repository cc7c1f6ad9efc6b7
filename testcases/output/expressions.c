/* Places, operators, conversions, initialisers and calls, for the snapshot of the ops. */
#include <stdbool.h>
#include <stdint.h>

struct point {
    int16_t x, y;
    uint32_t flag : 3;
};

static struct point points[4] = {{1, 2, 1}, [2] = {.y = 5}};
static struct point *const first = &points[0];
volatile uint8_t ready;
static int (*hook)(int) = 0;

int operators(int a, unsigned b)
{
    int c = a * 3 - (int)(b >> 2);
    c <<= 1;
    c ^= ~a;
    return -c % 7 + !b;
}

bool conditions(int a, const struct point *p)
{
    bool both = a > 3 && p != 0;
    return (both || p->x < 0) ? p->flag != 0 : ready;
}

void places(struct point *p, int i)
{
    p->x++;
    --points[i].y;
    p[i].flag = 5;
    *(volatile uint32_t *)0x40020014 |= 1u << i;
    ready = (uint8_t)(points[1].x + first->y);
    *p = points[i & 3];
}

int calls(int value)
{
    struct point local = {.x = (int16_t)value, .y = 2};
    places(&local, value);
    if (hook) {
        value = hook(value + 1);
    }
    return (value, operators(local.x, sizeof(local)));
}
