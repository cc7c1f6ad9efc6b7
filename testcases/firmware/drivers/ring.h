/*
 * Byte ring with one producer and one consumer. Each index has one writer and is a word, so the
 * two sides need no section: the producer publishes a byte by moving head after it is stored.
 */
#ifndef DRIVERS_RING_H
#define DRIVERS_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"

#define RING_SIZE 128U /* power of two: indices run freely and are masked on use */

struct ring {
    volatile uint32_t head; /* producer */
    volatile uint32_t tail; /* consumer */
    volatile uint8_t bytes[RING_SIZE];
};

static inline bool ring_put(struct ring *ring, uint8_t byte)
{
    uint32_t head = ring->head;

    if (head - ring->tail == RING_SIZE) {
        return false;
    }
    ring->bytes[head % RING_SIZE] = byte;
    __DMB();
    ring->head = head + 1;
    return true;
}

static inline bool ring_get(struct ring *ring, uint8_t *byte)
{
    uint32_t tail = ring->tail;

    if (tail == ring->head) {
        return false;
    }
    *byte = ring->bytes[tail % RING_SIZE];
    __DMB();
    ring->tail = tail + 1;
    return true;
}

#endif
