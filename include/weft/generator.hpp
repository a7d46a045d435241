// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/assert.hpp>
#include <weft/detail/generator/access.hpp>
#include <weft/detail/generator/frame.hpp>
#include <weft/detail/generator/iterator.hpp>
#include <weft/generator_error.hpp>
#include <weft/generator_options.hpp>
#include <weft/yielder.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>

namespace weft {

namespace detail::gen {

template <class Body, class Y, class S, class R>
concept generator_body =
    std::constructible_from<std::decay_t<Body>, Body> && std::is_invocable_r_v<R, std::decay_t<Body>&, yielder<Y, S>&>;

} // namespace detail::gen

/// generator<Y, S, R> is a function on a stack of its own that hands out a Y whenever it is asked for one, and
/// goes on from there when it is asked again: Python's generator. Its body is any callable that takes the yield handle
/// by reference (`auto& yield`, see yielder); S is what send() gives the body, R what the body returns. It begins at
/// the first next(), send() or begin().
///
/// Y may be an object, which the consumer may move from, or a reference: then the consumer gets the very object that is
/// yielded.
///
/// It needs no runtime. Nothing is atomic or locked: one flow of control at a time uses a generator, and may hand it,
/// suspended, to another thread or fiber in any way that orders the two. The body runs as part of whoever asks: inside
/// a fiber it may suspend that fiber (sleep, channel, mutex), which then may go on on another worker. Each call that
/// runs the body suspends or blocks if the body does, and is no checkpoint by itself.
///
/// The destructor of a suspended generator unwinds the body's stack there and then, by throwing generator_exit at the
/// yield. The program ends, with a line that names the generator or says where it was made, when the body yields again
/// instead of ending, when another exception leaves the body, and when the body was suspended where no exception may
/// pass: below a noexcept function, or in a destructor. A generator may not be destroyed by its own body.
///
/// @code
/// weft::generator<int> countdown(int n) {
///     return weft::generator<int>([n](auto& yield) {
///         for (int i = n; i > 0; --i) yield(i);
///     });
/// }
/// for (int i : countdown(3)) std::printf("%d\n", i);
/// @endcode
///
/// What leaves the body is thrown by the call that ran it; after that the generator has ended. Wrong use throws
/// generator_error. The constructor throws resource_error when there is no memory for a stack.
template <class Y, class S = void, class R = void>
class [[nodiscard]] generator : public std::ranges::view_interface<generator<Y, S, R>> {
    using item = detail::item_of<Y>;
    using head = detail::generator_head<Y, S, R>;

public:
    /// What the body is given: `yield_type& yield`.
    using yield_type = yielder<Y, S>;
    using iterator = detail::generator_iterator<Y>;

    /// What next() returns: std::optional<Y>, or, for a reference T&, a T* that is null at the end.
    using optional_item = typename item::optional;

    /// What close() returns: nothing, or what the body returned, if it did.
    using closed =
        std::conditional_t<std::is_void_v<R>, void, std::optional<std::conditional_t<std::is_void_v<R>, int, R>>>;

    /// Runs nothing yet: `body` is called when the first item is asked for.
    template <class Body>
        requires(!std::same_as<std::remove_cvref_t<Body>, generator> && detail::generator_body<Body, Y, S, R>)
    explicit generator(Body&& body, std::source_location where = std::source_location::current())
        : generator(generator_options(), std::forward<Body>(body), where) {}

    /// As above, with a name and a size of the stack.
    template <class Body>
        requires(detail::generator_body<Body, Y, S, R>)
    generator(const generator_options& options, Body&& body,
              std::source_location where = std::source_location::current())
        : head_(std::addressof(
              detail::generator_frame<Y, S, R, std::decay_t<Body>>::make(std::forward<Body>(body), options, where))) {}

    /// Whoever was moved from may only be assigned to or destroyed. Iterators stay valid.
    generator(generator&& other) noexcept : head_(std::exchange(other.head_, nullptr)) {}
    generator& operator=(generator&& other) noexcept {
        if (this != std::addressof(other)) {
            if (head_ != nullptr) core().destroy();
            head_ = std::exchange(other.head_, nullptr);
        }
        return *this;
    }
    ~generator() {
        if (head_ != nullptr) core().destroy();
    }

    /// next() runs the body to its next yield and returns the item; empty, or null, when the body has ended.
    optional_item next() { return item::take(checked(core().resume(nullptr))); }

    /// send() makes the yield at which the body waits return `value`, then is as next(). Throws generator_error, and
    /// nothing has happened, when the body has not reached its first yield.
    template <class T = S>
        requires(!std::is_void_v<S> && std::convertible_to<T, S>)
    optional_item send(T&& value) {
        core().check_may_send();
        std::conditional_t<std::is_void_v<S>, int, S> sent(std::forward<T>(value));
        detail::generator_request request{.what = detail::generator_request::kind::send, .value = std::addressof(sent)};
        return item::take(checked(core().resume(std::addressof(request))));
    }

    /// throw_() throws `error` at the yield at which the body waits, then is as next(). A body that has not begun never
    /// runs: the generator ends and `error` is thrown here; as it is when the generator had ended.
    optional_item throw_(const std::exception_ptr& error) { return item::take(checked(core().raise(error))); }
    template <class E>
        requires(!std::same_as<std::remove_cvref_t<E>, std::exception_ptr>)
    optional_item throw_(E&& error) {
        return throw_(std::make_exception_ptr(std::forward<E>(error)));
    }

    /// close() throws generator_exit at the yield at which the body waits, and returns when the body has ended. A body
    /// that has not begun never runs; closing twice is fine. Throws what else leaves the body, and generator_error when
    /// the body yields again: then the generator is suspended there.
    closed close() {
        const bool returned = core().close();
        if constexpr (!std::is_void_v<R>) return returned ? std::move(head_->result.value) : std::nullopt;
    }

    /// done() is true when the body has ended, or never will begin.
    [[nodiscard]] bool done() const noexcept { return core().has_ended(); }

    /// result() is what the body returned. Throws generator_error when it has not, or has let an exception out.
    [[nodiscard]] auto& result()
        requires(!std::is_void_v<R>)
    {
        if (!head_->result.value.has_value()) core().fail("has not returned a value: run it to its end first");
        return *head_->result.value;
    }

    /// name() is the one given in the options, or the type of the body.
    [[nodiscard]] const char* name() const noexcept { return core().name(); }

    /// begin() runs the body to its next yield: a loop goes on where the last one, or next(), stopped.
    [[nodiscard]] iterator begin() { return iterator(core()); }
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

private:
    friend class detail::gen::generator_access;

    detail::generator_core& core() const noexcept {
        WEFT_ASSERT(head_ != nullptr, "a generator was used that has been moved from: use the one it was moved to");
        return detail::generator_access::core_of(*head_);
    }

    [[gnu::always_inline]] void* checked(void* address) const {
        if (address == nullptr) [[unlikely]]
            core().rethrow_failure();
        return address;
    }

    head* head_;
};

template <class Y, class S>
template <class S2, class R2>
    requires(std::is_same_v<S, S2>)
R2 yielder<Y, S>::from(generator<Y, S2, R2>& inner) {
    detail::generator_core::delegate(detail::generator_access::core_of(inner));
    if constexpr (!std::is_void_v<R2>) return std::move(inner.result());
}

} // namespace weft
