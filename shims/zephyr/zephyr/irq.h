/* Stand-in for zephyr/irq.h. The mask is a function without a body: what it masks depends on the core. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_IRQ_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_IRQ_H

#include <zephyr/toolchain.h>
#include <zephyr/types.h>

unsigned int irq_lock(void);
void irq_unlock(unsigned int key);
void irq_enable(unsigned int line);
void irq_disable(unsigned int line);
int irq_is_enabled(unsigned int line);
int irq_connect_dynamic(unsigned int line, unsigned int priority, void (*routine)(const void *parameter),
                        const void *parameter, uint32_t flags);

void crit_shim_irq_connect(unsigned int line, unsigned int priority, const void *handler);
#define IRQ_CONNECT(line, priority, handler, parameter, flags)                                               \
    crit_shim_irq_connect((line), (priority), (const void *)(handler))
#define IRQ_DIRECT_CONNECT(line, priority, handler, flags)                                                   \
    crit_shim_irq_connect((line), (priority), (const void *)(handler))
#define ISR_DIRECT_DECLARE(name) int name(void)
#define ISR_DIRECT_HEADER() ((void)0)
#define ISR_DIRECT_FOOTER(reschedule) ((void)(reschedule))
#define ISR_DIRECT_PM() ((void)0)

#endif
