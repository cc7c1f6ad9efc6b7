/* Stand-in for the Pico SDK's pico/critical_section.h: the saved state is written under the lock it belongs
 * to. */
#ifndef CRIT_SHIM_PICO_PICO_CRITICAL_SECTION_H
#define CRIT_SHIM_PICO_PICO_CRITICAL_SECTION_H

#include <hardware/sync.h>

typedef struct __attribute__((packed, aligned(4))) critical_section {
    spin_lock_t *spin_lock;
    uint32_t save;
} critical_section_t;

void critical_section_init(critical_section_t *section);
void critical_section_init_with_lock_num(critical_section_t *section, uint number);
void critical_section_deinit(critical_section_t *section);

static __force_inline void critical_section_enter_blocking(critical_section_t *section)
{
    section->save = spin_lock_blocking(section->spin_lock);
}

static __force_inline void critical_section_exit(critical_section_t *section)
{
    spin_unlock(section->spin_lock, section->save);
}

#endif
