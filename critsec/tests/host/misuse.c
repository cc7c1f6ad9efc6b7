/* Misuse that the POSIX port must stop, chosen by the first argument. */
#include "critsec/critsec.h"

#include <string.h>

static void without_acquire(void)
{
    const critsec_state_t state = {0};
    critsec_release(state);
}

static void twice(void)
{
    const critsec_state_t outer = critsec_acquire();
    const critsec_state_t inner = critsec_acquire();
    critsec_release(inner);
    critsec_release(inner);
    critsec_release(outer);
}

static void out_of_order(void)
{
    const critsec_state_t outer = critsec_acquire();
    const critsec_state_t inner = critsec_acquire();
    critsec_release(outer);
    critsec_release(inner);
}

static void correct(void)
{
    const critsec_state_t outer = critsec_acquire();
    const critsec_state_t inner = critsec_acquire();
    critsec_release(inner);
    critsec_release(outer);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
        {"without-acquire", without_acquire},
        {"twice", twice},
        {"out-of-order", out_of_order},
        {"correct", correct},
    };
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            cases[i].run();
            return 0;
        }
    }
    return 2;
}
