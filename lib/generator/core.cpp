// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/generator/core.hpp>

#include "context/stack/stack_memory.hpp"
#include "generator/title.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/generator/scope_mark.hpp>
#include <weft/generator_error.hpp>

#include <string>
#include <utility>

namespace weft::detail::gen {

void generator_core::make(void* top) noexcept {
    stk_->owner = this;
    context_.make(stk_, top, &enter_body);
}

// --- the body's side

void generator_core::enter_body(void* payload) {
    auto& self = *static_cast<generator_core*>(payload);
    self.context_.arrive();
    self.has_begun_ = true;
    prepare_thread_for_body();
    self.run_body();
    self.context_.end(nullptr);
}

// The handlers have ended when this returns, so the thread's exception state is empty again.
[[gnu::noinline]] void generator_core::run_body() noexcept {
    try {
        type_->run(*this);
        has_returned_ = true;
    } catch (const generator_exit&) {
        // While another generator's body is the caller and unwinds, its exit passes through this one.
        if (!is_closing_) failure_ = std::current_exception();
    } catch (...) {
        failure_ = std::current_exception();
    }
}

void generator_core::obey(const generator_request& request) {
    switch (request.what) {
    case generator_request::kind::send: return;
    case generator_request::kind::raise: std::rethrow_exception(*request.error);
    case generator_request::kind::close: throw generator_exit();
    }
}

void generator_core::refuse_scope() const {
    const std::string what =
        std::string("yields inside a scope that its body has opened (") + scope_->kind() +
        "), which would mean its consumer then: close the scope first, or take an async_generator, whose "
        "body has a fiber of its own";
    fail(what.c_str());
}

void generator_core::delegate(generator_core& inner) {
    check_scopes();
    void* item = inner.resume(nullptr);
    while (item != nullptr) {
        generator_request* const request = yield(item);
        item = request == nullptr ? inner.resume(nullptr) : inner.pass_on(*request);
    }
    inner.rethrow_failure();
}

/// A request that reached the body which yields from this generator.
void* generator_core::pass_on(generator_request& request) {
    switch (request.what) {
    case generator_request::kind::send: break;
    case generator_request::kind::raise: return raise(*request.error);
    case generator_request::kind::close: static_cast<void>(close()); obey(request);
    }
    return resume(&request);
}

void generator_core::misuse_of_yield() const noexcept {
    die("yields while it is not running: only its own body may use the handle, and only while somebody waits for an item");
}

// --- the consumer's side

void* generator_core::cannot_resume() const {
    if (context_.is_running()) fail("runs already: its body cannot ask itself for an item");
    return nullptr;
}

void generator_core::throw_failure() { std::rethrow_exception(std::exchange(failure_, nullptr)); }

void generator_core::check_may_send() const {
    if (is_fresh()) fail("was sent a value before its first yield, where nobody takes it: call next() first");
}

void* generator_core::raise(const std::exception_ptr& error) {
    if (is_fresh()) context_.abandon();
    if (context_.has_ended()) std::rethrow_exception(error);
    generator_request request{.what = generator_request::kind::raise, .error = &error};
    return resume(&request);
}

close_outcome generator_core::unwind() {
    generator_request request{.what = generator_request::kind::close};
    is_closing_ = true;
    const bool yielded = resume(&request) != nullptr;
    is_closing_ = false;
    if (yielded) return close_outcome::ignored;
    return failure_ == nullptr ? close_outcome::ended : close_outcome::failed;
}

bool generator_core::close() {
    if (context_.is_running()) fail("runs now: its body cannot close it; let it return");
    if (is_fresh()) context_.abandon();
    if (context_.has_ended()) return false;
    if (unwind() == close_outcome::ignored)
        fail("yielded while it was being closed: let generator_exit out, or return, where it is caught");
    rethrow_failure();
    return has_returned_;
}

void generator_core::destroy() noexcept {
    if (context_.is_running()) die("is destroyed by its own body: let the body return first");
    if (has_begun_ && !context_.has_ended()) {
        switch (unwind()) {
        case close_outcome::ended: break;
        case close_outcome::ignored:
            die("yielded while it was being destroyed: its body must not swallow generator_exit; rethrow it, or return, "
                "where catch (...) catches it");
        case close_outcome::failed:
            die("threw another exception while it was being destroyed: call close() to receive it");
        }
    }
    stack* const stk = stk_;
    type_->destroy(*this);
    give_generator_stack(stk);
}

void generator_core::fail(const char* what) const { throw generator_error(title_sentence(title(), what).c_str()); }

void generator_core::die(const char* what) const noexcept { misuse(title_sentence(title(), what).c_str()); }

} // namespace weft::detail::gen
