// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/closing.hpp>
#include <weft/detail/async_generator/consumer_stage.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/detail/fiber/wait_word.hpp>
#include <weft/detail/generator/core.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/event.hpp>
#include <weft/fiber.hpp>

#include <cstdint>
#include <source_location>

namespace weft::detail::agen {

/// The part of an async generator that does not know its types. Its life: fresh, begun (there is a fiber, which runs
/// the body once it has started), over (the fiber is joined, or will never be).
///
/// The consumer's side is that of one fiber or thread at a time, the one that is `asking`; the body's is its fiber's.
/// They share the two events; and `body_unit_` and `exits_`, which the body writes and the consumer reads after
/// `started_`, or the join.
class WEFT_API async_core : public closing_node {
public:
    async_core(const async_core&) = delete;
    async_core& operator=(const async_core&) = delete;
    virtual ~async_core() = default;

    /// One call of the consumer's. Throws generator_error when there is another that waits.
    class asking {
    public:
        explicit asking(async_core& of) : of_(of), found_(of.stage_.enter()) {
            if ((found_ & consumer_stage::k_entered) != 0) [[unlikely]]
                of.fail("is being asked, or closed, already: one consumer at a time may use it");
        }
        asking(const asking&) = delete;
        asking& operator=(const asking&) = delete;
        ~asking() { of_.stage_.leave(); }

        /// True when the body had started and was not over when the call began: only this call can change that.
        [[nodiscard]] bool found_running() const noexcept { return found_ == consumer_stage::k_running; }

    private:
        async_core& of_;
        std::uint8_t found_;
    };

    // --- the consumer's side, while it is asking

    [[nodiscard]] bool is_fresh() const noexcept {
        return !stage_.has(consumer_stage::k_begun | consumer_stage::k_over);
    }
    [[nodiscard]] bool is_over() const noexcept { return stage_.has(consumer_stage::k_over); }

    /// Spawns the fiber, if it is fresh. Throws resource_error.
    void begin() {
        if (!stage_.has(consumer_stage::k_begun)) [[unlikely]]
            spawn_fiber();
    }

    /// Spawns the fiber if it is fresh, and waits until the body has started, or never will as there is no stack for
    /// it, or the deadline. Throws resource_error, and generator_error when the caller is the body.
    void wait_for_start(time_point deadline) {
        if (stage_.has(consumer_stage::k_started)) return;
        begin();
        wait_for_first_step(deadline);
        if (stage_.has(consumer_stage::k_started) && !is_over()) refuse_body();
    }

    /// Of a body that has started and is not over: throws generator_error when it is the caller.
    void refuse_body() const {
        if (is_body()) [[unlikely]]
            fail("is asked by its own body: only its consumer can take items");
    }

    /// Joins the fiber; throws what left the body.
    void finish();

    /// A fresh body never runs; another one is unwound by its next yield, and joined. Throws what left the body.
    void close();

    /// As close(), without asking; what left the body goes to stderr. Ends the program when somebody asks, or the body
    /// does it.
    void destroy() noexcept;

    // --- the body's side

    /// Ends the program unless the caller is the body.
    void check_is_body() const noexcept {
        if (!is_body()) [[unlikely]]
            die("yields from a fiber that is not its own: only the body itself may use the handle; a child sends what it has to "
                "the body through a channel");
    }

    /// The yield that finds the generator closed throws generator_exit; one that comes after that, generator_error.
    [[noreturn]] void leave();

    // --- both

    [[nodiscard]] const char* name() const noexcept { return name_; }

    /// What reports call it.
    [[nodiscard]] generator_title title() const noexcept;

    /// Throws generator_error: `what` begins with a verb.
    [[noreturn]] void fail(const char* what) const;

protected:
    /// Only inside a runtime: the fiber will be one of it.
    async_core(const char* given_name, const char* type_name, const std::source_location& where) noexcept;

private:
    /// Calls the body.
    virtual void call_body() = 0;
    /// Destroys the body, and ends the flow of items.
    virtual void end_body() noexcept = 0;
    /// Destroys the items that nobody took.
    virtual void drop_items() noexcept = 0;

    void spawn_fiber();
    void run();
    void wait_for_first_step(time_point deadline);
    [[nodiscard]] bool is_body() const noexcept { return body_unit_ == &this_unit(); }
    [[noreturn]] void die(const char* what) const noexcept;

    runtime_core* home_;
    const char* name_;
    bool is_named_;
    std::source_location where_;
    consumer_stage stage_;
    event started_; // the fiber has a stack
    const waiting_unit* body_unit_ = nullptr;
    unsigned exits_ = 0; // how many yields found it closed
    fiber<void> fiber_;
};

} // namespace weft::detail::agen
