/* Stand-in for <avr/pgmspace.h>: program memory is read with LPM. */
#ifndef __PGMSPACE_H_
#define __PGMSPACE_H_

#include <inttypes.h>
#include <stddef.h>

#define PROGMEM __attribute__((section(".progmem.data")))
#define PGM_P const char *
#define PGM_VOID_P const void *
#define PSTR(text) (text)
#define PROGMEM_FAR PROGMEM

typedef const char prog_char;
typedef const uint8_t prog_uint8_t;
typedef const uint16_t prog_uint16_t;
typedef const uint32_t prog_uint32_t;

static inline __attribute__((always_inline, unused)) uint8_t crit_shim_lpm8(const void *address)
{
    uint8_t value;
    __asm__ __volatile__("lpm %0, Z" : "=r"(value) : "z"(address));
    return value;
}

static inline __attribute__((always_inline, unused)) uint16_t crit_shim_lpm16(const void *address)
{
    const uint8_t *bytes = (const uint8_t *)address;
    return (uint16_t)(crit_shim_lpm8(bytes) | (uint16_t)crit_shim_lpm8(bytes + 1) << 8);
}

static inline __attribute__((always_inline, unused)) uint32_t crit_shim_lpm32(const void *address)
{
    const uint8_t *bytes = (const uint8_t *)address;
    return crit_shim_lpm16(bytes) | (uint32_t)crit_shim_lpm16(bytes + 2) << 16;
}

static inline __attribute__((always_inline, unused)) float crit_shim_lpm_float(const void *address)
{
    union {
        uint32_t bits;
        float value;
    } both = {crit_shim_lpm32(address)};
    return both.value;
}

#define pgm_read_byte(address) crit_shim_lpm8((const void *)(address))
#define pgm_read_word(address) crit_shim_lpm16((const void *)(address))
#define pgm_read_dword(address) crit_shim_lpm32((const void *)(address))
#define pgm_read_float(address) crit_shim_lpm_float((const void *)(address))
#define pgm_read_ptr(address) ((void *)(uintptr_t)crit_shim_lpm16((const void *)(address)))
#define pgm_read_byte_near(address) pgm_read_byte(address)
#define pgm_read_word_near(address) pgm_read_word(address)
#define pgm_read_dword_near(address) pgm_read_dword(address)
#define pgm_read_float_near(address) pgm_read_float(address)
#define pgm_read_ptr_near(address) pgm_read_ptr(address)
#define pgm_read_byte_far(address) pgm_read_byte(address)
#define pgm_read_word_far(address) pgm_read_word(address)
#define pgm_read_dword_far(address) pgm_read_dword(address)
#define pgm_get_far_address(object) ((uint_farptr_t)(uintptr_t)&(object))
typedef uint32_t uint_farptr_t;

void *memcpy_P(void *to, const void *from, size_t size);
int memcmp_P(const void *left, const void *right, size_t size);
const void *memchr_P(const void *object, int c, size_t size);
char *strcpy_P(char *to, const char *from);
char *strncpy_P(char *to, const char *from, size_t size);
size_t strlcpy_P(char *to, const char *from, size_t size);
char *strcat_P(char *to, const char *from);
char *strncat_P(char *to, const char *from, size_t size);
int strcmp_P(const char *left, const char *right);
int strncmp_P(const char *left, const char *right, size_t size);
int strcasecmp_P(const char *left, const char *right);
int strncasecmp_P(const char *left, const char *right, size_t size);
size_t strlen_P(const char *text);
size_t strnlen_P(const char *text, size_t size);
char *strstr_P(const char *text, const char *wanted);
const char *strchr_P(const char *text, int c);
int printf_P(const char *format, ...);
int sprintf_P(char *out, const char *format, ...);
int snprintf_P(char *out, size_t size, const char *format, ...);
int puts_P(const char *text);

#endif
