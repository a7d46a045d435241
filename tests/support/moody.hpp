// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <stdexcept>
#include <utility>

namespace weft::test {

/// Throws when it is moved from and `*moves_left` arrives at zero; what was moved away has the value -1.
struct moody {
    int value = -1;
    std::atomic<int>* moves_left = nullptr;

    moody(int number, std::atomic<int>* left) : value(number), moves_left(left) {}
    moody(moody&& other) : moves_left(other.moves_left) { take(other); }
    moody& operator=(moody&& other) {
        moves_left = other.moves_left;
        take(other);
        return *this;
    }

private:
    void take(moody& other) {
        if (moves_left != nullptr && --*moves_left == 0) throw std::runtime_error("moody");
        value = std::exchange(other.value, -1);
    }
};

} // namespace weft::test
