/* Every form of the header, to be compiled as C and as C++ with all warnings. */
#include "critsec/critsec.h"

typedef struct {
    uint32_t low;
    uint32_t high;
} pair_t;

typedef CRITSEC_MUTEX(pair_t) shared_pair_t;

static shared_pair_t pair = CRITSEC_MUTEX_INIT({1, 2});
static CRITSEC_MUTEX(uint8_t[4]) bytes = CRITSEC_MUTEX_INIT({1, 2, 3, 4});
static CRITSEC_MUTEX(uint32_t) word = CRITSEC_MUTEX_INIT(0);

#ifdef __cplusplus
extern "C" {
#endif
uint32_t header_use(bool early);
#ifdef __cplusplus
}
#endif

static uint32_t sum(critsec_token_t held)
{
    const pair_t *const p = CRITSEC_REF(&pair, held);
    return p->low + p->high + (*CRITSEC_REF(&bytes, held))[3];
}

uint32_t header_use(bool early)
{
    CRITSEC_SCOPE(outer);
    if (early) {
        return sum(outer);
    }
    CRITSEC_WITH(inner) {
        *CRITSEC_REF(&word, inner) = sum(inner);
    }
    CRITSEC_WITH(unused) {
    }
    const critsec_state_t state = critsec_acquire();
    const uint32_t copy = *CRITSEC_REF(&word, critsec_token_assume());
    critsec_release(state);
    return critsec_is_held() && critsec_port_init() && critsec_port_name() ? copy : 0U;
}
