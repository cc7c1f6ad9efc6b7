/* Stand-in for <array>. */
#ifndef CRIT_SHIM_LIBCXX_ARRAY
#define CRIT_SHIM_LIBCXX_ARRAY

#include <cstddef>
#include <initializer_list>

namespace std
{
template <class T, size_t n> struct array {
    T crit_shim_elements[n ? n : 1];
    typedef T value_type;
    typedef T *iterator;
    typedef const T *const_iterator;
    constexpr T &operator[](size_t i)
    {
        return crit_shim_elements[i];
    }
    constexpr const T &operator[](size_t i) const
    {
        return crit_shim_elements[i];
    }
    constexpr T &at(size_t i)
    {
        return crit_shim_elements[i];
    }
    constexpr const T &at(size_t i) const
    {
        return crit_shim_elements[i];
    }
    constexpr T &front()
    {
        return crit_shim_elements[0];
    }
    constexpr T &back()
    {
        return crit_shim_elements[n - 1];
    }
    constexpr T *data()
    {
        return crit_shim_elements;
    }
    constexpr const T *data() const
    {
        return crit_shim_elements;
    }
    constexpr size_t size() const
    {
        return n;
    }
    constexpr bool empty() const
    {
        return n == 0;
    }
    void fill(const T &value)
    {
        for (size_t i = 0; i < n; i++) {
            crit_shim_elements[i] = value;
        }
    }
    constexpr T *begin()
    {
        return crit_shim_elements;
    }
    constexpr const T *begin() const
    {
        return crit_shim_elements;
    }
    constexpr T *end()
    {
        return crit_shim_elements + n;
    }
    constexpr const T *end() const
    {
        return crit_shim_elements + n;
    }
    constexpr const T *cbegin() const
    {
        return crit_shim_elements;
    }
    constexpr const T *cend() const
    {
        return crit_shim_elements + n;
    }
};
template <class T, class... U> array(T, U...) -> array<T, 1 + sizeof...(U)>;
}

#endif
