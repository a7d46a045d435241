// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/nested_context.hpp>
#include <weft/generator_options.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <source_location>

namespace weft::detail::stacks {
struct stack;
} // namespace weft::detail::stacks

namespace weft::detail::gen {

class generator_core;
class scope_mark;

/// generator_title is what reports call a generator: "generator 'countdown'", or "generator made at main.cpp:7".
struct WEFT_API generator_title {
    const char* kind;
    const char* name;
    const char* file; ///< null: it has a name
    std::uint32_t line;
};

/// What is known of a body's type: one static object for each.
struct WEFT_API generator_type {
    const char* name;
    void (*run)(generator_core&);              ///< calls the body; lets its exceptions out
    void (*destroy)(generator_core&) noexcept; ///< destroys the body and what it returned
};

/// What a resumption asks for beyond going on; on the stack of whoever asks.
struct WEFT_API generator_request {
    enum class kind : std::uint8_t { send, raise, close };
    kind what;
    void* value = nullptr;                     ///< send: the value, to be moved from
    const std::exception_ptr* error = nullptr; ///< raise
};

/// How a body took its closing.
enum class close_outcome : std::uint8_t {
    ended,   ///< it returned, or let generator_exit out
    ignored, ///< it yielded again
    failed   ///< it let another exception out
};

/// The part of a generator that does not know its types. It lies at the top of the generator's own stack, above the
/// body and what the body returned. Its life: fresh (the body has not begun), then suspended at a yield and running in
/// turns, then ended. One flow of control at a time may use it, from whatever thread.
class WEFT_API generator_core {
public:
    generator_core(const generator_core&) = delete;
    generator_core& operator=(const generator_core&) = delete;

    /// Goes on until the next yield; returns the address of its item, or null when the body has ended: see rethrow().
    /// `request` is null to go on. Throws generator_error when the body runs now. Null, too, when it had ended before.
    [[gnu::always_inline]] void* resume(generator_request* request) {
        if (!context_.can_enter()) [[unlikely]]
            return cannot_resume();
        // A body that has nothing to obey is given the address of its core: a fresh one begins with it.
        return context_.enter(request == nullptr ? static_cast<void*>(this) : request);
    }

    /// After a resume() that returned null: throws what left the body, once.
    void rethrow_failure() {
        if (failure_ != nullptr) [[unlikely]]
            throw_failure();
    }

    /// Of the body: hands an item over and returns the request of the next resume(), null for none.
    [[gnu::always_inline]] generator_request* yield(const void* item) noexcept {
        if (!context_.is_running()) [[unlikely]]
            misuse_of_yield();
        void* const request = context_.leave(const_cast<void*>(item));
        return request == this ? nullptr : static_cast<generator_request*>(request);
    }

    /// Of the body, before a yield: throws generator_error when it is inside a scope of its own.
    void check_scopes() const {
        if (scope_ != nullptr) [[unlikely]]
            refuse_scope();
    }

    /// Of the body: throws what the request says; returns when it was a send.
    static void obey(const generator_request& request);

    [[nodiscard]] bool is_fresh() const noexcept { return !has_begun_ && context_.can_enter(); }
    [[nodiscard]] bool has_ended() const noexcept { return context_.has_ended(); }
    [[nodiscard]] const char* name() const noexcept { return name_; }

    /// What reports call it.
    [[nodiscard]] generator_title title() const noexcept {
        const bool is_named = name_ != type_->name;
        return {"generator", name_, is_named ? nullptr : where_.file_name(), where_.line()};
    }

    /// Throws generator_error when the generator has not reached its first yield: nobody there takes the value.
    void check_may_send() const;

    /// Throws `error` at the yield where the body was left; a fresh body, or one that has ended, throws it here.
    void* raise(const std::exception_ptr& error);

    /// Closes: a fresh body never runs, a suspended one unwinds. Throws what left the body, and generator_error when
    /// the body runs now, or has yielded again. True when the body returned instead of letting generator_exit out.
    bool close();

    /// Of the body: yields all that `inner` has left, and hands each request on to it. Throws what leaves it.
    void delegate(generator_core& inner);

    /// Ends its life; the stack is free for others. Never throws: a body that resists ends the program, by name.
    void destroy() noexcept;

    /// Throws generator_error: `what` begins with a verb.
    [[noreturn]] void fail(const char* what) const;

protected:
    generator_core(stack* stk, const generator_type& type, const generator_options& options,
                   const std::source_location& where) noexcept
        : type_(&type), stk_(stk), name_(options.name != nullptr ? options.name : type.name), where_(where) {}
    ~generator_core() = default;

    /// Makes it ready for its first resume(); frames grow down from `top`.
    void make(void* top) noexcept;

private:
    friend class generator_access;
    friend class scope_mark;
    static void enter_body(void* payload);
    void run_body() noexcept;
    void* cannot_resume() const;
    void* pass_on(generator_request& request);
    close_outcome unwind();
    [[noreturn]] void throw_failure();
    [[noreturn]] void refuse_scope() const;
    [[noreturn]] void misuse_of_yield() const noexcept;
    [[noreturn]] void die(const char* what) const noexcept;

    nested_context context_;
    const generator_type* type_;
    stack* stk_;
    const char* name_;
    std::source_location where_;        // the place where it was made
    std::exception_ptr failure_;        // what left the body
    const scope_mark* scope_ = nullptr; // the innermost that the body has opened
    bool has_begun_ = false;
    bool is_closing_ = false;
    bool has_returned_ = false; // the body, by itself

    friend const generator_core* closing_generator_here() noexcept;
};

/// A stack for a generator, warm when the calling thread has one of that size. Throws resource_error, and
/// std::invalid_argument for a size above 1 GiB.
WEFT_API stack* take_generator_stack(std::size_t size);
WEFT_API void give_generator_stack(stack* stk) noexcept;

/// Gives the calling thread, which begins a body and may never have made a generator, a stack to report an overflow
/// from.
WEFT_API void prepare_thread_for_body() noexcept;

/// The end of a stack's memory, where the generator's own begins; 64-byte aligned.
WEFT_API std::byte* top_of(const stack* stk) noexcept;

} // namespace weft::detail::gen
