/*
 * A handler that gets its work from the main loop: what it needs is written first, and handed over by one
 * section, in which it sees all of it or nothing. The section orders the writes for compiler and processor; a
 * plain flag would let the handler see the flag before the data.
 */
#include "critsec/critsec.h"

typedef struct {
    const uint8_t *bytes; /* 0: nothing to send */
    uint32_t left;
} job_t;

static CRITSEC_MUTEX(job_t) job = CRITSEC_MUTEX_INIT({0, 0});

/* The transmitter's data register; the application's board file places it. */
extern volatile uint32_t transmitter_data;

void TRANSMITTER_IRQHandler(void);
bool handover_send(const uint8_t *bytes, uint32_t count);

/* Called when the transmitter wants a byte. */
void TRANSMITTER_IRQHandler(void)
{
    CRITSEC_WITH(held) {
        job_t *const j = CRITSEC_REF(&job, held);
        if (j->bytes && j->left > 0U) {
            transmitter_data = *j->bytes;
            j->bytes++;
            j->left--;
            if (j->left == 0U) {
                j->bytes = 0;
            }
        }
    }
}

/* The bytes stay the handler's until it has sent them: false while the last job is under way. */
bool handover_send(const uint8_t *bytes, uint32_t count)
{
    const job_t next = {bytes, count};
    CRITSEC_SCOPE(held);
    job_t *const j = CRITSEC_REF(&job, held);
    if (j->bytes) {
        return false;
    }
    *j = next;
    return true;
}

int main(void)
{
    static const uint8_t hello[] = {'h', 'e', 'l', 'l', 'o'};
    if (!critsec_port_init() || !handover_send(hello, sizeof hello)) {
        return 1;
    }
    while (!handover_send(hello, sizeof hello)) {
    }
    return 0;
}
