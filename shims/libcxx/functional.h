/* Stand-in for <functional>. */
#ifndef CRIT_SHIM_LIBCXX_FUNCTIONAL
#define CRIT_SHIM_LIBCXX_FUNCTIONAL

#include <utility>

namespace std
{
/* What is called is not followed: the object that it holds is behind a type that it forgets. */
template <class F> class function;
template <class R, class... A> class function<R(A...)>
{
    void *crit_shim_held;

public:
    function() noexcept;
    function(decltype(nullptr)) noexcept;
    template <class F> function(F) : crit_shim_held(nullptr)
    {
    }
    function(const function &);
    function &operator=(const function &);
    template <class F> function &operator=(F &&)
    {
        return *this;
    }
    R operator()(A... arguments) const;
    explicit operator bool() const noexcept;
};
template <class T = void> struct less {
    constexpr bool operator()(const T &a, const T &b) const
    {
        return a < b;
    }
};
template <class F, class... A> auto bind(F &&f, A &&...arguments)
{
    return [=](auto &&...) { return f; };
}
}

#endif
