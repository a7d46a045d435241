// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel_status.hpp>
#include <weft/detail/channel/pops.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>

namespace weft::detail {

/// The popping interface of a subscription, as that of a channel.
template <class Owner, class T>
class pops_by_copy {
public:
    /// The next item, suspending while there is none; empty once the broadcast is closed and drained.
    std::optional<T> pop() {
        static_cast<void>(owner().fill(no_deadline()));
        return owner().take_kept();
    }

    /// The next item if there is one. Success, empty or closed (and drained). Never suspends.
    channel_status try_pop(std::optional<T>& item) {
        item.reset();
        const attempt how = owner().try_fill();
        item = owner().take_kept();
        return status_of(how, channel_status::empty);
    }

    /// As pop(), for `timeout` at most. Success, timeout or closed (and drained).
    channel_status pop_for(std::optional<T>& item, any_duration timeout) {
        return pop_until(item, deadline_after(timeout));
    }
    channel_status pop_until(std::optional<T>& item, any_time_point deadline) {
        item.reset();
        const attempt how = owner().fill(deadline.when());
        item = owner().take_kept();
        return status_of(how, channel_status::empty);
    }

    /// For range-for: each step pops, the end is a closed and drained broadcast.
    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit iterator(pops_by_copy& from) : from_(std::addressof(from)), item_(from.pop()) {}
        T& operator*() noexcept { return *item_; }
        T* operator->() noexcept { return std::addressof(*item_); }
        iterator& operator++() {
            item_ = from_->pop();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const noexcept { return !item_; }

    private:
        pops_by_copy* from_;
        std::optional<T> item_;
    };
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

protected:
    pops_by_copy() = default;
    ~pops_by_copy() = default;

private:
    Owner& owner() noexcept { return static_cast<Owner&>(*this); }
};

} // namespace weft::detail
