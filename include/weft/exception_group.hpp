// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <weft/detail/base/config.hpp>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>
namespace weft {
class WEFT_API exception_group : public std::runtime_error {
public:
    exception_group(const std::string& m, std::vector<std::exception_ptr> e) : std::runtime_error(m), e_(std::make_shared<std::vector<std::exception_ptr>>(std::move(e))) {}
    std::span<const std::exception_ptr> errors() const noexcept { return *e_; }
private:
    std::shared_ptr<std::vector<std::exception_ptr>> e_;
};
}
