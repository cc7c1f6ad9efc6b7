/*
 * A queue of bytes with several writers: two handlers and the main loop put, the main loop takes. With one
 * writer and one reader, word-sized indices need no section; with two writers they do.
 *
 * The functions that work on the ring take a token: they cost no masking of their own, and cannot be called
 * without a section.
 */
#include "critsec/critsec.h"

enum { RING_SIZE = 64 }; /* a power of two: the indices run freely and wrap */

typedef struct {
    uint8_t bytes[RING_SIZE];
    uint32_t head; /* bytes put so far */
    uint32_t tail; /* bytes taken so far */
} ring_t;

static CRITSEC_MUTEX(ring_t) ring = CRITSEC_MUTEX_INIT({{0}, 0, 0});

/* The data registers of two serial ports; the application's linker script or board file places them. */
extern volatile uint32_t uart0_data;
extern volatile uint32_t uart1_data;

void UART0_IRQHandler(void);
void UART1_IRQHandler(void);
bool ring_send(const uint8_t *bytes, uint32_t count);
bool ring_receive(uint8_t *byte);

static uint32_t ring_free(critsec_token_t held)
{
    const ring_t *const r = CRITSEC_REF(&ring, held);
    return RING_SIZE - (r->head - r->tail);
}

static void ring_put(critsec_token_t held, uint8_t byte)
{
    ring_t *const r = CRITSEC_REF(&ring, held);
    r->bytes[r->head % RING_SIZE] = byte;
    r->head++;
}

/* A full ring drops the byte: a handler cannot wait. */
static void ring_offer(uint8_t byte)
{
    CRITSEC_WITH(held) {
        if (ring_free(held) > 0U) {
            ring_put(held, byte);
        }
    }
}

void UART0_IRQHandler(void)
{
    ring_offer((uint8_t)uart0_data);
}

void UART1_IRQHandler(void)
{
    ring_offer((uint8_t)uart1_data);
}

/* Puts all of the bytes, next to each other, or none. At most RING_SIZE, so the section is bounded. */
bool ring_send(const uint8_t *bytes, uint32_t count)
{
    if (count > RING_SIZE) {
        return false;
    }
    CRITSEC_SCOPE(held);
    if (ring_free(held) < count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        ring_put(held, bytes[i]);
    }
    return true;
}

bool ring_receive(uint8_t *byte)
{
    CRITSEC_SCOPE(held);
    ring_t *const r = CRITSEC_REF(&ring, held);
    if (r->head == r->tail) {
        return false;
    }
    *byte = r->bytes[r->tail % RING_SIZE];
    r->tail++;
    return true;
}

int main(void)
{
    static const uint8_t hello[] = {'h', 'e', 'l', 'l', 'o', '\n'};
    uint8_t byte;
    if (!critsec_port_init() || !ring_send(hello, sizeof hello)) {
        return 1;
    }
    do {
        while (!ring_receive(&byte)) {
        }
    } while (byte != '\n');
    return 0;
}
