// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carried/extras.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace weft {

/// A value that every fiber has of its own, as a thread_local is every thread's: made when the fiber asks for it first,
/// destroyed on the fiber when its body has ended, before its join() returns, in the reverse order of making. Its
/// destructor may wait, which no cancellation cuts off, and may use other fiber_locals.
///
/// Usually a global. Many fibers may use it at once, each its own value. Only on a fiber: on a plain thread it is a
/// misuse, as two fibers of a worker would share what a thread has. A fiber_local that is destroyed leaves the values
/// to their fibers. Asking costs a walk over the values that the fiber has. Never suspends, but for what T's
/// constructor does.
///
/// @code
/// weft::fiber_local<buffer> scratch;
/// scratch->clear();
/// @endcode
template <class T>
class fiber_local {
public:
    /// Values are made as T().
    fiber_local() = default;

    /// Values are what make() gives, which is called on the fiber that asks.
    explicit fiber_local(std::function<T()> make) : make_(std::move(make)) {}
    fiber_local(const fiber_local&) = delete;
    fiber_local& operator=(const fiber_local&) = delete;

    /// The calling fiber's, made if it has none yet. Throws what making it throws, std::bad_alloc included; then the
    /// fiber has none.
    T& get() {
        detail::fiber_record& me = self();
        if (value* const there = find(me)) return there->content;
        std::unique_ptr<value> made(make_ ? new value(key_, make_) : new value(key_));
        detail::fiber_extras& mine = detail::extras_for(me);
        made->next = mine.locals; // making it may have made others
        mine.locals = made.get();
        return made.release()->content;
    }
    T& operator*() { return get(); }
    T* operator->() { return std::addressof(get()); }

    /// True when the calling fiber has one.
    bool has_value() const noexcept { return find(self()) != nullptr; }

private:
    using value = detail::typed_local<T>;

    static detail::fiber_record& self() noexcept {
        detail::fiber_record* const me = detail::calling_fiber();
        WEFT_ASSERT(me != nullptr, "a weft::fiber_local belongs to a fiber: use it inside weft::run()");
        return *me;
    }

    value* find(detail::fiber_record& me) const noexcept {
        const detail::fiber_extras* const mine = detail::fiber_extras::of(me);
        for (auto* each = mine != nullptr ? mine->locals : nullptr; each != nullptr; each = each->next)
            if (each->key == key_) return static_cast<value*>(each);
        return nullptr;
    }

    const std::uint64_t key_ = detail::fresh_key();
    std::function<T()> make_;
};

} // namespace weft
