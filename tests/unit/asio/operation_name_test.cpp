// SPDX-License-Identifier: BSL-1.0
// What reports call the operations of Asio: asked without starting any, by a completion token that only looks.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

namespace weft::asio {

struct seen_operation {
    std::string verb;
    const void* object;
};

/// Returns what a report would show, and starts nothing.
struct looks_only {};

} // namespace weft::asio

template <class R, class... Args>
class boost::asio::async_result<weft::asio::looks_only, R(Args...)> {
public:
    using return_type = weft::asio::seen_operation;

    template <class Initiation, class... InitArgs>
    static return_type initiate(Initiation&& initiation, weft::asio::looks_only, InitArgs&&...) {
        return {weft::detail::kind_of_operation<Initiation, InitArgs...>().verb,
                weft::detail::object_of_operation(initiation)};
    }
};

namespace weft::asio {
namespace {

struct objects {
    net::io_context context{1};
    tcp::socket socket{context};
    tcp::acceptor acceptor{context};
    net::ip::udp::socket udp{context};
    net::steady_timer timer{context};
    net::signal_set signals{context};
    tcp::resolver resolver{context};
    net::posix::stream_descriptor descriptor{context};
    std::string data = std::string(16, 'x');
};

void expect_named(const seen_operation& seen, const std::string& verb, const void* object) {
    EXPECT_EQ(seen.verb, verb);
    EXPECT_EQ(seen.object, object) << verb;
}

TEST(OperationName, TellsTheFunctionAndTheObjectOfEachMember) {
    objects of;
    const looks_only look;
    const auto room = net::buffer(of.data);
    net::ip::udp::endpoint peer;
    expect_named(of.acceptor.async_accept(look), "waits for async_accept of socket_acceptor", &of.acceptor);
    expect_named(of.acceptor.async_accept(of.socket, look), "waits for async_accept of socket_acceptor", &of.acceptor);
    expect_named(of.socket.async_read_some(room, look), "waits for async_read_some of stream_socket", &of.socket);
    expect_named(of.socket.async_write_some(room, look), "waits for async_write_some of stream_socket", &of.socket);
    expect_named(of.socket.async_wait(tcp::socket::wait_read, look), "waits for async_wait of socket", &of.socket);
    expect_named(of.udp.async_receive_from(room, peer, look), "waits for async_receive_from of datagram_socket",
                 &of.udp);
    expect_named(of.udp.async_send_to(room, peer, look), "waits for async_send_to of datagram_socket", &of.udp);
    expect_named(of.timer.async_wait(look), "waits for async_wait of waitable_timer", &of.timer);
    expect_named(of.signals.async_wait(look), "waits for async_wait of signal_set", &of.signals);
    expect_named(of.resolver.async_resolve("::1", "80", look), "waits for async_resolve of resolver", &of.resolver);
    expect_named(of.descriptor.async_read_some(room, look), "waits for async_read_some of stream_descriptor",
                 &of.descriptor);
}

TEST(OperationName, TellsTheFunctionOfAConnect) {
    objects of;
    of.socket.open(tcp::v4()); // async_connect() opens a closed socket
    expect_named(of.socket.async_connect(loopback(), looks_only()), "waits for async_connect of socket", &of.socket);
    const std::vector<tcp::endpoint> all{loopback()};
    expect_named(net::async_connect(of.socket, all, looks_only()), "waits for async_connect of tcp", &of.socket);
}

TEST(OperationName, TellsTheStreamOfAFreeFunction) {
    objects of;
    const looks_only look;
    std::string text;
    auto more = net::dynamic_buffer(text);
    net::streambuf lines;
    const std::string of_socket = " of stream_socket";
    expect_named(net::async_read(of.socket, net::buffer(of.data), look), "waits for async_read" + of_socket,
                 &of.socket);
    expect_named(net::async_read(of.socket, more, look), "waits for async_read" + of_socket, &of.socket);
    expect_named(net::async_write(of.socket, net::buffer(of.data), look), "waits for async_write" + of_socket,
                 &of.socket);
    expect_named(net::async_read_until(of.socket, more, '\n', look), "waits for async_read_until" + of_socket,
                 &of.socket);
    expect_named(net::async_read_until(of.socket, lines, "\r\n", look), "waits for async_read_until" + of_socket,
                 &of.socket);
    expect_named(net::async_write(of.descriptor, net::buffer(of.data), look),
                 "waits for async_write of stream_descriptor", &of.descriptor);
}

TEST(OperationName, TellsPostsWithoutAnObject) {
    objects of;
    for (const net::any_io_executor& executor : {net::any_io_executor(of.context.get_executor())}) {
        expect_named(net::post(executor, looks_only()), "waits for post", nullptr);
        expect_named(net::dispatch(executor, looks_only()), "waits for dispatch", nullptr);
        expect_named(net::defer(executor, looks_only()), "waits for defer", nullptr);
    }
    expect_named(net::post(of.context, looks_only()), "waits for post", nullptr);
}

struct two_steps_op {
    template <class Self>
    void operator()(Self&) const {}
};

auto composed_of_a_class(net::steady_timer& timer, const looks_only& token) {
    return net::async_compose<const looks_only, void(error_code)>(two_steps_op(), token, timer);
}

TEST(OperationName, TellsWhatAComposedOperationIsMadeOf) {
    objects of;
    expect_named(composed_of_a_class(of.timer, looks_only()), "waits for two_steps_op", nullptr);
}

std::string described(std::string_view type, std::string_view implementation = "void") {
    return detail::verb_of_operation(detail::describe_operation(type, implementation)).data();
}

TEST(OperationName, LooksIntoTheWrappersOfAdaptedTokens) {
    const std::string inner = "boost::asio::basic_waitable_timer<clock, traits<clock> >::initiate_async_wait";
    EXPECT_EQ(described("boost::asio::async_result<boost::asio::executor_binder<token, ex>, void(int)>::init_wrapper<" +
                        inner + " >"),
              "waits for async_wait of waitable_timer");
    EXPECT_EQ(described("a::async_result<a::as_tuple_t<t>, void(int)>::init_wrapper<b::init_wrapper<" + inner + "> >"),
              "waits for async_wait of waitable_timer");
}

TEST(OperationName, TellsTheFunctionsOfLibrariesThatCallThemSo) {
    EXPECT_EQ(described("boost::beast::http::detail::run_read_msg_op"), "waits for async_read_msg");
    EXPECT_EQ(described("boost::beast::websocket::stream<boost::asio::basic_stream_socket<tcp>, true>::run_accept_op"),
              "waits for async_accept of stream");
    EXPECT_EQ(described("boost::asio::ssl::stream<boost::asio::basic_stream_socket<tcp> >::initiate_async_handshake"),
              "waits for async_handshake of stream");
}

TEST(OperationName, TellsTheFunctionAroundALambda) {
    EXPECT_EQ(described("auto app::fetch(url&, Token&&) [with Token = weft::use_fiber_t]::<lambda(auto:1)>"),
              "waits for fetch");
    EXPECT_EQ(described("boost::asio::detail::initiate_composed_op<void(int), void(a::b)>",
                        "auto app::two_steps<int>(timer&, Token)::<lambda(auto:1&, code)>"),
              "waits for two_steps");
    EXPECT_EQ(described("(lambda at /home/me/app.cpp:41:9)"), "waits for an operation of Asio");
    EXPECT_EQ(described(""), "waits for an operation of Asio");
}

template <class Token>
auto ask_the_oracle(Token token) {
    return net::async_initiate<Token, void()>([](auto) {}, token);
}

TEST(OperationName, TellsTheFunctionThatALambdaStartsOrElseOnlyThatItIsAsios) {
    const std::string verb = ask_the_oracle(looks_only()).verb;
    EXPECT_TRUE(verb == "waits for ask_the_oracle" || verb == "waits for an operation of Asio") << verb;
}

TEST(OperationName, CutsOffWhatIsTooLong) {
    const std::string name(300, 'n');
    const auto verb = detail::verb_of_operation({name, "owner"});
    EXPECT_EQ(std::string(verb.data()), "waits for " + std::string(verb.size() - 11, 'n'));
}

} // namespace
} // namespace weft::asio
