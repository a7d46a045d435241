// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/frame_memory.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/lowlevel/poller.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace weft::detail::io {

/// The poller of a worker that owns an io_context.
class io_poller final : public lowlevel::poller {
public:
    io_poller();
    io_poller(const io_poller&) = delete;
    io_poller& operator=(const io_poller&) = delete;

    void park(time_point deadline) override;
    void poll() override;
    bool wants_poll() const noexcept override { return true; }
    void unpark() noexcept override;

    boost::asio::io_context& context() noexcept { return context_; }

private:
    struct wake_handler;
    using memory_type = frame_memory<128>;

    void restart_if_stopped();

    // An unpark() sets both flags and posts a handler unless one is queued already.
    atomic<bool> notified_{false}; // the next park() returns at once      unpark() sets it, park() clears it
    atomic<bool> posted_{false};   // a wake_handler is in the io_context  unpark() sets it, that handler clears it
    memory_type memory_;           // of that handler
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
};

} // namespace weft::detail::io
