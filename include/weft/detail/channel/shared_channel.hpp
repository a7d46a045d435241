// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/channel.hpp>
#include <weft/detail/base/atomic.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace weft::detail::chan {

/// A channel that its senders and receivers own together.
template <class T>
struct shared_channel {
    template <class Capacity>
    explicit shared_channel(Capacity capacity) : items(capacity) {}

    channel<T> items;
    atomic<std::size_t> senders{1};
    atomic<std::size_t> receivers{1};
};

/// One of the ends of a shared channel: counts itself in `Count`, and the last of its kind closes the channel.
template <class T, atomic<std::size_t> shared_channel<T>::* Count>
class channel_end {
public:
    channel_end() noexcept = default;
    explicit channel_end(std::shared_ptr<shared_channel<T>> of) noexcept : shared_(std::move(of)) {}
    channel_end(const channel_end& other) noexcept : shared_(other.shared_) {
        if (shared_) ((*shared_).*Count).fetch_add(1, memory_order_relaxed); // the other keeps it above 0
    }
    channel_end(channel_end&& other) noexcept = default;
    channel_end& operator=(channel_end other) noexcept {
        std::swap(shared_, other.shared_);
        return *this;
    }
    ~channel_end() {
        if (shared_ && ((*shared_).*Count).fetch_sub(1, memory_order_acq_rel) == 1) shared_->items.close();
    }

    channel<T>& items() const noexcept { return shared_->items; }
    bool has_channel() const noexcept { return shared_ != nullptr; }

private:
    std::shared_ptr<shared_channel<T>> shared_;
};

} // namespace weft::detail::chan
