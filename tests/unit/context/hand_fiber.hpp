// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack.hpp"
#include "context/switch/switch.hpp"

#include <functional>
#include <utility>

namespace weft::detail {

/// hand_fiber is the least a scheduler does, for tests: a function on its own stack, resumed by hand from any thread.
/// It carries the C++ exception state across each switch, as the runtime does. The body must have ended when the
/// hand_fiber is destroyed.
template <class Body>
class hand_fiber {
public:
    using function = std::function<void(hand_fiber&)>;

    hand_fiber(stack_pool& pool, function body) : pool_(pool), body_(std::move(body)) {
        self_.stk = pool.allocate();
        self_.ctx = Body::make(self_.stk->top, self_.stk->size(), &hand_fiber::entry);
    }
    hand_fiber(const hand_fiber&) = delete;
    hand_fiber& operator=(const hand_fiber&) = delete;
    ~hand_fiber() { pool_.release(self_.stk); }

    /// resume() continues the body until it leaves or ends. `here` is the caller's own execution.
    void resume(execution& here) {
        back_ = &here;
        pass(here, self_);
    }

    /// leave() is called by the body: it continues whoever resumed it.
    void leave() { pass(self_, *back_); }

    [[nodiscard]] bool done() const { return done_; }
    [[nodiscard]] execution& self() { return self_; }
    [[nodiscard]] const stack& stk() const { return *self_.stk; }

private:
    // Kept out of line: the compiler must not know that a call to it may move the caller to another thread.
    [[gnu::noinline]] void pass(execution& from, execution& to) {
        const exception_globals mine = std::exchange(*thread_exception_globals(), {});
        switch_execution<Body>(from, to, this);
        *thread_exception_globals() = mine;
    }

    static void entry(void* payload) {
        auto* const me = static_cast<hand_fiber*>(payload);
        arrive(&me->self_);
        me->body_(*me);
        me->body_ = nullptr;
        me->done_ = true;
        switch_final<Body>(me->self_, *me->back_, me);
    }

    stack_pool& pool_;
    function body_;
    execution self_;
    execution* back_ = nullptr;
    bool done_ = false;
};

} // namespace weft::detail
