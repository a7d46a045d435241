// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/function_ref.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace weft::detail::base {

/// What every report is written to, piece by piece. Reports are made when memory is short, locks are held and nothing
/// else works: adding allocates nothing, unless the text is a string_text.
class report_text {
public:
    report_text(const report_text&) = delete;
    report_text& operator=(const report_text&) = delete;

    report_text& add(std::string_view text) noexcept {
        put(text);
        return *this;
    }
    report_text& add_decimal(std::uint64_t number) noexcept { return add_number(number, 10); }
    report_text& add_hex(std::uint64_t number) noexcept { return add("0x").add_number(number, 16); }

    /// A place in the source: "file:line".
    report_text& add_place(const char* file, std::uint32_t line) noexcept {
        return add(file != nullptr ? file : "?").add(":").add_decimal(line);
    }

protected:
    report_text() = default;
    ~report_text() = default;

private:
    virtual void put(std::string_view text) noexcept = 0;

    report_text& add_number(std::uint64_t number, int base) noexcept {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
        return add({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
    }
};

/// Goes to stderr by write(), in pieces of 2 KiB and when it ends. May be used in a signal handler.
class stderr_text final : public report_text {
public:
    stderr_text() = default;
    ~stderr_text() { flush(); }

    void flush() noexcept {
        std::string_view rest(text_.data(), used_);
        while (!rest.empty()) {
            const auto written = ::write(STDERR_FILENO, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) break;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        used_ = 0;
    }

private:
    void put(std::string_view text) noexcept override {
        while (!text.empty()) {
            if (used_ == text_.size()) flush();
            const std::size_t part = std::min(text.size(), text_.size() - used_);
            std::copy_n(text.data(), part, text_.data() + used_);
            used_ += part;
            text.remove_prefix(part);
        }
    }

    std::array<char, 2048> text_;
    std::size_t used_ = 0;
};

/// One sentence in a buffer; of one that does not fit the end is left out, and "..." stands for it.
class line_text final : public report_text {
public:
    const char* c_str() noexcept {
        text_[used_] = '\0';
        return text_.data();
    }
    std::string_view view() const noexcept { return {text_.data(), used_}; }

private:
    void put(std::string_view text) noexcept override {
        const std::size_t part = std::min(text.size(), text_.size() - 1 - used_);
        std::copy_n(text.data(), part, text_.data() + used_);
        used_ += part;
        if (part < text.size()) std::fill_n(text_.data() + used_ - 3, 3, '.');
    }

    std::array<char, 1024> text_;
    std::size_t used_ = 0;
};

/// For reports that a program reads: those of simulations.
class string_text final : public report_text {
public:
    std::string take() noexcept { return std::move(text_); }

private:
    void put(std::string_view text) noexcept override { text_ += text; }

    std::string text_;
};

/// Writes a report, or a part of one.
using report_writer = function_ref<void(report_text&)>;

} // namespace weft::detail::base
