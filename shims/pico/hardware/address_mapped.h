/* Stand-in for hardware/address_mapped.h: the aliases that set, clear and flip bits in one write. */
#ifndef CRIT_SHIM_PICO_HARDWARE_ADDRESS_MAPPED_H
#define CRIT_SHIM_PICO_HARDWARE_ADDRESS_MAPPED_H

#include <pico.h>

#define REG_ALIAS_RW_BITS (0x0u << 12u)
#define REG_ALIAS_XOR_BITS (0x1u << 12u)
#define REG_ALIAS_SET_BITS (0x2u << 12u)
#define REG_ALIAS_CLR_BITS (0x3u << 12u)

#define hw_alias_check_addr(address) ((uintptr_t)(address))
#define hw_set_alias_untyped(address) ((void *)(REG_ALIAS_SET_BITS + hw_alias_check_addr(address)))
#define hw_clear_alias_untyped(address) ((void *)(REG_ALIAS_CLR_BITS + hw_alias_check_addr(address)))
#define hw_xor_alias_untyped(address) ((void *)(REG_ALIAS_XOR_BITS + hw_alias_check_addr(address)))
#define hw_set_alias(object) ((__typeof__(object))hw_set_alias_untyped(object))
#define hw_clear_alias(object) ((__typeof__(object))hw_clear_alias_untyped(object))
#define hw_xor_alias(object) ((__typeof__(object))hw_xor_alias_untyped(object))

static __force_inline void hw_set_bits(io_rw_32 *address, uint32_t mask)
{
    *(io_rw_32 *)hw_set_alias_untyped((volatile void *)address) = mask;
}

static __force_inline void hw_clear_bits(io_rw_32 *address, uint32_t mask)
{
    *(io_rw_32 *)hw_clear_alias_untyped((volatile void *)address) = mask;
}

static __force_inline void hw_xor_bits(io_rw_32 *address, uint32_t mask)
{
    *(io_rw_32 *)hw_xor_alias_untyped((volatile void *)address) = mask;
}

/* A read and a write: what changes in between is not lost, but it is not one step. */
static __force_inline void hw_write_masked(io_rw_32 *address, uint32_t values, uint32_t mask)
{
    hw_xor_bits(address, (*address ^ values) & mask);
}

#endif
