/* Stand-in for <new>. */
#ifndef CRIT_SHIM_LIBCXX_NEW
#define CRIT_SHIM_LIBCXX_NEW

#include <cstddef>

namespace std
{
struct nothrow_t {
};
extern const nothrow_t nothrow;
enum class align_val_t : size_t {};
}

inline void *operator new(std::size_t, void *place) noexcept
{
    return place;
}
inline void *operator new[](std::size_t, void *place) noexcept
{
    return place;
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept;
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept;

#endif
