// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/group/clause.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// Several errors that are thrown as one: what with_task_group() throws when children have failed, in the order in
/// which they came. An element that is an exception_group itself is a nested group; the other elements are leaves.
/// Never empty, unless it was made so. Copies share the errors. Any thread; nothing suspends.
///
/// @code
/// try {
///     weft::with_task_group(serve);
/// } catch (const weft::exception_group& errors) {
///     errors.handle([](const disk_full& error) { warn(error); }, [](const std::system_error& error) { log(error); });
/// }
/// @endcode
class WEFT_API exception_group : public std::runtime_error {
public:
    /// what() is the message, how many leaves there are, and the text of the first.
    exception_group(const std::string& message, std::vector<std::exception_ptr> errors);

    /// The elements, nested groups unopened.
    std::span<const std::exception_ptr> errors() const noexcept { return *errors_; }

    /// The message alone.
    const std::string& message() const noexcept { return *message_; }

    /// All leaves, depth first.
    std::vector<std::exception_ptr> leaves() const;

    /// The leaves that are an E, and the others; each as a group nested as this one, without what is empty.
    template <class E>
    std::pair<std::optional<exception_group>, std::optional<exception_group>> split() const {
        return split_by(&detail::groups::is_a<E>);
    }

    /// True when a leaf is an E.
    template <class E>
    bool contains() const {
        return contains_by(&detail::groups::is_a<E>);
    }

    /// Calls each clause, in their order, with every leaf of its parameter's type that no earlier clause has taken. A
    /// clause for std::exception_ptr takes all. Then throws the rest, if there is one, as a group nested as this one.
    /// What a clause throws leaves at once.
    template <class... Clauses>
    void handle(Clauses&&... clauses) const {
        std::optional<exception_group> rest = *this;
        (handle_by(rest, clauses), ...);
        if (rest) throw *std::move(rest);
    }

    /// One line a leaf or group, nested groups indented; without a last line break. A leaf that is no std::exception is
    /// shown by the name of its type. Also what fmt prints: <weft/fmt.hpp>.
    std::string tree() const;

private:
    using kind = bool (*)(const std::exception_ptr&);
    std::pair<std::optional<exception_group>, std::optional<exception_group>> split_by(kind is_kind) const;
    bool contains_by(kind is_kind) const;

    template <class Clause>
    static void handle_by(std::optional<exception_group>& rest, Clause& clause) {
        using error = detail::groups::clause_error<Clause>;
        static_assert(!std::is_same_v<error, exception_group>,
                      "a clause is for leaves: nested groups are opened for it");
        if (!rest) return;
        auto [mine, others] = rest->split<error>();
        rest = std::move(others);
        if (!mine) return;
        for (const std::exception_ptr& leaf : mine->leaves()) detail::groups::call_clause<error>(clause, leaf);
    }

    std::shared_ptr<const std::string> message_;
    std::shared_ptr<const std::vector<std::exception_ptr>> errors_;
};

} // namespace weft
