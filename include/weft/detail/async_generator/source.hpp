// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/core.hpp>
#include <weft/detail/async_generator/item_flow.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/line.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/generator/body_name.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

namespace weft {

template <class T>
class async_yielder;
template <class T>
class async_generator;

namespace detail::agen {

/// Looks behind the two public classes.
struct WEFT_API async_access {
    static async_core& core_of(auto& of) noexcept { return of.source(); }
};

/// Links the generator behind a handle with one that its body consumes, if both are async; else nothing.
template <class Yield, class From>
struct linked {
    linked(Yield&, From&) noexcept {}
    [[nodiscard]] static constexpr bool may_end_early() noexcept { return false; }
};
template <class T, class U>
struct linked<async_yielder<T>, async_generator<U>> : closing_link {
    linked(async_yielder<T>& outer, async_generator<U>& inner) noexcept
        : closing_link(async_access::core_of(outer), async_access::core_of(inner)) {}
    /// The inner one ends when the outer one is closed.
    [[nodiscard]] static constexpr bool may_end_early() noexcept { return true; }
};
template <class Yield, class From>
linked(Yield&, From&) -> linked<Yield, From>;

inline time_point as_time_point(no_deadline) noexcept { return k_no_deadline; }
inline time_point as_time_point(time_point deadline) noexcept { return deadline; }

/// The part of an async generator that its consumer and its handle know: it lies on the heap, as the generator moves.
template <class T>
class async_source : public async_core {
public:
    /// Of the consumer: takes the next item into `item`. closed: there will be none.
    template <class Deadline>
    attempt take(std::optional<T>& item, Deadline deadline) {
        const asking turn(*this);
        return take_next(turn, item, deadline);
    }

    /// Of the consumer's loop: takes the next item into `current`.
    void advance() {
        const asking turn(*this);
        static_cast<void>(take_next(turn, current, no_deadline()));
    }

    void close_now() {
        const asking turn(*this);
        checkpoint("closes async generator", this);
        close();
    }

    /// Before it begins.
    void prefetch(std::size_t lead) {
        const asking turn(*this);
        if (!is_fresh())
            fail("has begun, or is closed: say how far it may prefetch before the first item is asked for");
        if (lead != 0) ahead_ = std::make_unique<item_flow<T>>(lead);
        flow_ = lead != 0 ? ahead_.get() : std::addressof(lazy_);
        if (lead != 0) begin();
    }

    [[nodiscard]] bool can_prefetch() {
        const asking turn(*this);
        return is_fresh();
    }

    [[nodiscard]] bool has_ended() {
        const asking turn(*this);
        return is_over();
    }

    /// Of the body.
    void yield(T& item) {
        check_is_body();
        checkpoint("yields from async generator", this);
        if (!flow_->give(item) || !flow_->wait_until_due()) leave();
    }

    std::optional<T> current; ///< the item at which the consumer's loop is

protected:
    using async_core::async_core;
    void close_flow() noexcept final { flow_->close(); }
    void end_flow() noexcept { flow_->end(); }

private:
    template <class Deadline>
    attempt take_next(const asking& turn, std::optional<T>& item, Deadline deadline) {
        if (turn.found_running()) [[likely]]
            refuse_body();
        item.reset();
        checkpoint("asks async generator", this);
        if (!turn.found_running() && is_over()) return attempt::closed;
        flow_->ask();
        if (!turn.found_running()) [[unlikely]]
            wait_for_start(as_time_point(deadline));
        const attempt how = flow_->take(item, deadline);
        if (how == attempt::closed) finish();
        return how;
    }

    void drop_items() noexcept final { flow_->drop(); }

    item_flow<T> lazy_{0};
    std::unique_ptr<item_flow<T>> ahead_; // when it has a lead
    item_flow<T>* flow_ = std::addressof(lazy_);
};

/// With its body.
template <class T, class Body>
class async_frame final : public async_source<T> {
public:
    template <class F>
    async_frame(const char* given_name, const std::source_location& where, F&& body)
        : async_source<T>(given_name, body_name<Body>.data(), where), body_(std::in_place, std::forward<F>(body)) {}

private:
    void call_body() override {
        async_yielder<T> yield(*this);
        std::invoke(*body_, yield);
    }
    void end_body() noexcept override {
        body_.reset();
        this->end_flow();
    }

    std::optional<Body> body_; // until it has run
};

} // namespace detail::agen
} // namespace weft
