/* Stand-in for zephyr/kernel.h: objects are opaque, definitions keep the functions they name. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_KERNEL_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <zephyr/irq.h>
#include <zephyr/spinlock.h>
#include <zephyr/sys/__assert.h>
#include <zephyr/sys/atomic.h>
#include <zephyr/sys/printk.h>
#include <zephyr/sys/util.h>

typedef int64_t k_ticks_t;
typedef struct {
    k_ticks_t ticks;
} k_timeout_t;

#define CRIT_SHIM_TIMEOUT(t) ((k_timeout_t){(k_ticks_t)(t)})
#define K_NO_WAIT CRIT_SHIM_TIMEOUT(0)
#define K_FOREVER CRIT_SHIM_TIMEOUT(-1)
#define K_TICKS(t) CRIT_SHIM_TIMEOUT(t)
#define K_USEC(t) CRIT_SHIM_TIMEOUT((t) / 100)
#define K_MSEC(t) CRIT_SHIM_TIMEOUT((t) * 10)
#define K_SECONDS(t) K_MSEC((t) * 1000)
#define K_MINUTES(t) K_SECONDS((t) * 60)
#define K_TIMEOUT_EQ(a, b) ((a).ticks == (b).ticks)

typedef struct crit_shim_k_object {
    void *owner;
    unsigned int count;
} crit_shim_k_object_t;

struct k_thread {
    crit_shim_k_object_t o;
};
struct k_sem {
    crit_shim_k_object_t o;
};
struct k_mutex {
    crit_shim_k_object_t o;
};
struct k_condvar {
    crit_shim_k_object_t o;
};
struct k_msgq {
    crit_shim_k_object_t o;
};
struct k_queue {
    crit_shim_k_object_t o;
};
struct k_fifo {
    struct k_queue _queue;
};
struct k_lifo {
    struct k_queue _queue;
};
struct k_event {
    crit_shim_k_object_t o;
};
struct k_mem_slab {
    crit_shim_k_object_t o;
};
struct k_heap {
    crit_shim_k_object_t o;
};
struct k_poll_signal {
    crit_shim_k_object_t o;
};
struct k_work_q {
    crit_shim_k_object_t o;
};
typedef struct k_thread *k_tid_t;
typedef struct crit_shim_k_stack {
    char data[8];
} k_thread_stack_t;
typedef void (*k_thread_entry_t)(void *p1, void *p2, void *p3);

struct k_timer;
typedef void (*k_timer_expiry_t)(struct k_timer *timer);
typedef void (*k_timer_stop_t)(struct k_timer *timer);
struct k_timer {
    k_timer_expiry_t expiry_fn;
    k_timer_stop_t stop_fn;
    void *user_data;
};

struct k_work;
typedef void (*k_work_handler_t)(struct k_work *work);
struct k_work {
    k_work_handler_t handler;
};
struct k_work_delayable {
    struct k_work work;
};
struct k_work_sync {
    crit_shim_k_object_t o;
};

/* ---- definitions ---- */

#define K_THREAD_STACK_DEFINE(name, size) k_thread_stack_t name[(size) / sizeof(k_thread_stack_t)]
#define K_KERNEL_STACK_DEFINE(name, size) K_THREAD_STACK_DEFINE(name, size)
#define K_THREAD_STACK_SIZEOF(name) sizeof(name)
#define K_PRIO_COOP(n) (-16 + (n))
#define K_PRIO_PREEMPT(n) (n)
#define K_SEM_DEFINE(name, first, most) struct k_sem name
#define K_MUTEX_DEFINE(name) struct k_mutex name
#define K_CONDVAR_DEFINE(name) struct k_condvar name
#define K_MSGQ_DEFINE(name, size, most, align) struct k_msgq name
#define K_FIFO_DEFINE(name) struct k_fifo name
#define K_LIFO_DEFINE(name) struct k_lifo name
#define K_EVENT_DEFINE(name) struct k_event name
#define K_MEM_SLAB_DEFINE(name, size, count, align) struct k_mem_slab name
#define K_HEAP_DEFINE(name, bytes) struct k_heap name
#define K_TIMER_DEFINE(name, expiry, stop) struct k_timer name = {(expiry), (stop), NULL}
#define K_WORK_DEFINE(name, function) struct k_work name = {(function)}
#define K_WORK_DELAYABLE_DEFINE(name, function) struct k_work_delayable name = {{(function)}}
struct crit_shim_k_thread_data {
    k_thread_entry_t entry;
    int priority;
};
#define K_THREAD_DEFINE(name, size, function, p1, p2, p3, prio, options, delay)                              \
    struct k_thread crit_shim_thread_##name;                                                                 \
    const struct crit_shim_k_thread_data crit_shim_data_##name = {(k_thread_entry_t)(void *)(function),      \
                                                                  (prio)};                                   \
    const k_tid_t name = &crit_shim_thread_##name

/* ---- threads and time ---- */

k_tid_t k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size, k_thread_entry_t entry,
                        void *p1, void *p2, void *p3, int priority, uint32_t options, k_timeout_t delay);
