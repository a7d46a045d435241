// SPDX-License-Identifier: BSL-1.0
#include "context/guard/overflow.hpp"

#include "context/guard/fault.hpp"
#include "context/guard/stay_loaded.hpp"
#include "context/stack/slab.hpp"
#include "context/stack/slab_table.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <mutex>

namespace weft::detail::guards {

namespace {

std::atomic<describe_current> g_describe{nullptr};
std::atomic<describe_owner> g_describe_owner{nullptr};
signal_action g_previous_segv{};
signal_action g_previous_bus{};

// A fault is an overflow when it hit a guard and the stack pointer lies in the same slot. The address decides, not
// si_code, which differs between the kinds of guard; but a signal that someone sent has no address.
bool is_overflow(const siginfo_t& info, std::uintptr_t sp, slab_place& place) noexcept {
    if (info.si_code <= 0) return false;
    const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
    if (!the_slab_table().find(address, place)) return false;
    const bool in_guard = address - place.slot < place.guard_size;
    const bool same_slot = sp == 0 || sp - place.slot <= place.slot_size;
    return in_guard && same_slot;
}

void name_fiber(report_text& text, const fiber_description& fiber) noexcept {
    text.add("fiber ");
    if (fiber.name != nullptr && *fiber.name != '\0') text.add("'").add(fiber.name).add("' ");
    text.add("#").add_decimal(fiber.id);
}

[[noreturn]] void report(const slab_place& place, std::uintptr_t sp, std::uintptr_t address) noexcept {
    fiber_description fiber;
    const describe_current describe = g_describe;
    const describe_owner describe_other = g_describe_owner;
    const void* const owner = stack_in(place)->owner;
    stderr_text text;
    text.add("weft: ");
    std::size_t size = place.stack_size;
    if (owner != nullptr && describe_other != nullptr) {
        describe_other(text, owner);
    } else if (describe != nullptr && describe(fiber)) {
        name_fiber(text, fiber);
        if (fiber.stack_size != 0) size = fiber.stack_size;
    } else {
        text.add("a context");
    }
    text.add(" overflowed its ").add_decimal(size / 1024).add("-KiB stack (sp=").add_hex(sp);
    text.add(", fault=").add_hex(address).add(")\n");
    text.flush();
    std::abort();
}

void on_fault(int signal, siginfo_t* info, void* machine) noexcept {
    slab_place place{};
    const std::uintptr_t sp = fault_stack_pointer(machine);
    if (is_overflow(*info, sp, place)) report(place, sp, reinterpret_cast<std::uintptr_t>(info->si_addr));
    pass_signal_on(signal == SIGBUS ? g_previous_bus : g_previous_segv, signal, info, machine);
}

void take_over(int signal, signal_action& previous) noexcept {
    signal_action action{};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, nullptr, &previous); // known before the handler can run
    ::sigaction(signal, &action, nullptr);
}

void take_over_once() {
    static std::once_flag once;
    std::call_once(once, [] {
        stay_loaded();
        take_over(SIGSEGV, g_previous_segv);
        take_over(SIGBUS, g_previous_bus);
    });
}

} // namespace

void install_overflow_handler(describe_current describe) {
    g_describe = describe;
    take_over_once();
}

void install_overflow_handler_for_owners(describe_owner describe) {
    g_describe_owner = describe;
    take_over_once();
}

} // namespace weft::detail::guards
