/* Stand-in for <initializer_list>. */
#ifndef CRIT_SHIM_LIBCXX_INITIALIZER_LIST
#define CRIT_SHIM_LIBCXX_INITIALIZER_LIST

#include <cstddef>

namespace std
{
template <class T> class initializer_list
{
    const T *crit_shim_data;
    size_t crit_shim_size;

public:
    typedef const T *iterator;
    constexpr initializer_list() noexcept : crit_shim_data(nullptr), crit_shim_size(0)
    {
    }
    constexpr size_t size() const noexcept
    {
        return crit_shim_size;
    }
    constexpr const T *begin() const noexcept
    {
        return crit_shim_data;
    }
    constexpr const T *end() const noexcept
    {
        return crit_shim_data + crit_shim_size;
    }
};
}

#endif
