// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_scope.hpp>
#include <weft/cancelled.hpp>
#include <weft/channel.hpp>
#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/detail/group/gather/gather_fibers.hpp>
#include <weft/detail/group/gather/gathering.hpp>
#include <weft/fiber.hpp>
#include <weft/gather_options.hpp>
#include <weft/result.hpp>
#include <weft/spawn.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::detail::gathers {

/// The input range over a Source that has `std::optional<completion<T>> next()`. Walked once.
template <class Source>
class completions : public std::ranges::view_interface<completions<Source>> {
public:
    using item = typename Source::item;

    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = item;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        explicit iterator(completions& of) : of_(std::addressof(of)) { of_->advance(); }
        item& operator*() const noexcept { return *of_->now_; }
        item* operator->() const noexcept { return std::addressof(*of_->now_); }
        iterator& operator++() {
            of_->advance();
            return *this;
        }
        void operator++(int) { of_->advance(); }
        friend bool operator==(const iterator& at, std::default_sentinel_t) noexcept { return at.is_over(); }

    private:
        bool is_over() const noexcept { return !of_->now_; }

        completions* of_ = nullptr;
    };

    explicit completions(std::unique_ptr<Source> source) : source_(std::move(source)) {}

    /// Waits for the first.
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    void advance() {
        now_.reset(); // a wait that is cancelled leaves the walk at its end
        if (std::optional<item> next = source_->next()) now_.emplace(*std::move(next));
    }

    std::unique_ptr<Source> source_;
    std::optional<item> now_;
};

/// Fibers, whose handles somebody else has.
template <class T>
class ending_fibers {
public:
    using item = completion<T>;

    explicit ending_fibers(std::vector<fiber<T>*> handles) {
        for (std::size_t i = 0; i < handles.size(); ++i) {
            refs_.push_back(ref_of(*handles[i]));
            left_.push_back({i, handles[i]});
        }
    }

    std::optional<item> next() {
        if (left_.empty()) return std::nullopt;
        const auto at = static_cast<std::ptrdiff_t>(wait_for_first(refs_));
        const place ended = left_[static_cast<std::size_t>(at)];
        refs_.erase(refs_.begin() + at);
        left_.erase(left_.begin() + at);
        return item{ended.index, settle_ended(*ended.handle)};
    }

private:
    struct place {
        std::size_t index;
        fiber<T>* handle;
    };

    std::vector<fiber_record*> refs_;
    std::vector<place> left_;
};

template <class T>
auto fiber_completions(std::vector<fiber<T>*> handles) {
    using source = ending_fibers<T>;
    return completions<source>(std::make_unique<source>(std::move(handles)));
}

struct WEFT_API call_it {
    template <class Fn>
    decltype(auto) operator()(Fn&& fn) const {
        return std::invoke(std::forward<Fn>(fn));
    }
};

/// Calls, each in a child of a group. The group is opened by a fiber of its own, the runner, so that the walk may begin
/// and end where the caller likes. Destroying it cancels the runner and waits for it.
template <class R, class Fn>
class ending_calls {
    using given = std::ranges::range_reference_t<R>;
    using value = std::invoke_result_t<Fn&, given>;

public:
    using item = completion<value>;

    template <class Range>
    ending_calls(const gather_options& how, Range&& over, Fn fn, const std::source_location& where)
        : over_(std::forward<Range>(over)), fn_(std::move(fn)), how_(how), where_(where) {
        runner_ = spawn([this] { run(); }, where);
    }
    ending_calls(const ending_calls&) = delete;
    ending_calls& operator=(const ending_calls&) = delete;
    ~ending_calls() {
        if (!runner_.joinable()) return;
        runner_.cancel(cancel_reason::abandoned, "the walk over its completions has ended");
        static_cast<void>(result<void>::of([&] { fiber_access::join_to_the_end(runner_); }));
    }

    std::optional<item> next() {
        if (std::optional<item> ended = ended_.pop()) return ended;
        if (runner_.joinable()) fiber_access::join_to_the_end(runner_); // throws what has kept it from spawning
        return std::nullopt;
    }

private:
    void run() {
        struct closer {
            channel<item>& ended;
            ~closer() { ended.close(); }
        };
        const closer last{ended_};
        elements_left<std::remove_reference_t<R>> left(over_);
        const time_point begun = clock::now();
        auto scope = cancel_scope::at(how_.deadline, where_);
        if (!scope.run([&] { call_all(left); })) return;
        for (; left.at != left.end; ++left.at) told_.push_back(false);
        const auto late = std::make_exception_ptr(timeout_error(how_.deadline.when() - begun, where_, "completes"));
        for (std::size_t i = 0; i < told_.size(); ++i)
            if (!told_[i]) ended_.push(item{i, result<value>::failed(late)});
    }

    void call_all(elements_left<std::remove_reference_t<R>>& left) {
        const group_options group{.name = how_.name, .limit = how_.limit};
        const auto make_call = [&](given&& element) { return call_over<Fn, R>{fn_, std::forward<given>(element)}; };
        run_gathering(group, where_, [&](group_core& core) {
            while (left.at != left.end) {
                auto call = left.take(make_call);
                const std::size_t index = told_.size();
                bool& told = told_.emplace_back(false);
                auto child = [this, &told, index, call = std::move(call)]() mutable { tell(told, index, call); };
                static_cast<void>(spawn_child(core, std::move(child), where_));
            }
        });
    }

    template <class Call>
    void tell(bool& told, std::size_t index, Call& call) {
        ended_.push(item{index, result<value>::of(call)});
        told = true;
    }

    R over_;
    Fn fn_;
    const gather_options how_;
    const std::source_location where_;
    std::deque<bool> told_; // the runner's and its children's
    channel<item> ended_{unbounded};
    fiber<void> runner_;
};

template <class R, class Fn>
auto complete_over(const gather_options& how, R&& over, Fn fn, const std::source_location& where) {
    using source = ending_calls<std::conditional_t<std::is_lvalue_reference_v<R>, R, std::remove_cvref_t<R>>, Fn>;
    return completions<source>(std::make_unique<source>(how, std::forward<R>(over), std::move(fn), where));
}

} // namespace weft::detail::gathers
