/* Stand-in for FreeRTOS's message_buffer.h: message buffers are stream buffers. */
#ifndef FREERTOS_MESSAGE_BUFFER_H
#define FREERTOS_MESSAGE_BUFFER_H

#include "stream_buffer.h"

typedef StreamBufferHandle_t MessageBufferHandle_t;

#define xMessageBufferCreate(size) xStreamBufferGenericCreate((size), (size_t)0, pdTRUE)
#define xMessageBufferCreateStatic(size, storage, buffer)                                                    \
    xStreamBufferGenericCreateStatic((size), 0, pdTRUE, (storage), (buffer))
#define xMessageBufferSend(buffer, data, length, ticks) xStreamBufferSend((buffer), (data), (length), (ticks))
#define xMessageBufferSendFromISR(buffer, data, length, woken)                                               \
    xStreamBufferSendFromISR((buffer), (data), (length), (woken))
#define xMessageBufferReceive(buffer, data, length, ticks)                                                   \
    xStreamBufferReceive((buffer), (data), (length), (ticks))
#define xMessageBufferReceiveFromISR(buffer, data, length, woken)                                            \
    xStreamBufferReceiveFromISR((buffer), (data), (length), (woken))
#define vMessageBufferDelete(buffer) vStreamBufferDelete(buffer)
#define xMessageBufferIsFull(buffer) xStreamBufferIsFull(buffer)
#define xMessageBufferIsEmpty(buffer) xStreamBufferIsEmpty(buffer)
#define xMessageBufferReset(buffer) xStreamBufferReset(buffer)
#define xMessageBufferSpaceAvailable(buffer) xStreamBufferSpacesAvailable(buffer)
#define xMessageBufferNextLengthBytes(buffer) xStreamBufferNextMessageLengthBytes(buffer)
#define xMessageBufferSendCompletedFromISR(buffer, woken) xStreamBufferSendCompletedFromISR((buffer), (woken))
#define xMessageBufferReceiveCompletedFromISR(buffer, woken)                                                 \
    xStreamBufferReceiveCompletedFromISR((buffer), (woken))

#endif
