/* Stand-in for ESP-IDF's freertos/ringbuf.h. */
#ifndef CRIT_SHIM_ESP_IDF_FREERTOS_RINGBUF_H
#define CRIT_SHIM_ESP_IDF_FREERTOS_RINGBUF_H

#include <freertos/FreeRTOS.h>

typedef void *RingbufHandle_t;
typedef enum { RINGBUF_TYPE_NOSPLIT, RINGBUF_TYPE_ALLOWSPLIT, RINGBUF_TYPE_BYTEBUF } RingbufferType_t;

RingbufHandle_t xRingbufferCreate(size_t size, RingbufferType_t type);
void vRingbufferDelete(RingbufHandle_t buffer);
BaseType_t xRingbufferSend(RingbufHandle_t buffer, const void *item, size_t size, TickType_t ticks);
BaseType_t xRingbufferSendFromISR(RingbufHandle_t buffer, const void *item, size_t size, BaseType_t *woken);
void *xRingbufferReceive(RingbufHandle_t buffer, size_t *size, TickType_t ticks);
void *xRingbufferReceiveFromISR(RingbufHandle_t buffer, size_t *size);
void *xRingbufferReceiveUpTo(RingbufHandle_t buffer, size_t *size, TickType_t ticks, size_t most);
void vRingbufferReturnItem(RingbufHandle_t buffer, void *item);
void vRingbufferReturnItemFromISR(RingbufHandle_t buffer, void *item, BaseType_t *woken);

#endif
