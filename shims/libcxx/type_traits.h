/* Stand-in for <type_traits>. */
#ifndef CRIT_SHIM_LIBCXX_TYPE_TRAITS
#define CRIT_SHIM_LIBCXX_TYPE_TRAITS

#include <cstddef>

namespace std
{
template <class T, T v> struct integral_constant {
    static constexpr T value = v;
    typedef T value_type;
    typedef integral_constant type;
    constexpr operator T() const noexcept
    {
        return v;
    }
    constexpr T operator()() const noexcept
    {
        return v;
    }
};
template <bool b> using bool_constant = integral_constant<bool, b>;
typedef bool_constant<true> true_type;
typedef bool_constant<false> false_type;

template <bool b, class T, class U> struct conditional {
    typedef T type;
};
template <class T, class U> struct conditional<false, T, U> {
    typedef U type;
};
template <bool b, class T, class U> using conditional_t = typename conditional<b, T, U>::type;
template <bool b, class T = void> struct enable_if {
};
template <class T> struct enable_if<true, T> {
    typedef T type;
};
template <bool b, class T = void> using enable_if_t = typename enable_if<b, T>::type;
template <class...> using void_t = void;

template <class T> struct remove_reference {
    typedef T type;
};
template <class T> struct remove_reference<T &> {
    typedef T type;
};
template <class T> struct remove_reference<T &&> {
    typedef T type;
};
template <class T> using remove_reference_t = typename remove_reference<T>::type;
template <class T> struct remove_const {
    typedef T type;
};
template <class T> struct remove_const<const T> {
    typedef T type;
};
template <class T> struct remove_volatile {
    typedef T type;
};
template <class T> struct remove_volatile<volatile T> {
    typedef T type;
};
template <class T> struct remove_cv {
    typedef typename remove_volatile<typename remove_const<T>::type>::type type;
};
template <class T> using remove_cv_t = typename remove_cv<T>::type;
template <class T> struct remove_pointer {
    typedef T type;
};
template <class T> struct remove_pointer<T *> {
    typedef T type;
};
template <class T> struct decay {
    typedef __decay(T) type;
};
template <class T> using decay_t = typename decay<T>::type;
template <class T> struct underlying_type {
    typedef __underlying_type(T) type;
};
template <class T> using underlying_type_t = typename underlying_type<T>::type;
template <class T> struct make_unsigned {
    typedef __make_unsigned(T) type;
};
template <class T> using make_unsigned_t = typename make_unsigned<T>::type;
template <class T> struct make_signed {
    typedef __make_signed(T) type;
};
template <class T> using make_signed_t = typename make_signed<T>::type;

template <class T, class U> struct is_same : bool_constant<__is_same(T, U)> {
};
template <class T> struct is_integral : bool_constant<__is_integral(T)> {
};
template <class T> struct is_floating_point : bool_constant<__is_floating_point(T)> {
};
template <class T> struct is_arithmetic : bool_constant<__is_arithmetic(T)> {
};
template <class T> struct is_signed : bool_constant<__is_signed(T)> {
};
template <class T> struct is_unsigned : bool_constant<__is_unsigned(T)> {
};
template <class T> struct is_enum : bool_constant<__is_enum(T)> {
};
template <class T> struct is_class : bool_constant<__is_class(T)> {
};
template <class T> struct is_pointer : bool_constant<__is_pointer(T)> {
};
template <class T> struct is_trivially_copyable : bool_constant<__is_trivially_copyable(T)> {
};
template <class T> struct is_standard_layout : bool_constant<__is_standard_layout(T)> {
};
template <class B, class D> struct is_base_of : bool_constant<__is_base_of(B, D)> {
};
template <class F, class T> struct is_convertible : bool_constant<__is_convertible_to(F, T)> {
};
template <class T, class U> inline constexpr bool is_same_v = __is_same(T, U);
template <class T> inline constexpr bool is_integral_v = __is_integral(T);
template <class T> inline constexpr bool is_floating_point_v = __is_floating_point(T);
template <class T> inline constexpr bool is_enum_v = __is_enum(T);
template <class B, class D> inline constexpr bool is_base_of_v = __is_base_of(B, D);
}

#endif
