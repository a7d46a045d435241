// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/wait_kind.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>
#include <type_traits>

// What reports call an operation of Asio. It is made at compile time from the name of the initiation's type, the one
// trace that an operation leaves of itself: boost::asio::basic_socket_acceptor<tcp>::initiate_async_accept gives
// "async_accept of socket_acceptor".

namespace weft::detail::io {

template <class Type>
constexpr const char* words_for_type() noexcept {
    return __PRETTY_FUNCTION__;
}

/// The compiler's name of a type; empty when it is so long that the compiler would take too many steps over it.
template <class Type>
constexpr std::string_view name_of_type() noexcept {
    constexpr std::string_view mark = "Type = ";
    constexpr std::size_t too_long = 4096;
    std::string_view words = words_for_type<Type>();
    if (const auto at = words.find(mark); at != words.npos) words.remove_prefix(at + mark.size());
    if (words.ends_with(']')) words.remove_suffix(1);
    return words.size() < too_long ? words : std::string_view();
}

/// Of a::c<d>::f<int>, `last` is f<int> and `scope` is c<d>.
struct WEFT_API name_parts {
    std::string_view last, scope;
};

constexpr name_parts parts_of(std::string_view name) noexcept {
    name_parts parts;
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
        if (c == '>' || c == ')' || c == ']' || c == '}') --depth;
        if (c != ':' || depth != 0 || i + 1 == name.size()) continue;
        parts.scope = name.substr(start, i - start);
        start = ++i + 1;
    }
    parts.last = name.substr(start);
    return parts;
}

/// The bare name in a part: f of "f<int>" and of "auto f(int) [with T = int]"; empty for a lambda.
constexpr std::string_view identifier_in(std::string_view part) noexcept {
    part = part.substr(0, part.find_first_of("<([{"));
    while (part.ends_with(' ')) part.remove_suffix(1);
    return part.substr(part.rfind(' ') + 1);
}

/// The function's name, for a lambda in it; else the type's own.
constexpr std::string_view short_name(std::string_view type) noexcept {
    const name_parts parts = parts_of(type);
    const std::string_view own = identifier_in(parts.last);
    return own.empty() ? identifier_in(parts.scope) : own;
}

constexpr std::string_view without_prefix(std::string_view text, std::string_view prefix) noexcept {
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

/// False for a lambda, a namespace, or a function with its arguments.
constexpr bool is_class_template(std::string_view part) noexcept {
    return part.ends_with('>') && !identifier_in(part).empty();
}

/// b of "a<b, c>".
constexpr std::string_view first_argument(std::string_view part) noexcept {
    part = part.substr(part.find('<') + 1);
    int depth = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (depth == 0 && (part[i] == ',' || part[i] == '>')) return part.substr(0, i);
        if (part[i] == '<' || part[i] == '(') ++depth;
        if (part[i] == '>' || part[i] == ')') --depth;
    }
    return part;
}

/// The class of the object that an operation is of: that of a member, or of the stream that a free function is given.
constexpr std::string_view owner_of_initiation(std::string_view type) noexcept {
    const name_parts parts = parts_of(type);
    if (is_class_template(parts.scope)) return identifier_in(parts.scope);
    if (!parts.last.starts_with("initiate_async_") || !is_class_template(parts.last)) return {};
    return short_name(first_argument(parts.last));
}

/// The initiation in the wrappers that bind_executor(), bind_cancellation_slot(), as_tuple() and their like put around
/// it.
constexpr std::string_view unwrapped_initiation(std::string_view type) noexcept {
    while (short_name(type) == "init_wrapper") {
        type = parts_of(type).last;
        type.remove_prefix(std::string_view("init_wrapper<").size());
        type = type.substr(0, type.rfind('>'));
        while (type.ends_with(' ')) type.remove_suffix(1);
    }
    return type;
}

struct WEFT_API operation_words {
    std::string_view name, owner;
    std::string_view prefix = {}; // before the name
};

