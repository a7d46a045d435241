// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/ending.hpp>
#include <weft/detail/asio/frame_memory.hpp>
#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <exception>

namespace weft::detail::io {

/// Where the fiber that started an operation of Asio meets the handler that ends it. It lives in the frame of the
/// waiting fiber, as does everything that the handler writes. So the fiber keeps the frame until the handler is called
/// or destroyed.
class WEFT_API operation {
public:
    using memory_type = frame_memory<512>;

    /// How the handler ended.
    enum class outcome : std::uint8_t {
        completed, // its results are written
        threw,     // a result threw while it was written
        dropped,   // it was destroyed without having been called
    };

    /// Reports the misuse when the caller is no fiber. Never suspends.
    operation() noexcept;
    operation(const operation&) = delete;
    operation& operator=(const operation&) = delete;

    memory_type& memory() noexcept { return memory_; }

    /// Suspends until the handler has ended; returns at once if it has. The fiber that made this operation.
    void wait(const lowlevel::wait_kind& kind, const void* object) noexcept { over_.wait(kind, object); }

    /// Ends the wait. Any thread, once; the operation may be gone on return.
    void end(outcome how) noexcept {
        outcome_ = how;
        over_.end();
    }

    /// As end(threw), with the exception that is being handled.
    void end_with_current_exception() noexcept;

    // The fiber only, after wait().
    bool has_completed() const noexcept { return outcome_ == outcome::completed; }

    /// Throws what kept the handler from completing. `dead_object`, if not null, is an object of Asio whose execution
    /// context must be gone if the handler was dropped. An object in the fiber's own frames would be used again:
    /// reports the misuse.
    [[noreturn]] void fail(const void* dead_object) const;

protected:
    ~operation() = default;

    /// Suspends until nobody else will touch the frame: until the handler has ended, if the initiation threw and left
    /// it somewhere, and until the operation has given back the memory.
    void leave() noexcept {
        over_.wait(k_abandoned, this);
        memory_.wait_until_free();
    }

private:
    static constexpr lowlevel::wait_kind k_abandoned{
        .verb = "waits for the handler of an operation of Asio, whose start has thrown"};

    ending over_{ending::state::pending};
    outcome outcome_ = outcome::completed; // written before over_.end(), read after wait()
    std::exception_ptr thrown_;            // likewise, with outcome::threw
    memory_type memory_;
};

} // namespace weft::detail::io
