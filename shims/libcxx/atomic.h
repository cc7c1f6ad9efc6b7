/* Stand-in for <atomic>. */
#ifndef CRIT_SHIM_LIBCXX_ATOMIC
#define CRIT_SHIM_LIBCXX_ATOMIC

#include <cstddef>
#include <cstdint>

namespace std
{
enum memory_order {
    memory_order_relaxed = __ATOMIC_RELAXED,
    memory_order_consume = __ATOMIC_CONSUME,
    memory_order_acquire = __ATOMIC_ACQUIRE,
    memory_order_release = __ATOMIC_RELEASE,
    memory_order_acq_rel = __ATOMIC_ACQ_REL,
    memory_order_seq_cst = __ATOMIC_SEQ_CST
};

template <class T> struct atomic {
    T crit_shim_value;

    constexpr atomic() noexcept : crit_shim_value()
    {
    }
    constexpr atomic(T value) noexcept : crit_shim_value(value)
    {
    }
    atomic(const atomic &) = delete;
    atomic &operator=(const atomic &) = delete;
    bool is_lock_free() const noexcept
    {
        return true;
    }
    T load(memory_order order = memory_order_seq_cst) const noexcept
    {
        return __atomic_load_n(&crit_shim_value, order);
    }
    void store(T value, memory_order order = memory_order_seq_cst) noexcept
    {
        __atomic_store_n(&crit_shim_value, value, order);
    }
    operator T() const noexcept
    {
        return __atomic_load_n(&crit_shim_value, memory_order_seq_cst);
    }
    T operator=(T value) noexcept
    {
        __atomic_store_n(&crit_shim_value, value, memory_order_seq_cst);
        return value;
    }
    T exchange(T value, memory_order order = memory_order_seq_cst) noexcept
    {
        return __atomic_exchange_n(&crit_shim_value, value, order);
    }
    bool compare_exchange_strong(T &expected, T wanted, memory_order order = memory_order_seq_cst,
                                 memory_order = memory_order_seq_cst) noexcept
    {
        return __atomic_compare_exchange_n(&crit_shim_value, &expected, wanted, false, order,
                                           memory_order_relaxed);
    }
    bool compare_exchange_weak(T &expected, T wanted, memory_order order = memory_order_seq_cst,
                               memory_order = memory_order_seq_cst) noexcept
    {
        return __atomic_compare_exchange_n(&crit_shim_value, &expected, wanted, true, order,
                                           memory_order_relaxed);
    }
    T load(memory_order order = memory_order_seq_cst) const volatile noexcept
    {
        return __atomic_load_n(&crit_shim_value, order);
    }
    void store(T value, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        __atomic_store_n(&crit_shim_value, value, order);
    }
    operator T() const volatile noexcept
    {
        return __atomic_load_n(&crit_shim_value, memory_order_seq_cst);
    }
    T operator=(T value) volatile noexcept
    {
        __atomic_store_n(&crit_shim_value, value, memory_order_seq_cst);
        return value;
    }
    T exchange(T value, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_exchange_n(&crit_shim_value, value, order);
    }
    bool compare_exchange_strong(T &expected, T wanted, memory_order order = memory_order_seq_cst,
                                 memory_order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_compare_exchange_n(&crit_shim_value, &expected, wanted, false, order,
                                           memory_order_relaxed);
    }
    bool compare_exchange_weak(T &expected, T wanted, memory_order order = memory_order_seq_cst,
                               memory_order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_compare_exchange_n(&crit_shim_value, &expected, wanted, true, order,
                                           memory_order_relaxed);
    }
    T fetch_add(T operand, memory_order order = memory_order_seq_cst) noexcept
    {
        return __atomic_fetch_add(&crit_shim_value, operand, order);
    }
    T fetch_add(T operand, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_fetch_add(&crit_shim_value, operand, order);
    }
    T fetch_sub(T operand, memory_order order = memory_order_seq_cst) noexcept
    {
        return __atomic_fetch_sub(&crit_shim_value, operand, order);
    }
    T fetch_sub(T operand, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_fetch_sub(&crit_shim_value, operand, order);
    }
    T fetch_and(T operand, memory_order order = memory_order_seq_cst) noexcept
    {
        return __atomic_fetch_and(&crit_shim_value, operand, order);
    }
    T fetch_and(T operand, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_fetch_and(&crit_shim_value, operand, order);
    }
    T fetch_or(T operand, memory_order order = memory_order_seq_cst) noexcept
    {
        return __atomic_fetch_or(&crit_shim_value, operand, order);
    }
    T fetch_or(T operand, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_fetch_or(&crit_shim_value, operand, order);
    }
    T fetch_xor(T operand, memory_order order = memory_order_seq_cst) noexcept
    {
        return __atomic_fetch_xor(&crit_shim_value, operand, order);
    }
    T fetch_xor(T operand, memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_fetch_xor(&crit_shim_value, operand, order);
    }
    T operator+=(T operand) noexcept
    {
        return __atomic_add_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator+=(T operand) volatile noexcept
    {
        return __atomic_add_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator-=(T operand) noexcept
    {
        return __atomic_sub_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator-=(T operand) volatile noexcept
    {
        return __atomic_sub_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator&=(T operand) noexcept
    {
        return __atomic_and_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator&=(T operand) volatile noexcept
    {
        return __atomic_and_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator|=(T operand) noexcept
    {
        return __atomic_or_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator|=(T operand) volatile noexcept
    {
        return __atomic_or_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator^=(T operand) noexcept
    {
        return __atomic_xor_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator^=(T operand) volatile noexcept
    {
        return __atomic_xor_fetch(&crit_shim_value, operand, memory_order_seq_cst);
    }
    T operator++() noexcept
    {
        return __atomic_add_fetch(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator++(int) noexcept
    {
        return __atomic_fetch_add(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator++() volatile noexcept
    {
        return __atomic_add_fetch(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator++(int) volatile noexcept
    {
        return __atomic_fetch_add(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator--() noexcept
    {
        return __atomic_sub_fetch(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator--(int) noexcept
    {
        return __atomic_fetch_sub(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator--() volatile noexcept
    {
        return __atomic_sub_fetch(&crit_shim_value, 1, memory_order_seq_cst);
    }
    T operator--(int) volatile noexcept
    {
        return __atomic_fetch_sub(&crit_shim_value, 1, memory_order_seq_cst);
    }
};

typedef atomic<bool> atomic_bool;
typedef atomic<int> atomic_int;
typedef atomic<unsigned> atomic_uint;
typedef atomic<uint8_t> atomic_uint8_t;
typedef atomic<uint16_t> atomic_uint16_t;
typedef atomic<uint32_t> atomic_uint32_t;
typedef atomic<int32_t> atomic_int32_t;
typedef atomic<size_t> atomic_size_t;

class atomic_flag
{
    bool crit_shim_set = false;

public:
    bool test_and_set(memory_order order = memory_order_seq_cst) volatile noexcept
    {
        return __atomic_exchange_n(&crit_shim_set, true, order);
    }
    void clear(memory_order order = memory_order_seq_cst) volatile noexcept
    {
        __atomic_store_n(&crit_shim_set, false, order);
    }
};

inline void atomic_thread_fence(memory_order order) noexcept
{
    __atomic_thread_fence(order);
}
inline void atomic_signal_fence(memory_order order) noexcept
{
    __atomic_signal_fence(order);
}
}

#define ATOMIC_FLAG_INIT \
    {}

#endif
