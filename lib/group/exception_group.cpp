// SPDX-License-Identifier: BSL-1.0
#include <weft/exception_group.hpp>

#include <cstddef>
#include <cstdlib>
#include <cxxabi.h>
#include <fmt/format.h>
#include <memory>
#include <typeinfo>

namespace weft {
namespace {

/// The nested group that an element is; empty for a leaf.
std::optional<exception_group> nested_in(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const exception_group& group) {
        return group;
    } catch (...) {
        return std::nullopt;
    }
}

/// In a handler: the name of the type that was thrown.
std::string name_of_thrown() {
    const std::type_info* const type = abi::__cxa_current_exception_type();
    if (type == nullptr) return "an exception of another language";
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status),
                                                      &std::free);
    return status == 0 ? name.get() : type->name();
}

std::string text_of(const std::exception_ptr& leaf) {
    try {
        std::rethrow_exception(leaf);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return name_of_thrown();
    }
}

void add_leaves(std::vector<std::exception_ptr>& leaves, std::span<const std::exception_ptr> errors) {
    for (const std::exception_ptr& each : errors) {
        if (const auto nested = nested_in(each))
            add_leaves(leaves, nested->errors());
        else
            leaves.push_back(each);
    }
}

std::string summary(const std::string& message, std::span<const std::exception_ptr> errors) {
    std::vector<std::exception_ptr> leaves;
    add_leaves(leaves, errors);
    if (leaves.empty()) return message;
    return fmt::format("{}: {} error{}, first: {}", message, leaves.size(), leaves.size() == 1 ? "" : "s",
                       text_of(leaves.front()));
}

void add_tree(std::string& text, const exception_group& group, std::size_t depth) {
    const auto add_line = [&](const std::string& line, std::size_t level) {
        if (!text.empty()) text += '\n';
        text.append(2 * level, ' ') += line;
    };
    add_line(fmt::format("{} ({} error{})", group.message(), group.errors().size(),
                         group.errors().size() == 1 ? "" : "s"),
             depth);
    for (const std::exception_ptr& each : group.errors()) {
        if (const auto nested = nested_in(each))
            add_tree(text, *nested, depth + 1);
        else
            add_line(text_of(each), depth + 1);
    }
}

} // namespace

exception_group::exception_group(const std::string& message, std::vector<std::exception_ptr> errors)
    : std::runtime_error(summary(message, errors)),
      message_(std::make_shared<const std::string>(message)),
      errors_(std::make_shared<const std::vector<std::exception_ptr>>(std::move(errors))) {}

std::vector<std::exception_ptr> exception_group::leaves() const {
    std::vector<std::exception_ptr> found;
    add_leaves(found, errors());
    return found;
}

bool exception_group::contains_by(kind is_kind) const {
    for (const std::exception_ptr& each : leaves())
        if (is_kind(each)) return true;
    return false;
}

std::pair<std::optional<exception_group>, std::optional<exception_group>>
exception_group::split_by(kind is_kind) const {
    std::vector<std::exception_ptr> mine;
    std::vector<std::exception_ptr> rest;
    const auto add = [](std::vector<std::exception_ptr>& to, std::optional<exception_group>&& part) {
        if (part) to.push_back(std::make_exception_ptr(*std::move(part)));
    };
    for (const std::exception_ptr& each : errors()) {
        if (const auto nested = nested_in(each)) {
            auto [its_mine, its_rest] = nested->split_by(is_kind);
            add(mine, std::move(its_mine));
            add(rest, std::move(its_rest));
        } else {
            (is_kind(each) ? mine : rest).push_back(each);
        }
    }
    const auto group_of = [&](std::vector<std::exception_ptr>&& part) -> std::optional<exception_group> {
        if (part.empty()) return std::nullopt;
        if (part.size() == errors().size() && part == *errors_) return *this;
        return exception_group(*message_, std::move(part));
    };
    return {group_of(std::move(mine)), group_of(std::move(rest))};
}

std::string exception_group::tree() const {
    std::string text;
    add_tree(text, *this, 0);
    return text;
}

} // namespace weft
