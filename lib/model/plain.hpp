// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model/vector_clock.hpp"

#include <utility>

namespace weft::model {

/// Who wrote and read a plain variable, and when.
class access_record {
public:
    /// Each fails the run when an access by another thread, one of the two a write, does not happen before this one.
    void write(const char* name);
    void read(const char* name) const;

private:
    mutable detail::model::vector_clock reads_; // the last of each thread
    unsigned writer_ = 0;
    detail::model::epoch written_ = 0;
};

/// A variable that is no atomic: an access to it that races with another fails the run. Not a point.
template <class T>
class plain {
public:
    explicit plain(T value = T{}, const char* name = "a plain variable") : value_(std::move(value)), name_(name) {
        record_.write(name_);
    }
    plain(const plain&) = delete;
    plain& operator=(const plain&) = delete;

    const T& get() const {
        record_.read(name_);
        return value_;
    }
    void set(T value) {
        record_.write(name_);
        value_ = std::move(value);
    }
    T take() {
        record_.write(name_);
        return std::exchange(value_, T{});
    }

private:
    T value_;
    const char* name_;
    access_record record_;
};

} // namespace weft::model
