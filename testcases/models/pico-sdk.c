/* Every row of models/pico-sdk.yaml, used as it is meant; no body is visible. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef volatile uint32_t spin_lock_t;
typedef struct {
    spin_lock_t *lock;
    uint32_t save;
} critical_section_t;
typedef struct {
    spin_lock_t *lock;
    int8_t owner;
} mutex_t;
typedef struct {
    mutex_t base;
    uint8_t count;
} recursive_mutex_t;
typedef struct {
    spin_lock_t *lock;
    int16_t permits;
} semaphore_t;
typedef struct {
    uint8_t *data;
} queue_t;
typedef struct async_context async_context_t;
typedef struct alarm_pool alarm_pool_t;
typedef struct repeating_timer repeating_timer_t;
typedef struct timer_hw timer_hw_t;
typedef uint64_t absolute_time_t;
typedef void (*irq_handler_t)(void);
typedef void (*gpio_irq_callback_t)(unsigned gpio, uint32_t events);
typedef int64_t (*alarm_callback_t)(int32_t id, void *user);
typedef bool (*repeating_timer_callback_t)(repeating_timer_t *timer);

uint32_t save_and_disable_interrupts(void);
void restore_interrupts(uint32_t state);
void restore_interrupts_from_disabled(uint32_t state);
void disable_interrupts(void);
void enable_interrupts(void);
uint32_t spin_lock_blocking(spin_lock_t *lock);
void spin_unlock(spin_lock_t *lock, uint32_t saved);
void spin_lock_unsafe_blocking(spin_lock_t *lock);
bool spin_try_lock_unsafe(spin_lock_t *lock);
void spin_unlock_unsafe(spin_lock_t *lock);
void critical_section_enter_blocking(critical_section_t *section);
void critical_section_exit(critical_section_t *section);
void mutex_enter_blocking(mutex_t *mutex);
bool mutex_try_enter(mutex_t *mutex, uint32_t *owner);
bool mutex_enter_timeout_ms(mutex_t *mutex, uint32_t timeout);
bool mutex_enter_block_until(mutex_t *mutex, absolute_time_t until);
void mutex_exit(mutex_t *mutex);
void recursive_mutex_enter_blocking(recursive_mutex_t *mutex);
bool recursive_mutex_try_enter(recursive_mutex_t *mutex, uint32_t *owner);
bool recursive_mutex_enter_timeout_ms(recursive_mutex_t *mutex, uint32_t timeout);
bool recursive_mutex_enter_block_until(recursive_mutex_t *mutex, absolute_time_t until);
void recursive_mutex_exit(recursive_mutex_t *mutex);
void async_context_acquire_lock_blocking(async_context_t *context);
void async_context_release_lock(async_context_t *context);
void sem_acquire_blocking(semaphore_t *semaphore);
bool sem_acquire_timeout_ms(semaphore_t *semaphore, uint32_t timeout);
bool multicore_fifo_pop_timeout_us(uint64_t timeout, uint32_t *out);
void sleep_ms(uint32_t ms);
void irq_set_enabled(unsigned line, bool enabled);
void irq_set_exclusive_handler(unsigned line, irq_handler_t handler);
void exception_set_exclusive_handler(int number, irq_handler_t handler);
void irq_set_priority(unsigned line, uint8_t priority);
void gpio_set_irq_enabled_with_callback(unsigned gpio, uint32_t events, bool enabled,
                                        gpio_irq_callback_t callback);
void gpio_set_irq_callback(gpio_irq_callback_t callback);
void gpio_add_raw_irq_handler(unsigned gpio, irq_handler_t handler);
void hardware_alarm_set_callback(unsigned number, void (*callback)(unsigned number));
void timer_hardware_alarm_set_callback(timer_hw_t *timer, unsigned number, void (*callback)(unsigned number));
int32_t add_alarm_in_ms(uint32_t ms, alarm_callback_t callback, void *user, bool fire);
int32_t alarm_pool_add_alarm_in_ms(alarm_pool_t *pool, uint32_t ms, alarm_callback_t callback, void *user,
                                   bool fire);
void multicore_launch_core1(void (*entry)(void));
void hw_set_bits(volatile uint32_t *address, uint32_t mask);
unsigned __get_current_exception(void);
void __dmb(void);
_Noreturn void panic(const char *format, ...);

static spin_lock_t lock_word;
static critical_section_t section;
static mutex_t mutex;
static recursive_mutex_t recursive;
static semaphore_t semaphore;
static uint32_t count;

static void tick(void)
{
    uint32_t saved = spin_lock_blocking(&lock_word);
    count++;
    spin_unlock(&lock_word, saved);
}

static void on_gpio(unsigned gpio, uint32_t events)
{
    (void)gpio, (void)events;
}

static void on_hardware_alarm(unsigned number)
{
    (void)number;
}

static int64_t on_alarm(int32_t id, void *user)
{
    (void)id, (void)user;
    return 0;
}

static void core1_main(void)
{
    for (;;) {
        tick();
    }
}

static void by_interrupt_mask(void)
{
    uint32_t state = save_and_disable_interrupts();
    if (count) {
        restore_interrupts(state);
        return;
    }
    restore_interrupts_from_disabled(state);
    disable_interrupts();
    enable_interrupts();
}

static void by_lock(void)
{
    uint32_t state = save_and_disable_interrupts();
    spin_lock_unsafe_blocking(&lock_word);
    count++;
    spin_unlock_unsafe(&lock_word);
    if (spin_try_lock_unsafe(&lock_word)) {
        spin_unlock_unsafe(&lock_word);
    }
    restore_interrupts(state);
    critical_section_enter_blocking(&section);
    critical_section_exit(&section);
}

static void by_mutex(async_context_t *context)
{
    mutex_enter_blocking(&mutex);
    mutex_exit(&mutex);
    if (mutex_try_enter(&mutex, NULL)) {
        mutex_exit(&mutex);
    }
    if (mutex_enter_timeout_ms(&mutex, 5) || mutex_enter_block_until(&mutex, 1000)) {
        mutex_exit(&mutex);
    }
    recursive_mutex_enter_blocking(&recursive);
    if (recursive_mutex_try_enter(&recursive, NULL)) {
        recursive_mutex_exit(&recursive);
    }
    if (recursive_mutex_enter_timeout_ms(&recursive, 5) ||
        recursive_mutex_enter_block_until(&recursive, 1000)) {
        recursive_mutex_exit(&recursive);
    }
    recursive_mutex_exit(&recursive);
    async_context_acquire_lock_blocking(context);
    async_context_release_lock(context);
}

static void set_up(alarm_pool_t *pool, timer_hw_t *timer)
{
    irq_set_exclusive_handler(0, tick);
    irq_set_priority(0, 0x80);
    exception_set_exclusive_handler(15, tick);
    gpio_set_irq_enabled_with_callback(3, 1, true, on_gpio);
    gpio_set_irq_callback(on_gpio);
    gpio_add_raw_irq_handler(4, tick);
    hardware_alarm_set_callback(1, on_hardware_alarm);
    timer_hardware_alarm_set_callback(timer, 2, on_hardware_alarm);
    add_alarm_in_ms(10, on_alarm, NULL, true);
    alarm_pool_add_alarm_in_ms(pool, 10, on_alarm, NULL, true);
    irq_set_enabled(0, true);
    multicore_launch_core1(core1_main);
    hw_set_bits(&lock_word, 1);
    __dmb();
}

void run(alarm_pool_t *pool, timer_hw_t *timer, async_context_t *context)
{
    uint32_t word;
    if (__get_current_exception()) {
        panic("run in a handler");
    }
    set_up(pool, timer);
    for (;;) {
        by_interrupt_mask();
        by_lock();
        by_mutex(context);
        sem_acquire_blocking(&semaphore);
        if (!sem_acquire_timeout_ms(&semaphore, 0) && multicore_fifo_pop_timeout_us(0, &word)) {
            sleep_ms(1);
        }
    }
}
