// SPDX-License-Identifier: BSL-1.0
#include "observe/call_stack.hpp"

#include "context/guard/fault.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

namespace weft::detail::observe {
namespace {

void describe_function(report_text& text, const char* mangled) noexcept {
    int status = 0;
    char* const name = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
    text.add(name != nullptr ? name : mangled);
    std::free(name);
}

/// `back` is 1 for a return address, which may be the first of the next function: the address before it lies in the
/// call. It is 0 for the innermost frame, which calls nothing.
void describe_frame(report_text& text, const void* frame, std::uintptr_t back) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(frame);
    Dl_info found{};
    text.add("    ");
    if (::dladdr(reinterpret_cast<const void*>(address - back), &found) == 0 || found.dli_fname == nullptr) {
        text.add_hex(address).add("\n");
        return;
    }
    if (found.dli_sname != nullptr) {
        describe_function(text, found.dli_sname);
        text.add(" + ").add_hex(address - reinterpret_cast<std::uintptr_t>(found.dli_saddr)).add(" ");
    }
    text.add("(").add(found.dli_fname).add(" + ");
    text.add_hex(address - back - reinterpret_cast<std::uintptr_t>(found.dli_fbase)).add(")\n");
}

} // namespace

void call_stack::load() noexcept {
    void* frame = nullptr;
    ::backtrace(&frame, 1);
}

void call_stack::copy(const void* machine) noexcept {
    end_ = static_cast<std::size_t>(::backtrace(frames_.data(), static_cast<int>(frames_.size())));
    const auto* const begin = frames_.begin();
    const auto* const end = begin + end_;
    const auto* const interrupted = std::find(begin, end, reinterpret_cast<void*>(fault_instruction(machine)));
    constexpr std::size_t k_handler = 3; // frames of the handler and of the kernel's return from it
    first_ = interrupted != end ? static_cast<std::size_t>(interrupted - begin) : std::min(k_handler, end_);
}

void call_stack::describe(report_text& text) const noexcept {
    for (std::size_t i = first_; i < end_; ++i) describe_frame(text, frames_[i], i == first_ ? 0 : 1);
}

} // namespace weft::detail::observe
