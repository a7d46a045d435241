// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "playground.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <vector>

namespace weft::test {

/// Somebody who pushes and pops at random, and says so in the books.
class actor {
public:
    actor(playground& where, std::uint32_t who, std::size_t producers, std::uint64_t seed)
        : where_(where), item_{who, 0}, random_(seed), seen_(playground::k_fifos, in_order(producers)) {}

    void act() {
        const std::size_t index = random_() % playground::k_places;
        const std::chrono::microseconds time(random_() % 50);
        const std::uint64_t kind = random_() % 16;
        if (kind < 6)
            push(index, kind, time);
        else if (kind < 12)
            pop(index, kind - 6, time);
        else if (kind < 14)
            select_channels(time);
        else
            select_queues(time);
        ++item_.number;
    }

    /// What is left once all is closed.
    void drain() {
        for (std::size_t i = 0; i < playground::k_places; ++i)
            where_.at(i, [&](auto& each) {
                for (std::optional<numbered> got; place::pop(each, got) == channel_status::success;)
                    take(i, each, *got);
            });
    }

private:
    void push(std::size_t index, std::uint64_t kind, std::chrono::microseconds time) {
        where_.at(index, [&](auto& to) {
            const channel_status how = kind == 0  ? place::push(to, item_)
                                       : kind < 3 ? place::try_push(to, item_)
                                                  : place::push_for(to, item_, time);
            if (how == channel_status::success) where_.all.pushed(item_);
        });
    }

    void pop(std::size_t index, std::uint64_t kind, std::chrono::microseconds time) {
        where_.at(index, [&](auto& from) {
            std::optional<numbered> got;
            const channel_status how = kind == 0  ? place::pop(from, got)
                                       : kind < 3 ? place::try_pop(from, got)
                                                  : place::pop_for(from, got, time);
            if (how == channel_status::success) take(index, from, *got);
        });
    }

    template <class Place>
    auto taker(std::size_t index, Place& from) {
        return [this, index, &from](std::optional<numbered> got) {
            if (got) take(index, from, *got);
        };
    }
    template <class Place>
    void take(std::size_t index, Place& from, numbered got) {
        where_.all.popped(got);
        if (index < playground::k_fifos) seen_[index].got(got);
        place::has_got(from);
    }

    void select_channels(std::chrono::microseconds time) {
        const std::size_t a = random_() % 4, b = random_() % 4;
        auto &to = where_.channel_at(a), &from = where_.channel_at(b);
        try {
            weft::select(on_push(to, numbered(item_), [&] { where_.all.pushed(item_); }), on_pop(from, taker(b, from)),
                         after(time));
        } catch (const channel_closed&) {}
    }

    void select_queues(std::chrono::microseconds time) {
        const std::size_t a = random_() % 4;
        auto& from = where_.channel_at(a);
        try {
            weft::select(on_pop(from, taker(a, from)), on_pop(where_.tasks, taker(4, where_.tasks)),
                         on_push(where_.heap, numbered(item_), [&] { where_.all.pushed(item_); }), after(time));
        } catch (const queue_shut_down&) {}
    }

    playground& where_;
    numbered item_; // the next one it makes
    std::mt19937_64 random_;
    std::vector<in_order> seen_; // by place
};

} // namespace weft::test
