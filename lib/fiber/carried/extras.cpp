// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/carried/extras.hpp>

#include "fiber/carrier.hpp"

#include <weft/detail/fiber/cancel/cancel_level.hpp>

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace weft::detail::carried {
namespace {

void release(context_node* node) noexcept {
    while (node != nullptr && node->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete std::exchange(node, node->next);
}

context_node* hold(context_node* node) noexcept {
    if (node != nullptr) node->references.fetch_add(1, std::memory_order_relaxed); // whoever holds it is there
    return node;
}

/// A chain that is being made: released unless it is taken.
class chain {
public:
    explicit chain(context_node* first = nullptr) noexcept : first_(first) {}
    chain(const chain&) = delete;
    chain& operator=(const chain&) = delete;
    ~chain() { release(first_); }

    void push(std::uint64_t key, const std::shared_ptr<const void>& value) {
        auto* const made = new context_node{key, first_, value};
        first_ = made;
    }
    context_node* take() noexcept { return std::exchange(first_, nullptr); }

private:
    context_node* first_;
};

context_node* find(context_node* from, std::uint64_t key) noexcept {
    while (from != nullptr && from->key != key) from = from->next;
    return from;
}

/// The chain `from` without the node `old`: what lies before that is copied, what lies behind is shared.
context_node* without(context_node* from, const context_node* old) {
    chain made(hold(old->next));
    for (const context_node* each = from; each != old; each = each->next) made.push(each->key, each->value);
    return made.take();
}

} // namespace

fiber_record* calling_fiber() noexcept {
    const carrier* const here = current_carrier();
    return here != nullptr ? here->current() : nullptr;
}

fiber_extras& make_extras(fiber_record& fiber, std::string_view name) {
    void* const block = std::malloc(sizeof(fiber_extras) + name.size() + 1);
    if (block == nullptr) throw std::bad_alloc();
    auto* const made = ::new (block) fiber_extras;
    fiber.name = reinterpret_cast<char*>(made + 1);
    fiber.name[name.copy(fiber.name, name.size())] = '\0';
    fiber.extras = fiber_record::k_extras;
    return *made;
}

void free_extras(fiber_record& fiber) noexcept {
    fiber_extras* const mine = fiber_extras::of(fiber);
    release(mine->context);
    fiber.extras = 0;
    std::free(mine);
}

void end_locals(fiber_record& fiber) noexcept {
    fiber_extras& mine = *fiber_extras::of(fiber);
    if (mine.stops != nullptr) drop_stops(mine.stops);
    if (mine.locals == nullptr) return;
    const shielded_here shield; // their destructors may wait
    while (local_value* const newest = mine.locals) {
        mine.locals = newest->next;
        newest->destroy(newest);
    }
}

void inherit_context(fiber_record& child, fiber_record& spawner) {
    fiber_extras& theirs = extras_for(child);
    theirs.context = hold(fiber_extras::of(spawner)->context);
    child.extras = fiber_record::k_extras | fiber_record::k_has_context;
}

const void* find_in_context(fiber_record& fiber, std::uint64_t key) noexcept {
    const fiber_extras* const mine = fiber_extras::of(fiber);
    const context_node* const found = mine != nullptr ? find(mine->context, key) : nullptr;
    return found != nullptr ? found->value.get() : nullptr;
}

namespace {

void replace_context(fiber_record& fiber, context_node* with) noexcept {
    fiber_extras& mine = *fiber_extras::of(fiber);
    release(std::exchange(mine.context, with));
    fiber.extras = with != nullptr ? fiber_record::k_extras | fiber_record::k_has_context : fiber_record::k_extras;
}

} // namespace

void set_in_context(fiber_record& fiber, std::uint64_t key, const std::shared_ptr<const void>& value) {
    const fiber_extras& mine = extras_for(fiber);
    context_node* const old = find(mine.context, key);
    chain made(old != nullptr ? without(mine.context, old) : hold(mine.context));
    made.push(key, value);
    replace_context(fiber, made.take());
}

kept_context::kept_context(fiber_record& fiber) : fiber_(fiber), before_(hold(extras_for(fiber).context)) {}
kept_context::~kept_context() { replace_context(fiber_, before_); }

std::uint64_t fresh_key() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace weft::detail::carried
