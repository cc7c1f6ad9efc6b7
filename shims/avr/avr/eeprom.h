/* Stand-in for <avr/eeprom.h>. */
#ifndef _AVR_EEPROM_H_
#define _AVR_EEPROM_H_

#include <avr/io.h>
#include <stddef.h>
#include <stdint.h>

#define EEMEM __attribute__((section(".eeprom")))
#define E2PROM_DUMMY 0xFF

#define eeprom_is_ready() bit_is_clear(EECR, EEPE)
#define eeprom_busy_wait()                                                                                   \
    do {                                                                                                     \
    } while (!eeprom_is_ready())

uint8_t eeprom_read_byte(const uint8_t *address);
uint16_t eeprom_read_word(const uint16_t *address);
uint32_t eeprom_read_dword(const uint32_t *address);
float eeprom_read_float(const float *address);
void eeprom_read_block(void *to, const void *from, size_t size);
void eeprom_write_byte(uint8_t *address, uint8_t value);
void eeprom_write_word(uint16_t *address, uint16_t value);
void eeprom_write_dword(uint32_t *address, uint32_t value);
void eeprom_write_float(float *address, float value);
void eeprom_write_block(const void *from, void *to, size_t size);
void eeprom_update_byte(uint8_t *address, uint8_t value);
void eeprom_update_word(uint16_t *address, uint16_t value);
void eeprom_update_dword(uint32_t *address, uint32_t value);
void eeprom_update_float(float *address, float value);
void eeprom_update_block(const void *from, void *to, size_t size);

#endif
