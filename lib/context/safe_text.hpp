// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace weft::detail {

/// safe_text builds one line in a fixed buffer and writes it with one write(): it may be used in a signal handler.
/// What does not fit is left out.
class safe_text {
public:
    safe_text& add(const char* text) noexcept {
        while (*text != '\0') put(*text++);
        return *this;
    }

    safe_text& add_decimal(std::uint64_t number) noexcept { return add_digits(number, 10); }
    safe_text& add_hex(std::uint64_t number) noexcept { return add("0x").add_digits(number, 16); }

    void write_to(int fd) const noexcept { [[maybe_unused]] const auto written = ::write(fd, text_.data(), used_); }

private:
    safe_text& add_digits(std::uint64_t number, unsigned base) noexcept {
        std::array<char, 20> digits;
        std::size_t count = 0;
        do {
            digits[count++] = "0123456789abcdef"[number % base];
            number /= base;
        } while (number != 0);
        while (count != 0) put(digits[--count]);
        return *this;
    }

    void put(char c) noexcept {
        if (used_ < text_.size()) text_[used_++] = c;
    }

    std::array<char, 512> text_;
    std::size_t used_ = 0;
};

} // namespace weft::detail
