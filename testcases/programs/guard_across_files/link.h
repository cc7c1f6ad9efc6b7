/* The link's counters: written by the handler in link.c, read by main.c. */
#ifndef LINK_H
#define LINK_H

#include <stdint.h>

struct link_counters {
    uint32_t frames;
    uint32_t errors;
};

extern volatile uint32_t link_errors;
extern struct link_counters link_counters;

void link_start(void);
uint32_t link_lock(void);
void link_unlock(uint32_t saved);

#endif
