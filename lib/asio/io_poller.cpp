// SPDX-License-Identifier: BSL-1.0
#include "asio/io_poller.hpp"

#include <boost/asio/post.hpp>

namespace weft::detail::io {

/// Makes run_one() return; its memory is part of the poller, so unpark() cannot fail.
struct io_poller::wake_handler {
    using allocator_type = frame_allocator<void, memory_type>;

    io_poller* owner;

    allocator_type get_allocator() const noexcept { return allocator_type(owner->memory_); }
    void operator()() const noexcept { owner->posted_.store(false, memory_order_seq_cst); }
};

/// Of one poll: as many events as Asio takes from epoll at once. There are more when each handler posts the next, and
/// fibers wait meanwhile.
static constexpr int k_most_handlers = 128;

// One thread runs the io_context, others only post to it: the hint 1 keeps its locks and drops what only several
// runners need.
io_poller::io_poller() : context_(1), work_(context_.get_executor()) {}

void io_poller::park(time_point deadline) {
    if (!notified_.exchange(false, memory_order_seq_cst)) {
        restart_if_stopped();
        if (deadline == time_point::max())
            context_.run_one();
        else
            context_.run_one_until(deadline);
    }
    notified_.exchange(false, memory_order_seq_cst); // an unpark() while we are on our way out asks for nothing more
}

void io_poller::poll() {
    restart_if_stopped();
    for (int left = k_most_handlers; left != 0 && context_.poll_one() != 0; --left) {}
}

void io_poller::unpark() noexcept {
    notified_.store(true, memory_order_seq_cst);
    if (!posted_.exchange(true, memory_order_seq_cst)) boost::asio::post(context_, wake_handler{this});
}

/// A handler may have called stop() on the io_context of its worker; the worker cannot do without it.
void io_poller::restart_if_stopped() {
    if (context_.stopped()) context_.restart();
}

} // namespace weft::detail::io
