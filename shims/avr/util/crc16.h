/* Stand-in for <util/crc16.h>: the polynomials named in its documentation, bit by bit. */
#ifndef _UTIL_CRC16_H_
#define _UTIL_CRC16_H_

#include <stdint.h>

static inline __attribute__((unused)) uint16_t _crc16_update(uint16_t crc, uint8_t data)
{
    crc ^= data;
    for (uint8_t bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (uint16_t)((crc >> 1) ^ 0xA001) : (uint16_t)(crc >> 1);
    }
    return crc;
}

static inline __attribute__((unused)) uint16_t _crc_xmodem_update(uint16_t crc, uint8_t data)
{
    crc ^= (uint16_t)((uint16_t)data << 8);
    for (uint8_t bit = 0; bit < 8; bit++) {
        crc = crc & 0x8000 ? (uint16_t)((crc << 1) ^ 0x1021) : (uint16_t)(crc << 1);
    }
    return crc;
}

static inline __attribute__((unused)) uint16_t _crc_ccitt_update(uint16_t crc, uint8_t data)
{
    crc ^= data;
    for (uint8_t bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (uint16_t)((crc >> 1) ^ 0x8408) : (uint16_t)(crc >> 1);
    }
    return crc;
}

static inline __attribute__((unused)) uint8_t _crc_ibutton_update(uint8_t crc, uint8_t data)
{
    crc ^= data;
    for (uint8_t bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (uint8_t)((crc >> 1) ^ 0x8C) : (uint8_t)(crc >> 1);
    }
    return crc;
}

#endif
