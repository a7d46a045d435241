// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/strategy.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::detail::exploring {

/// The choices of one run, as numbers. 0 is the ordinary choice: whoever runs goes on (or the first candidate, when
/// nobody runs), a value is the ordinary one. Other numbers count from there, around the candidates. Beyond its end a
/// schedule continues with zeros.
class schedule {
public:
    void clear() noexcept { choices_.clear(); }
    void push_back(std::uint32_t choice) { choices_.push_back(choice); }
    std::size_t size() const noexcept { return choices_.size(); }
    std::uint32_t operator[](std::size_t index) const noexcept { return index < choices_.size() ? choices_[index] : 0; }
    void set(std::size_t index, std::uint32_t choice) { choices_.at(index) = choice; }
    bool operator==(const schedule&) const = default;

    /// How many choices are not the ordinary one.
    std::size_t switches() const noexcept;

    /// Drops the zeros at the end.
    void trim() noexcept;

    /// Short printable text of letters, digits, - and _, from which from_token() makes an equal schedule.
    std::string to_token() const;

    /// Throws std::invalid_argument that says what is wrong with the token.
    static schedule from_token(std::string_view token);

    /// The number of the choice `index` among `who`, and the index of the choice `number`; a number too large means 0.
    static std::uint32_t number_of(const candidates& who, unsigned index) noexcept {
        return (index + who.count - who.ordinary()) % who.count;
    }
    static unsigned index_of(const candidates& who, std::uint32_t number) noexcept {
        return number < who.count ? (who.ordinary() + number) % who.count : who.ordinary();
    }

private:
    std::vector<std::uint32_t> choices_;
};

} // namespace weft::detail::exploring
