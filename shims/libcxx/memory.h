/* Stand-in for <memory>. */
#ifndef CRIT_SHIM_LIBCXX_MEMORY
#define CRIT_SHIM_LIBCXX_MEMORY

#include <new>
#include <utility>

namespace std
{
template <class T> class unique_ptr
{
    T *crit_shim_pointer;

public:
    constexpr unique_ptr(decltype(nullptr) = nullptr) : crit_shim_pointer(nullptr)
    {
    }
    explicit unique_ptr(T *pointer) : crit_shim_pointer(pointer)
    {
    }
    template <class U> unique_ptr(unique_ptr<U> &&other) : crit_shim_pointer(other.release())
    {
    }
    unique_ptr(unique_ptr &&other) : crit_shim_pointer(other.release())
    {
    }
    ~unique_ptr()
    {
        delete crit_shim_pointer;
    }
    unique_ptr &operator=(unique_ptr &&other)
    {
        reset(other.release());
        return *this;
    }
    template <class U> unique_ptr &operator=(unique_ptr<U> &&other)
    {
        reset(other.release());
        return *this;
    }
    T &operator*() const
    {
        return *crit_shim_pointer;
    }
    T *operator->() const
    {
        return crit_shim_pointer;
    }
    T *get() const
    {
        return crit_shim_pointer;
    }
    explicit operator bool() const
    {
        return crit_shim_pointer != nullptr;
    }
    T *release()
    {
        return exchange(crit_shim_pointer, nullptr);
    }
    void reset(T *pointer = nullptr)
    {
        delete crit_shim_pointer;
        crit_shim_pointer = pointer;
    }
};
template <class T, class... A> unique_ptr<T> make_unique(A &&...arguments)
{
    return unique_ptr<T>(new T(static_cast<A &&>(arguments)...));
}
}

#endif
