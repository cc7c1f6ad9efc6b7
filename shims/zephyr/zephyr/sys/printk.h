/* Stand-in for zephyr/sys/printk.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_SYS_PRINTK_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_SYS_PRINTK_H

#include <stddef.h>

void printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
int snprintk(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
