/* Stand-in for <avr/boot.h>: what applications use of it. */
#ifndef _AVR_BOOT_H_
#define _AVR_BOOT_H_

#include <avr/io.h>

#define BOOTLOADER_SECTION __attribute__((section(".bootloader")))
#define boot_spm_busy() (SPMCSR & (uint8_t)_BV(0))
#define boot_spm_busy_wait()                                                                                 \
    do {                                                                                                     \
    } while (boot_spm_busy())

uint8_t boot_lock_fuse_bits_get(uint16_t address);
uint8_t boot_signature_byte_get(uint16_t address);
void boot_page_fill(uint32_t address, uint16_t data);
void boot_page_erase(uint32_t address);
void boot_page_write(uint32_t address);
void boot_rww_enable(void);

#endif
