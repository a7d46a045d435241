// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/async_generator.hpp>
#include <weft/channel.hpp>
#include <weft/detail/async_generator/adapter.hpp>
#include <weft/fiber.hpp>
#include <weft/generator.hpp>
#include <weft/on_event.hpp>
#include <weft/select.hpp>
#include <weft/spawn.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace weft::detail::agen {

/// Yields one item of each in turn, until all have ended.
template <class Y, class R>
void yield_in_turns(std::vector<generator<Y, void, R>>& all, auto& yield) {
    while (!all.empty())
        for (std::size_t i = 0; i < all.size();) {
            if (auto item = all[i].next()) {
                yield(static_cast<typename item_of<Y>::reference>(*item));
                ++i;
            } else {
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
}

/// What a source of merge() sends: an item, or why it has ended.
template <class T>
struct merged {
    std::optional<T> item{};
    std::exception_ptr failure{};
};

/// Sends on what `from` has, in a fiber of its own, until `out` is closed.
template <class T>
class merge_reader {
public:
    merge_reader(async_generator<T>& from, channel<merged<T>>& out) noexcept
        : from_(std::addressof(from)), out_(std::addressof(out)) {}

    void operator()() {
        merged<T> end;
        try {
            for (T&& each : *from_)
                if (!send({.item = std::move(each)})) return;
        } catch (...) {
            end.failure = std::current_exception();
        }
        const std::exception_ptr failure = end.failure;
        if (!send(std::move(end)) && failure != nullptr) std::rethrow_exception(failure); // to stderr
    }

private:
    bool send(merged<T> what) {
        try {
            out_->push(std::move(what));
            return true;
        } catch (const channel_closed&) {
            return false;
        }
    }

    async_generator<T>* from_;
    channel<merged<T>>* out_;
};

/// Yields what comes from any of them. Each is read by a fiber; all have ended when this returns or throws.
template <class T>
void yield_as_they_come(std::vector<async_generator<T>>& all, async_yielder<T>& yield) {
    channel<merged<T>> out(0);
    struct stops {
        std::vector<async_generator<T>>& all;
        channel<merged<T>>& out;
        ~stops() {
            out.close();
            for (auto& each : all) async_access::core_of(each).stop();
        }
    };
    std::vector<fiber<void>> readers; // joined once all are stopped
    readers.reserve(all.size());      // a reader that found no place would be joined too early
    const stops at_end{all, out};
    links links;
    for (auto& each : all) {
        links.add(yield, each);
        readers.push_back(spawn(merge_reader<T>(each, out)));
    }
    std::size_t left = readers.size();
    const auto pass = [&](std::optional<merged<T>>&& got) {
        if (got->item) return yield(std::move(*got->item));
        if (got->failure != nullptr) std::rethrow_exception(got->failure);
        --left;
    };
    while (left != 0) select_ordered(on_event(yield.closing(), [&] { left = 0; }), on_pop(out, pass));
}

} // namespace weft::detail::agen
