// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace weft::detail::io {

/// What a completion signature reports as a failure: its first argument, if that is an error_code or an exception_ptr.
struct WEFT_API no_failure {
    void raise() const noexcept {}
    void tell(boost::system::error_code& out) const noexcept { out = {}; }
};
struct WEFT_API code_failure {
    boost::system::error_code code;
    void raise() const {
        if (code) throw boost::system::system_error(code);
    }
    void tell(boost::system::error_code& out) const noexcept { out = code; }
};
struct WEFT_API thrown_failure {
    std::exception_ptr thrown;
    void raise() const {
        if (thrown) std::rethrow_exception(thrown);
    }
    void tell(boost::system::error_code& out) const {
        raise(); // it has no error_code
        out = {};
    }
};

/// What the handler writes and the fiber takes: the failure, and the values: none, one, or a tuple.
template <class Failure, class... Values>
class fiber_result {
public:
    using value = std::conditional_t<sizeof...(Values) == 1, std::tuple_element_t<0, std::tuple<Values..., void>>,
                                     std::conditional_t<sizeof...(Values) == 0, void, std::tuple<Values...>>>;

    template <class... Args>
    void write(Failure failure, Args&&... values) {
        failure_ = std::move(failure);
        values_.emplace(std::forward<Args>(values)...);
    }

    const Failure& failure() const noexcept { return failure_; }

    value take() {
        if constexpr (sizeof...(Values) == 1)
            return std::get<0>(std::move(*values_));
        else if constexpr (sizeof...(Values) > 1)
            return std::move(*values_);
    }

private:
    Failure failure_{};
    std::optional<std::tuple<Values...>> values_;
};

/// fiber_result of the decayed arguments of a completion signature, and how to write it.
template <class... Args>
struct result_of_values {
    using type = fiber_result<no_failure, Args...>;
    static void write(type& to, auto&&... values) { to.write({}, std::forward<decltype(values)>(values)...); }
};
template <class... Args>
struct result_of_values<boost::system::error_code, Args...> {
    using type = fiber_result<code_failure, Args...>;
    static void write(type& to, const boost::system::error_code& code, auto&&... values) {
        to.write({code}, std::forward<decltype(values)>(values)...);
    }
};
template <class... Args>
struct result_of_values<std::exception_ptr, Args...> {
    using type = fiber_result<thrown_failure, Args...>;
    static void write(type& to, std::exception_ptr thrown, auto&&... values) {
        to.write({std::move(thrown)}, std::forward<decltype(values)>(values)...);
    }
};

template <class... Args>
using result_of_arguments = result_of_values<std::decay_t<Args>...>;

} // namespace weft::detail::io
