// SPDX-License-Identifier: BSL-1.0
#include "connection.hpp"

#include <weft/asio.hpp>

#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include <array>

namespace service {

namespace net = boost::asio;
using boost::system::error_code;
using weft::use_fiber;

connection::connection(tcp_socket socket, const settings& how, const std::atomic<bool>& draining)
    : socket_(std::move(socket)), how_(how), draining_(draining), buffer_(how.header_limit + how.body_limit) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
}

void connection::serve() {
    while (await_request()) {
        if (serve_request() == next::close) break;
    }
    linger();
}

void connection::look_at_the_clock(weft::clock::time_point now) {
    const bool late = now >= deadline_;
    if (!late && !(draining_ && state_ == state::idle)) return;
    late_ = late_ || late;
    error_code ignored;
    socket_.cancel(ignored);
}

void connection::enter(state now, std::chrono::milliseconds limit) {
    state_ = now;
    deadline_ = weft::clock::now() + limit;
}

/// True once there is at least a first byte; false when the client has left or was idle for too long.
bool connection::await_request() {
    constexpr std::size_t chunk = 2048;
    if (buffer_.size() != 0) return true; // the client did not wait for the answer
    enter(state::idle, how_.idle_timeout);
    error_code ec;
    std::size_t length = socket_.async_read_some(buffer_.prepare(chunk), use_fiber[ec]);
    if (ec == net::error::operation_aborted && !late_ && socket_.available(ec) != 0) // it came just before the drain
        length = socket_.async_read_some(buffer_.prepare(chunk), use_fiber[ec]);
    buffer_.commit(length);
    return !ec && length != 0;
}

connection::next connection::serve_request() {
    parser incoming;
    incoming.header_limit(static_cast<std::uint32_t>(how_.header_limit));
    incoming.body_limit(how_.body_limit);
    if (const error_code ec = read(incoming)) return refuse(ec);
    state_ = state::answering;
    deadline_ = weft::clock::time_point::max();
    const request& asked = incoming.get();
    response result = answer(asked);
    result.prepare_payload();
    if (asked.method() == http::verb::head) result.body().clear();
    return send(result, asked.keep_alive());
}

error_code connection::read(parser& into) {
    error_code ec;
    enter(state::reading, how_.header_timeout);
    http::async_read_header(socket_, buffer_, into, use_fiber[ec]);
    if (ec || into.is_done()) return ec;
    enter(state::reading, how_.body_timeout);
    if (boost::beast::iequals(into.get()[http::field::expect], "100-continue")) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        net::async_write(socket_, net::buffer(go_on), use_fiber[ec]);
    }
    if (!ec) http::async_read(socket_, buffer_, into, use_fiber[ec]);
    return ec;
}

/// Says what is wrong with a request, if there was one and the client still listens.
connection::next connection::refuse(error_code why) {
    static const auto& http_errors = http::make_error_code(http::error::bad_method).category();
    response result;
    if (late_)
        result = failure(http::status::request_timeout, "the request took too long");
    else if (why == http::error::body_limit)
        result = failure(http::status::payload_too_large, "the body is too large");
    else if (why == http::error::header_limit || why == http::error::buffer_overflow)
        result = failure(http::status::request_header_fields_too_large, "the header is too large");
    else if (why.category() == http_errors && why != http::error::end_of_stream)
        result = failure(http::status::bad_request, why.message());
    else
        return next::close;
    result.prepare_payload();
    return send(result, false);
}

connection::next connection::send(response& what, bool keep_alive) {
    keep_alive = keep_alive && !draining_;
    what.set(http::field::server, "weft");
    what.keep_alive(keep_alive);
    enter(state::writing, how_.write_timeout);
    late_ = false;
    error_code ec;
    http::async_write(socket_, what, use_fiber[ec]);
    return !ec && keep_alive ? next::go_on : next::close;
}

/// Closing a socket with unread input would destroy the answer on its way: says that it was the last one, and reads
/// what the client still sends, for a short while.
void connection::linger() {
    constexpr std::chrono::milliseconds short_while(500);
    std::array<char, 4096> rest;
    error_code ec;
    socket_.shutdown(tcp::socket::shutdown_send, ec);
    enter(state::reading, short_while);
    while (!ec && weft::clock::now() < deadline_) socket_.async_read_some(net::buffer(rest), use_fiber[ec]);
}

} // namespace service
