// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "unit/sync_oracle/kits.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <utility>

namespace weft::test {

/// How an operation of either library's channel ended.
enum class outcome : std::uint8_t { success, empty, full, closed, timeout };

inline std::ostream& operator<<(std::ostream& to, outcome how) {
    static constexpr const char* k_names[] = {"success", "empty", "full", "closed", "timeout"};
    return to << k_names[static_cast<std::size_t>(how)];
}

/// weft's channel of `Room` slots in the words of the suites.
template <class T, std::size_t Room>
class weft_channel {
public:
    outcome push(T item) {
        try {
            inner_.push(std::move(item));
            return outcome::success;
        } catch (const channel_closed&) {
            return outcome::closed;
        }
    }
    outcome try_push(T&& item) { return of(inner_.try_push(std::move(item))); }
    outcome push_for(T&& item, std::chrono::milliseconds time) { return of(inner_.push_for(std::move(item), time)); }
    outcome pop(T& item) {
        std::optional<T> got = inner_.pop();
        if (!got) return outcome::closed;
        item = std::move(*got);
        return outcome::success;
    }
    outcome try_pop(T& item) { return of(inner_.try_pop(item)); }
    outcome pop_for(T& item, std::chrono::milliseconds time) { return of(inner_.pop_for(item, time)); }
    void close() { inner_.close(); }
    bool is_closed() const { return inner_.is_closed(); }
    auto begin() { return inner_.begin(); }
    auto end() { return inner_.end(); }

private:
    static outcome of(channel_status status) {
        switch (status) {
        case channel_status::success: return outcome::success;
        case channel_status::empty: return outcome::empty;
        case channel_status::full: return outcome::full;
        case channel_status::closed: return outcome::closed;
        case channel_status::timeout: return outcome::timeout;
        }
        return outcome::success;
    }
    channel<T> inner_{Room};
};

/// Boost.Fiber's, whose unbuffered one cannot try.
template <class T, class Inner>
class boost_channel {
public:
    template <class... Capacity>
    explicit boost_channel(Capacity... capacity) : inner_(capacity...) {}

    outcome push(T item) { return of(inner_.push(std::move(item))); }
    outcome try_push(T&& item) { return of(inner_.try_push(std::move(item))); }
    outcome push_for(T&& item, std::chrono::milliseconds time) {
        return of(inner_.push_wait_for(std::move(item), time));
    }
    outcome pop(T& item) { return of(inner_.pop(item)); }
    outcome try_pop(T& item) { return of(inner_.try_pop(item)); }
    outcome pop_for(T& item, std::chrono::milliseconds time) { return of(inner_.pop_wait_for(item, time)); }
    void close() { inner_.close(); }
    bool is_closed() const { return inner_.is_closed(); }
    auto begin() { return boost::fibers::begin(inner_); }
    auto end() { return boost::fibers::end(inner_); }

private:
    using status = boost::fibers::channel_op_status;
    static outcome of(status how) {
        switch (how) {
        case status::success: return outcome::success;
        case status::empty: return outcome::empty;
        case status::full: return outcome::full;
        case status::closed: return outcome::closed;
        case status::timeout: return outcome::timeout;
        }
        return outcome::success;
    }
    Inner inner_;
};

/// Boost.Fiber's buffered channel of n slots, a power of two, has room for n-1 items.
template <class T, std::size_t Room>
struct boost_buffered : boost_channel<T, boost::fibers::buffered_channel<T>> {
    boost_buffered() : boost_channel<T, boost::fibers::buffered_channel<T>>(Room + 1) {}
};
template <class T>
struct boost_buffered<T, 0> : boost_channel<T, boost::fibers::unbuffered_channel<T>> {};

template <std::size_t Room>
struct weft_channels {
    using kit = weft_kit;
    static constexpr std::size_t k_room = Room;
    template <class T>
    using channel = weft_channel<T, Room>;
};
template <std::size_t Room>
struct boost_channels {
    using kit = boost_kit;
    static constexpr std::size_t k_room = Room;
    template <class T>
    using channel = boost_buffered<T, Room>;
};

} // namespace weft::test
