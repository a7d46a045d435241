// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/lowlevel/select_case.hpp>

#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

namespace weft::detail::chan {

/// "That time has come."
template <class Fn>
class time_case final : public lowlevel::select_case {
public:
    time_case(time_point deadline, Fn handler) : deadline_(deadline), handler_(std::move(handler)) {}

    answer look() noexcept override { return is_past(deadline_) ? answer::yes : answer::no; }
    time_point deadline() const noexcept override { return deadline_; }
    void run() { std::invoke(handler_); }

private:
    time_point deadline_;
    Fn handler_;
};

/// "Nothing else is ready."
template <class Fn>
class otherwise_case final : public lowlevel::select_case {
public:
    explicit otherwise_case(Fn handler) : handler_(std::move(handler)) {}

    answer look() noexcept override { return answer::no; }
    bool is_otherwise() const noexcept override { return true; }
    void run() { std::invoke(handler_); }

private:
    Fn handler_;
};

/// "A stop was requested."
template <class Fn>
class stop_case final : public lowlevel::select_case {
public:
    stop_case(std::stop_token token, Fn handler) : token_(std::move(token)), handler_(std::move(handler)) {}

    answer look() noexcept override { return token_.stop_requested() ? answer::yes : answer::no; }
    void watch(lowlevel::waiter& whole) noexcept override {
        won_ = false;
        callback_.emplace(token_, claimer{whole, won_});
    }
    void unwatch() noexcept override { callback_.reset(); } // waits until a callback that runs has returned
    bool was_woken() const noexcept override { return won_; }
    void run() { std::invoke(handler_); }

private:
    struct claimer {
        lowlevel::waiter& whole;
        bool& won;
        void operator()() const noexcept {
            const lowlevel::claimed_waiter claimed = whole.claim(wake_reason::completed);
            if (!claimed) return;
            won = true;
            claimed.deliver();
        }
    };

    std::stop_token token_;
    Fn handler_;
    bool won_ = false; // written by whoever wins, before deliver()
    std::optional<std::stop_callback<claimer>> callback_;
};

} // namespace weft::detail::chan
