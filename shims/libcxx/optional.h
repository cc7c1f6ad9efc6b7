/* Stand-in for <optional>. */
#ifndef CRIT_SHIM_LIBCXX_OPTIONAL
#define CRIT_SHIM_LIBCXX_OPTIONAL

#include <utility>

namespace std
{
struct nullopt_t {
};
inline constexpr nullopt_t nullopt = {};

template <class T> class optional
{
    T crit_shim_value;
    bool crit_shim_has;

public:
    constexpr optional() : crit_shim_value(), crit_shim_has(false)
    {
    }
    constexpr optional(nullopt_t) : optional()
    {
    }
    constexpr optional(const T &value) : crit_shim_value(value), crit_shim_has(true)
    {
    }
    constexpr bool has_value() const
    {
        return crit_shim_has;
    }
    constexpr explicit operator bool() const
    {
        return crit_shim_has;
    }
    constexpr T &value()
    {
        return crit_shim_value;
    }
    constexpr const T &value() const
    {
        return crit_shim_value;
    }
    constexpr T &operator*()
    {
        return crit_shim_value;
    }
    constexpr const T &operator*() const
    {
        return crit_shim_value;
    }
    constexpr T *operator->()
    {
        return &crit_shim_value;
    }
    constexpr const T *operator->() const
    {
        return &crit_shim_value;
    }
    template <class U> constexpr T value_or(U &&other) const
    {
        return crit_shim_has ? crit_shim_value : static_cast<T>(static_cast<U &&>(other));
    }
    constexpr void reset()
    {
        crit_shim_has = false;
    }
};
}

#endif