void k_thread_start(k_tid_t thread);
void k_thread_abort(k_tid_t thread);
void k_thread_suspend(k_tid_t thread);
void k_thread_resume(k_tid_t thread);
int k_thread_join(struct k_thread *thread, k_timeout_t timeout);
int k_thread_name_set(k_tid_t thread, const char *name);
void k_thread_priority_set(k_tid_t thread, int priority);
k_tid_t k_current_get(void);
bool k_is_in_isr(void);
void k_sched_lock(void);
void k_sched_unlock(void);
void k_yield(void);
void k_wakeup(k_tid_t thread);
int32_t k_sleep(k_timeout_t timeout);
int32_t k_msleep(int32_t ms);
int32_t k_usleep(int32_t us);
void k_busy_wait(uint32_t us);
int64_t k_uptime_get(void);
uint32_t k_uptime_get_32(void);
uint32_t k_cycle_get_32(void);
uint32_t k_cyc_to_us_floor32(uint32_t cycles);

/* ---- objects ---- */

int k_sem_init(struct k_sem *sem, unsigned int first, unsigned int most);
int k_sem_take(struct k_sem *sem, k_timeout_t timeout);
void k_sem_give(struct k_sem *sem);
void k_sem_reset(struct k_sem *sem);
unsigned int k_sem_count_get(struct k_sem *sem);
int k_mutex_init(struct k_mutex *mutex);
int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout);
int k_mutex_unlock(struct k_mutex *mutex);
int k_condvar_init(struct k_condvar *condvar);
int k_condvar_signal(struct k_condvar *condvar);
int k_condvar_broadcast(struct k_condvar *condvar);
int k_condvar_wait(struct k_condvar *condvar, struct k_mutex *mutex, k_timeout_t timeout);
void k_msgq_init(struct k_msgq *queue, char *buffer, size_t size, uint32_t most);
int k_msgq_put(struct k_msgq *queue, const void *data, k_timeout_t timeout);
int k_msgq_get(struct k_msgq *queue, void *data, k_timeout_t timeout);
int k_msgq_peek(struct k_msgq *queue, void *data);
void k_msgq_purge(struct k_msgq *queue);
uint32_t k_msgq_num_used_get(struct k_msgq *queue);
void k_queue_append(struct k_queue *queue, void *data);
void *k_queue_get(struct k_queue *queue, k_timeout_t timeout);
#define k_fifo_init(fifo) ((void)(fifo))
#define k_fifo_put(fifo, data) k_queue_append(&(fifo)->_queue, (data))
#define k_fifo_get(fifo, timeout) k_queue_get(&(fifo)->_queue, (timeout))
#define k_lifo_put(lifo, data) k_queue_append(&(lifo)->_queue, (data))
#define k_lifo_get(lifo, timeout) k_queue_get(&(lifo)->_queue, (timeout))
void k_event_init(struct k_event *event);
uint32_t k_event_post(struct k_event *event, uint32_t bits);
uint32_t k_event_wait(struct k_event *event, uint32_t bits, bool reset, k_timeout_t timeout);
uint32_t k_event_wait_all(struct k_event *event, uint32_t bits, bool reset, k_timeout_t timeout);
int k_mem_slab_alloc(struct k_mem_slab *slab, void **out, k_timeout_t timeout);
void k_mem_slab_free(struct k_mem_slab *slab, void *block);
void *k_heap_alloc(struct k_heap *heap, size_t bytes, k_timeout_t timeout);
void k_heap_free(struct k_heap *heap, void *block);
void *k_malloc(size_t size);
void k_free(void *object);
void k_timer_init(struct k_timer *timer, k_timer_expiry_t expiry, k_timer_stop_t stop);
void k_timer_start(struct k_timer *timer, k_timeout_t duration, k_timeout_t period);
void k_timer_stop(struct k_timer *timer);
uint32_t k_timer_status_get(struct k_timer *timer);
void k_timer_user_data_set(struct k_timer *timer, void *data);
void *k_timer_user_data_get(const struct k_timer *timer);
void k_work_init(struct k_work *work, k_work_handler_t handler);
int k_work_submit(struct k_work *work);
int k_work_submit_to_queue(struct k_work_q *queue, struct k_work *work);
bool k_work_cancel_sync(struct k_work *work, struct k_work_sync *sync);
bool k_work_flush(struct k_work *work, struct k_work_sync *sync);
void k_work_init_delayable(struct k_work_delayable *work, k_work_handler_t handler);
struct k_work_delayable *k_work_delayable_from_work(struct k_work *work);
int k_work_schedule(struct k_work_delayable *work, k_timeout_t delay);
int k_work_reschedule(struct k_work_delayable *work, k_timeout_t delay);
int k_work_cancel_delayable(struct k_work_delayable *work);
_Noreturn void k_fatal_halt(unsigned int reason);
#define k_panic() k_fatal_halt(4)
#define k_oops() k_fatal_halt(3)

#endif
