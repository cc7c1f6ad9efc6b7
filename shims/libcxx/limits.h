/* Stand-in for <limits>. */
#ifndef CRIT_SHIM_LIBCXX_LIMITS
#define CRIT_SHIM_LIBCXX_LIMITS

#pragma push_macro("min")
#pragma push_macro("max")
#undef min
#undef max

namespace std
{
template <class T> struct numeric_limits {
    static constexpr bool is_signed = T(-1) < T(0);
    static constexpr bool is_integer = __is_integral(T);
    static constexpr int digits = int(sizeof(T) * 8) - is_signed;
    static constexpr T max() noexcept
    {
        return is_signed ? T((((1ull << (digits - 1)) - 1) << 1) + 1) : T(~T(0));
    }
    static constexpr T min() noexcept
    {
        return is_signed ? T(-max() - 1) : T(0);
    }
    static constexpr T lowest() noexcept
    {
        return min();
    }
};
template <> struct numeric_limits<float> {
    static constexpr float max() noexcept
    {
        return __FLT_MAX__;
    }
    static constexpr float min() noexcept
    {
        return __FLT_MIN__;
    }
    static constexpr float lowest() noexcept
    {
        return -__FLT_MAX__;
    }
};
template <> struct numeric_limits<double> {
    static constexpr double max() noexcept
    {
        return __DBL_MAX__;
    }
    static constexpr double min() noexcept
    {
        return __DBL_MIN__;
    }
    static constexpr double lowest() noexcept
    {
        return -__DBL_MAX__;
    }
};
}

#pragma pop_macro("min")
#pragma pop_macro("max")

#endif
