/* Stands in for Zephyr's header: ports/zephyr.c needs nothing of it but what irq.h here has. */
#include <zephyr/irq.h>
