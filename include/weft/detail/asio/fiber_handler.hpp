// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/fiber_result.hpp>
#include <weft/detail/asio/operation.hpp>
#include <weft/detail/base/asio_build.hpp>

#include <boost/asio/error.hpp>

#include <memory>
#include <utility>

namespace weft::detail {

/// One operation of Asio that a fiber waits for: the meeting point and the room for its results, in the fiber's frame.
template <class... Args>
class fiber_operation : public operation {
public:
    using arguments = result_of_arguments<Args...>;
    using result = typename arguments::type;

    template <class... Values>
    void complete(Values&&... values) {
        arguments::write(result_, std::forward<Values>(values)...);
        end();
    }

    /// Suspends until the operation has ended; throws when its handler was dropped.
    result& get() {
        wait();
        if (was_dropped())
            throw boost::system::system_error(boost::asio::error::operation_aborted, "the handler was dropped");
        return result_;
    }

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
        if (target_ != nullptr) target_->drop();
    }

    /// Used only while the operation is pending, but Asio may ask a handler that it has moved away from.
    allocator_type get_allocator() const noexcept { return allocator_type(*memory_); }

    template <class... Values>
    void operator()(Values&&... values) {
        std::exchange(target_, nullptr)->complete(std::forward<Values>(values)...);
    }

private:
    fiber_operation<Args...>* target_;
    operation::memory_type* memory_;
};

/// Starts the operation. Never inlined into the fiber's function: Asio looks at thread-local variables, and in a
/// function that suspends, the compiler would keep the address that it took on another thread.
template <class Initiation, class... Args, class... InitArgs>
[[gnu::noinline]] void start(Initiation&& initiation, fiber_operation<Args...>& target, InitArgs&&... args) {
    std::forward<Initiation>(initiation)(fiber_handler<Args...>(target), std::forward<InitArgs>(args)...);
}

} // namespace weft::detail
