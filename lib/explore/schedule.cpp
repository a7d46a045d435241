// SPDX-License-Identifier: BSL-1.0
#include "explore/schedule.hpp"

#include <algorithm>
#include <stdexcept>

// A token is a row of digits of 6 bits, one character each: 'w' for weft, then numbers, then two digits of a checksum
// over all before. A number is written lowest 5 bits first, with bit 5 set in each digit but its last. The numbers: the
// length; then for each choice that is not 0 how many zeros stand before it, and the choice.

namespace weft::detail::exploring {
namespace {

constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t k_most_choices = std::size_t{1} << 28;

void put_number(std::string& token, std::uint64_t number) {
    for (; number >= 32; number >>= 5) token += k_digits[32 | (number & 31)];
    token += k_digits[number];
}

std::string checksum_of(std::string_view text) {
    std::uint32_t sum = 2166136261U; // FNV-1a
    for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
    sum ^= sum >> 16;
    return {k_digits[sum & 63], k_digits[(sum >> 6) & 63]};
}

[[noreturn]] void bad(const char* why) {
    throw std::invalid_argument(std::string("weft: explore: not a schedule token: ") + why);
}

class token_reader {
public:
    explicit token_reader(std::string_view text) : text_(text) {}

    bool at_end() const noexcept { return at_ == text_.size(); }

    std::uint64_t number() {
        std::uint64_t result = 0;
        for (unsigned shift = 0; shift < 35; shift += 5) {
            if (at_end()) bad("it ends within a number");
            const std::size_t digit = k_digits.find(text_[at_++]);
            result |= (digit & 31) << shift;
            if (digit < 32) return result;
        }
        bad("a number is too large");
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// The part between the first character and the checksum.
std::string_view checked_body(std::string_view token) {
    if (token.size() < 4 || token.front() != 'w') bad("it begins with 'w' and has 4 characters at least");
    if (token.find_first_not_of(k_digits) != std::string_view::npos) bad("it has letters, digits, - and _ only");
    const std::string_view body = token.substr(0, token.size() - 2);
    if (checksum_of(body) != token.substr(token.size() - 2))
        bad("its checksum is wrong, a part of it is missing or changed");
    return body.substr(1);
}

} // namespace

std::size_t schedule::switches() const noexcept {
    return choices_.size() - static_cast<std::size_t>(std::count(choices_.begin(), choices_.end(), 0U));
}

void schedule::trim() noexcept {
    while (!choices_.empty() && choices_.back() == 0) choices_.pop_back();
}

std::string schedule::to_token() const {
    std::string token = "w";
    put_number(token, choices_.size());
    std::uint64_t zeros = 0;
    for (const std::uint32_t choice : choices_) {
        if (choice == 0) {
            ++zeros;
            continue;
        }
        put_number(token, zeros);
        put_number(token, choice);
        zeros = 0;
    }
    return token + checksum_of(token);
}

schedule schedule::from_token(std::string_view token) {
    token_reader reader(checked_body(token));
    const std::uint64_t size = reader.number();
    if (size > k_most_choices) bad("it is too long");
    schedule result;
    while (!reader.at_end()) {
        const std::uint64_t zeros = reader.number();
        if (zeros >= size - result.size()) bad("it has more choices than it says");
        result.choices_.resize(result.size() + zeros, 0);
        result.choices_.push_back(static_cast<std::uint32_t>(reader.number()));
    }
    result.choices_.resize(size, 0);
    return result;
}

} // namespace weft::detail::exploring
