// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/record.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace weft::detail::cancels {
class stop_entry;
} // namespace weft::detail::cancels

namespace weft::detail::carried {

struct context_node;
struct local_value;

/// What few fibers have and no wait touches, in one block of memory: behind it lies the name, which may be empty, and
/// which fiber_record::name points to. Made at the spawn, or by the fiber itself; for the fiber alone.
struct WEFT_API fiber_extras {
    local_value* locals = nullptr;        ///< of fiber_local, the newest first
    context_node* context = nullptr;      ///< of context_var; see has_context
    cancels::stop_entry* stops = nullptr; ///< of std::stop_tokens of the fiber outside of all its scopes

    static fiber_extras* of(fiber_record& fiber) noexcept {
        return fiber.has_extras() ? reinterpret_cast<fiber_extras*>(fiber.name) - 1 : nullptr;
    }
};

/// Gives a fiber that has none its extras; throws std::bad_alloc. The spawner, or the fiber.
WEFT_API fiber_extras& make_extras(fiber_record& fiber, std::string_view name);

/// Those of the fiber, made if need be.
inline fiber_extras& extras_for(fiber_record& fiber) {
    fiber_extras* const there = fiber_extras::of(fiber);
    return there != nullptr ? *there : make_extras(fiber, {});
}

/// Frees the block. The record's owner.
WEFT_API void free_extras(fiber_record& fiber) noexcept;

/// The fiber is about to end: destroys its fiber_local values, the newest first, which may suspend; lets go of its stop
/// tokens.
WEFT_API void end_locals(fiber_record& fiber) noexcept;

/// A fiber that is about to be spawned gets the context of its spawner, which has one. Throws std::bad_alloc.
WEFT_API void inherit_context(fiber_record& child, fiber_record& spawner);

/// The fiber that calls; null on a plain thread.
WEFT_API fiber_record* calling_fiber() noexcept;

/// A value of a fiber_local: the base of what holds it.
struct WEFT_API local_value {
    std::uint64_t key;
    void (*destroy)(local_value*) noexcept;
    local_value* next = nullptr;
};

template <class T>
struct typed_local : local_value {
    explicit typed_local(std::uint64_t of) : local_value{of, &typed_local::destroy_it}, content() {}
    typed_local(std::uint64_t of, const std::function<T()>& make)
        : local_value{of, &typed_local::destroy_it}, content(make()) {}
    static void destroy_it(local_value* base) noexcept { delete static_cast<typed_local*>(base); }
    T content;
};

/// A value of a context_var, or of another one further on. Never changed; shared by fibers, each of which holds the
/// first of its chain.
struct WEFT_API context_node {
    std::uint64_t key;
    context_node* next; ///< held
    std::shared_ptr<const void> value;
    std::atomic<std::uint32_t> references{1};
};

/// The value of that key in the fiber's context; null when it has none.
WEFT_API const void* find_in_context(fiber_record& fiber, std::uint64_t key) noexcept;

/// Sets it, for the fiber and those that it will spawn. Throws std::bad_alloc, and nothing has happened then.
WEFT_API void set_in_context(fiber_record& fiber, std::uint64_t key, const std::shared_ptr<const void>& value);

/// The fiber's context at the construction, which it has again at the destruction.
class WEFT_API kept_context {
public:
    explicit kept_context(fiber_record& fiber);
    kept_context(const kept_context&) = delete;
    kept_context& operator=(const kept_context&) = delete;
    ~kept_context();

private:
    fiber_record& fiber_;
    context_node* const before_;
};

/// A number that no other call gives.
WEFT_API std::uint64_t fresh_key() noexcept;

} // namespace weft::detail::carried
