/* Stand-in for <utility>. */
#ifndef CRIT_SHIM_LIBCXX_UTILITY
#define CRIT_SHIM_LIBCXX_UTILITY

#include <initializer_list>
#include <type_traits>

namespace std
{
template <class T> constexpr remove_reference_t<T> &&move(T &&value) noexcept
{
    return static_cast<remove_reference_t<T> &&>(value);
}
template <class T> constexpr T &&forward(remove_reference_t<T> &value) noexcept
{
    return static_cast<T &&>(value);
}
template <class T> constexpr T &&forward(remove_reference_t<T> &&value) noexcept
{
    return static_cast<T &&>(value);
}
template <class T> T &&declval() noexcept;
template <class T> constexpr void swap(T &a, T &b)
{
    T old = static_cast<T &&>(a);
    a = static_cast<T &&>(b);
    b = static_cast<T &&>(old);
}
template <class T, class U = T> constexpr T exchange(T &object, U &&value)
{
    T old = static_cast<T &&>(object);
    object = static_cast<U &&>(value);
    return old;
}
template <class A, class B> struct pair {
    A first;
    B second;
};
template <class A, class B> constexpr pair<decay_t<A>, decay_t<B>> make_pair(A &&a, B &&b)
{
    return {static_cast<A &&>(a), static_cast<B &&>(b)};
}
}

#endif