/// The names of Asio's initiations that say more, or something else, than those of the functions.
constexpr std::string_view function_of(std::string_view name, std::string_view owner) noexcept {
    constexpr std::string_view others[][2] = {
        {"async_move_accept", "async_accept"},       {"async_range_connect", "async_connect"},
        {"async_iterator_connect", "async_connect"}, {"post_with_executor", "post"},
        {"dispatch_with_executor", "dispatch"},      {"defer_with_executor", "defer"},
    };
    for (const auto& [known, function] : others)
        if (name == known) return function;
    if (name.starts_with("async_read_until")) return "async_read_until";
    for (const std::string_view with_buffer : {"_dynbuf_v1", "_dynbuf_v2", "_streambuf"})
        if (name.ends_with(with_buffer)) return name.substr(0, name.size() - with_buffer.size());
    if (owner != "basic_stream_socket") return name;
    return name == "async_receive" ? "async_read_some" : name == "async_send" ? "async_write_some" : name;
}

/// `type` is the initiation's, `implementation` that of its first argument, which is what async_compose() was given.
constexpr operation_words describe_operation(std::string_view type, std::string_view implementation) noexcept {
    type = unwrapped_initiation(type);
    const std::string_view owner = owner_of_initiation(type);
    const std::string_view name = without_prefix(short_name(type), "initiate_");
    if (name == "composed_op") return {short_name(implementation), {}};
    const std::string_view object = without_prefix(owner, "basic_");
    if (name.starts_with("run_") && name.ends_with("_op"))
        return {name.substr(4, name.size() - 7), object, "async_"}; // Beast's
    return {function_of(name, owner), object};
}

/// "waits for ...", cut off where it is too long.
constexpr auto verb_of_operation(operation_words words) noexcept {
    std::array<char, 96> text{};
    std::size_t at = 0;
    const auto add = [&](std::string_view more) {
        for (const char c : more)
            if (at + 1 < text.size()) text[at++] = c;
    };
    add("waits for ");
    add(words.prefix);
    add(words.name.empty() ? "an operation of Asio" : words.name);
    if (!words.owner.empty()) add(" of ");
    add(words.owner);
    return text;
}

template <class Initiation, class First>
inline constexpr auto operation_verb =
    verb_of_operation(describe_operation(name_of_type<Initiation>(), name_of_type<First>()));

/// What a fiber waits for, in reports, once it has started an operation.
template <class Initiation, class First>
inline constexpr lowlevel::wait_kind operation_kind{.verb = operation_verb<Initiation, First>.data()};

template <class... Args>
struct first_type {
    using type = void;
};
template <class First, class... Rest>
struct first_type<First, Rest...> {
    using type = std::remove_cvref_t<First>;
};

template <class Initiation, class... Args>
constexpr const lowlevel::wait_kind& kind_of_operation() noexcept {
    return operation_kind<std::remove_cvref_t<Initiation>, typename first_type<Args...>::type>;
}

/// True for an initiation of Asio's own that holds nothing but the address of its object.
template <class Initiation>
constexpr bool holds_its_object() noexcept {
    constexpr std::string_view name = name_of_type<Initiation>();
    if constexpr (sizeof(Initiation) != sizeof(void*) || !std::is_trivially_copyable_v<Initiation>)
        return false;
    else
        return name.starts_with("boost::asio::") && !owner_of_initiation(name).empty();
}

/// The object that an operation is of, for reports; null when it cannot be told.
template <class Initiation>
const void* object_of_operation(const Initiation& initiation) noexcept {
    if constexpr (holds_its_object<Initiation>())
        return std::bit_cast<const void*>(initiation);
    else
        return nullptr;
}

/// True for an operation of an object of Asio's own: only the end of its execution context drops its handler.
template <class Initiation>
constexpr bool is_dropped_by_its_context_alone() noexcept {
    const std::string_view type = name_of_type<Initiation>();
    const std::string_view last = parts_of(type).last;
    if (!is_class_template(last)) return owner_of_initiation(type).starts_with("basic_");
    return first_argument(last).starts_with("boost::asio::basic_");
}

} // namespace weft::detail::io
