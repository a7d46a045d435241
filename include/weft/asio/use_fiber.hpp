// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/fiber_handler.hpp>
#include <weft/detail/base/asio_build.hpp>
#include <weft/detail/base/config.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <utility>

namespace weft {

/// use_fiber[ec]: as use_fiber, with the error in `ec`.
struct WEFT_API use_fiber_with_code {
    boost::system::error_code* code;
};

/// The type of use_fiber.
struct WEFT_API use_fiber_t {
    /// The operation stores its error (or success) in `ec` and throws nothing for it; its value is returned as it is.
    constexpr use_fiber_with_code operator[](boost::system::error_code& ec) const noexcept {
        return {std::addressof(ec)};
    }
};

/// The completion token with which any operation of Boost.Asio, and of libraries built on it, waits in a fiber.
///
/// The call starts the operation, suspends the calling fiber until it has ended, and returns its result: nothing, the
/// value, or a tuple of several. A failure throws boost::system::system_error, or what the operation's exception_ptr
/// holds; use_fiber[ec] stores the error_code instead. It is not cancelled by itself: what cancels the operation (the
/// object's cancel(), close()) ends the wait, once the operation has really ended, so buffers may live in the fiber's
/// frame.
///
/// Only on a fiber, of any runtime: not in a completion handler, not on a plain thread (reported, aborts). The object
/// may belong to any io_context that somebody runs; the fiber continues on a worker of its own runtime, maybe another
/// one than before. As Asio says, one object is used by one fiber at a time, and a socket that a timer or a second
/// fiber may cancel needs both on one worker (spawn_options::pinned) or a strand.
///
/// Errors: std::bad_alloc, from operations that need more memory than the frame lends. What the move of a result throws
/// is thrown in the fiber, whoever ran the handler. An operation whose handler is destroyed uncalled throws
/// system_error with operation_aborted, with use_fiber[ec] too. The token allocates nothing itself. It lends 512 bytes
/// of the frame to the operation, at any alignment, and the call returns when the operation has given them back.
///
/// An io_context must outlive its objects, those in the frames of fibers too: stop it, let the fibers that use it end,
/// destroy it. Its destructor drops the handlers that are pending, and their fibers wake and run beside it. A fiber
/// that waits for a socket or timer in a frame of its own is reported, and the process aborts; a fiber whose object
/// lies elsewhere uses freed memory.
///
/// Reports and weft-gdb.py name the operation and its object: "waits for async_accept of socket_acceptor at
/// 0x7ffc4a10".
///
/// @code
/// const std::size_t length = socket.async_read_some(boost::asio::buffer(data), weft::use_fiber);
/// boost::asio::async_write(socket, boost::asio::buffer(data, length), weft::use_fiber);
/// @endcode
inline constexpr use_fiber_t use_fiber{};

} // namespace weft

namespace boost::asio {

template <class R, class... Args>
class async_result<weft::use_fiber_t, R(Args...)> {
public:
    using return_type = typename weft::detail::result_of_arguments<Args...>::type::value;

    template <class Initiation, class... InitArgs>
    static return_type initiate(Initiation&& initiation, weft::use_fiber_t, InitArgs&&... args) {
        weft::detail::fiber_operation<Args...> pending;
        auto& result = weft::detail::start_and_wait(pending, std::forward<Initiation>(initiation),
                                                    std::forward<InitArgs>(args)...);
        result.failure().raise();
        return result.take();
    }
};

template <class R, class... Args>
class async_result<weft::use_fiber_with_code, R(Args...)> {
public:
    using return_type = typename weft::detail::result_of_arguments<Args...>::type::value;

    template <class Initiation, class... InitArgs>
    static return_type initiate(Initiation&& initiation, weft::use_fiber_with_code token, InitArgs&&... args) {
        weft::detail::fiber_operation<Args...> pending;
        auto& result = weft::detail::start_and_wait(pending, std::forward<Initiation>(initiation),
                                                    std::forward<InitArgs>(args)...);
        result.failure().tell(*token.code);
        return result.take();
    }
};

} // namespace boost::asio
