/* The four functions that the compiler calls on its own. Byte loops: flash is tight, copies are short. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);
void *memmove(void *to, const void *from, size_t size);
int memcmp(const void *left, const void *right, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;

    while (size-- != 0) {
        *t++ = *f++;
    }
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    uint8_t *t = to;

    while (size-- != 0) {
        *t++ = (uint8_t)byte;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;

    if (t < f) {
        while (size-- != 0) {
            *t++ = *f++;
        }
    } else {
        while (size-- != 0) {
            t[size] = f[size];
        }
    }
    return to;
}

int memcmp(const void *left, const void *right, size_t size)
{
    const uint8_t *l = left;
    const uint8_t *r = right;

    for (size_t i = 0; i < size; i++) {
        if (l[i] != r[i]) {
            return l[i] - r[i];
        }
    }
    return 0;
}
