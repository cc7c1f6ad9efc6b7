/* Stand-in for <algorithm>. */
#ifndef CRIT_SHIM_LIBCXX_ALGORITHM
#define CRIT_SHIM_LIBCXX_ALGORITHM

#include <utility>

/* Arduino's macros of these names */
#pragma push_macro("min")
#pragma push_macro("max")
#undef min
#undef max

namespace std
{
template <class T> constexpr const T &min(const T &a, const T &b)
{
    return b < a ? b : a;
}
template <class T> constexpr const T &max(const T &a, const T &b)
{
    return a < b ? b : a;
}
template <class T> constexpr const T &clamp(const T &value, const T &low, const T &high)
{
    return value < low ? low : high < value ? high : value;
}
template <class I, class O> constexpr O copy(I first, I last, O to)
{
    for (; first != last; ++first, ++to) {
        *to = *first;
    }
    return to;
}
template <class I, class N, class O> constexpr O copy_n(I first, N count, O to)
{
    for (; count > 0; --count, ++first, ++to) {
        *to = *first;
    }
    return to;
}
template <class I, class T> constexpr void fill(I first, I last, const T &value)
{
    for (; first != last; ++first) {
        *first = value;
    }
}
template <class I, class T> constexpr I find(I first, I last, const T &value)
{
    for (; first != last && !(*first == value); ++first) {
    }
    return first;
}
template <class I, class F> constexpr I find_if(I first, I last, F test)
{
    for (; first != last && !test(*first); ++first) {
    }
    return first;
}
template <class I, class F> constexpr bool any_of(I first, I last, F test)
{
    return find_if(first, last, test) != last;
}
template <class I, class F> constexpr bool all_of(I first, I last, F test)
{
    for (; first != last && test(*first); ++first) {
    }
    return first == last;
}
template <class I, class F> constexpr F for_each(I first, I last, F act)
{
    for (; first != last; ++first) {
        act(*first);
    }
    return act;
}
template <class I, class O, class F> constexpr O transform(I first, I last, O to, F change)
{
    for (; first != last; ++first, ++to) {
        *to = change(*first);
    }
    return to;
}
template <class I> void sort(I first, I last);
template <class I, class F> void sort(I first, I last, F less);
}

#pragma pop_macro("min")
#pragma pop_macro("max")

#endif
