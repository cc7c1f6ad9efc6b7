/* Stand-in for the Pico SDK's pico/util/queue.h. */
#ifndef CRIT_SHIM_PICO_PICO_UTIL_QUEUE_H
#define CRIT_SHIM_PICO_PICO_UTIL_QUEUE_H

#include <pico/sync.h>

typedef struct {
    lock_core_t core;
    uint8_t *data;
    uint16_t wptr, rptr, element_size, element_count;
} queue_t;

void queue_init(queue_t *queue, uint size, uint count);
void queue_init_with_spinlock(queue_t *queue, uint size, uint count, uint number);
void queue_free(queue_t *queue);
uint queue_get_level(queue_t *queue);
bool queue_is_empty(queue_t *queue);
bool queue_is_full(queue_t *queue);
bool queue_try_add(queue_t *queue, const void *data);
bool queue_try_remove(queue_t *queue, void *data);
bool queue_try_peek(queue_t *queue, void *data);
void queue_add_blocking(queue_t *queue, const void *data);
void queue_remove_blocking(queue_t *queue, void *data);
void queue_peek_blocking(queue_t *queue, void *data);

#endif
