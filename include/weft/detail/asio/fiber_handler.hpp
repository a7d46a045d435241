// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/fiber_result.hpp>
#include <weft/detail/asio/operation.hpp>
#include <weft/detail/asio/operation_name.hpp>
#include <weft/detail/base/asio_build.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace weft::detail::io {

/// One operation of Asio that a fiber waits for: the meeting point and the room for its results, in the fiber's frame.
template <class... Args>
class fiber_operation : public operation {
public:
    using arguments = result_of_arguments<Args...>;
    using result = typename arguments::type;

    fiber_operation() = default;
    ~fiber_operation() { leave(); } // first: the handler may still write the results

    /// Leaves the results and ends the wait. What one of them throws reaches the fiber, not the thread that runs the
    /// handler.
    template <class... Values>
    void complete(Values&&... values) noexcept {
        try {
            arguments::write(result_, std::forward<Values>(values)...);
        } catch (...) {
            end_with_current_exception();
            return;
        }
        end(outcome::completed);
    }

    /// The fiber only, after wait().
    result& results() noexcept { return result_; }

private:
    result result_;
};

/// The completion handler behind use_fiber: called once, it leaves the results in the operation and wakes the fiber. It
/// runs no code of the fiber. Destroyed without having been called, it wakes the fiber too.
template <class... Args>
class fiber_handler {
public:
    using allocator_type = frame_allocator<void, operation::memory_type>;

    explicit fiber_handler(fiber_operation<Args...>& target) noexcept
        : target_(std::addressof(target)), memory_(std::addressof(target.memory())) {}
    fiber_handler(fiber_handler&& other) noexcept
        : target_(std::exchange(other.target_, nullptr)), memory_(other.memory_) {}
    fiber_handler& operator=(fiber_handler&&) = delete;
    ~fiber_handler() {
        if (target_ != nullptr) target_->end(operation::outcome::dropped);
    }

    /// Used only while the operation is pending, but Asio may ask a handler that it has moved away from.
    allocator_type get_allocator() const noexcept { return allocator_type(*memory_); }

    template <class... Values>
    void operator()(Values&&... values) noexcept {
        std::exchange(target_, nullptr)->complete(std::forward<Values>(values)...);
    }

private:
    fiber_operation<Args...>* target_;
    operation::memory_type* memory_;
};

/// Starts the operation. Never inlined into the fiber's function: Asio looks at thread-local variables, and in a
/// function that suspends, the compiler would keep the address that it took on another thread.
/// The handler is made before `args` are copied. Should a copy throw, the handler's destructor ends the operation.
template <class Initiation, class... Args, class... InitArgs>
[[gnu::noinline]] void start(Initiation&& initiation, fiber_operation<Args...>& target, InitArgs&&... args) {
    fiber_handler<Args...> handler(target);
    std::forward<Initiation>(initiation)(std::move(handler), std::forward<InitArgs>(args)...);
}

/// Starts the operation, suspends until it has ended, and returns its results. Throws when its handler was dropped, and
/// what the move of a result threw.
template <class Initiation, class... Args, class... InitArgs>
auto& start_and_wait(fiber_operation<Args...>& target, Initiation&& initiation, InitArgs&&... args) {
    constexpr bool only_with_context = is_dropped_by_its_context_alone<std::remove_cvref_t<Initiation>>();
    const void* const object = object_of_operation(initiation);
    start(std::forward<Initiation>(initiation), target, std::forward<InitArgs>(args)...);
    target.wait(kind_of_operation<Initiation, InitArgs...>(), object);
    if (!target.has_completed()) [[unlikely]]
        target.fail(only_with_context ? object : nullptr);
    return target.results();
}

} // namespace weft::detail::io
