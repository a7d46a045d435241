// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/books.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace weft::test {

/// Channels and queues with the same four verbs.
template <class T>
struct as_place {
    static channel_status push(channel<T>& to, T item) {
        try {
            to.push(item);
            return channel_status::success;
        } catch (const channel_closed&) {
            return channel_status::closed;
        }
    }
    static channel_status push_for(channel<T>& to, T item, std::chrono::nanoseconds time) {
        return to.push_for(std::move(item), time);
    }
    static channel_status try_push(channel<T>& to, T item) { return to.try_push(std::move(item)); }
    static channel_status pop(channel<T>& from, std::optional<T>& item) {
        item = from.pop();
        return item ? channel_status::success : channel_status::closed;
    }
    static channel_status pop_for(channel<T>& from, std::optional<T>& item, std::chrono::nanoseconds time) {
        return from.pop_for(item, time);
    }
    static channel_status try_pop(channel<T>& from, std::optional<T>& item) {
        T got;
        const channel_status how = from.try_pop(got);
        if (how == channel_status::success) item = got;
        return how;
    }
    static void has_got(channel<T>&) {}
    static void close(channel<T>& place) { place.close(); }

    template <class Queue>
    static channel_status push(Queue& to, T item) {
        try {
            to.put(item);
            return channel_status::success;
        } catch (const queue_shut_down&) {
            return channel_status::closed;
        }
    }
    template <class Queue>
    static channel_status push_for(Queue& to, T item, std::chrono::nanoseconds time) {
        return to.put_for(std::move(item), time);
    }
    template <class Queue>
    static channel_status try_push(Queue& to, T item) {
        return to.put_nowait(std::move(item));
    }
    template <class Queue>
    static channel_status pop(Queue& from, std::optional<T>& item) {
        return from.get(item);
    }
    template <class Queue>
    static channel_status pop_for(Queue& from, std::optional<T>& item, std::chrono::nanoseconds time) {
        return from.get_for(item, time);
    }
    template <class Queue>
    static channel_status try_pop(Queue& from, std::optional<T>& item) {
        return from.get_nowait(item);
    }
    template <class Queue>
    static void has_got(Queue& from) {
        from.task_done();
    }
    template <class Queue>
    static void close(Queue& place) {
        place.shutdown();
    }
};
using place = as_place<numbered>;

struct playground {
    static constexpr std::size_t k_fifo_channels = 4, k_fifos = 6, k_places = 8;

    channel<numbered> rendezvous{0}, one{1}, some{7}, endless{unbounded};
    weft::queue<numbered> tasks{5}, endless_tasks;
    lifo_queue<numbered> stack{3};
    priority_queue<numbered> heap{3};
    books all;

    playground(std::size_t producers, std::size_t numbers) : all(producers, numbers) {}

    channel<numbered>& channel_at(std::size_t index) {
        channel<numbered>* const channels[] = {&rendezvous, &one, &some, &endless};
        return *channels[index];
    }
    template <class Fn>
    void at(std::size_t index, Fn&& fn) {
        switch (index) {
        case 4: return fn(tasks);
        case 5: return fn(endless_tasks);
        case 6: return fn(stack);
        case 7: return fn(heap);
        default: return fn(channel_at(index));
        }
    }
    void close() {
        for (std::size_t i = 0; i < k_places; ++i) at(i, [](auto& each) { place::close(each); });
    }
};

} // namespace weft::test
