// SPDX-License-Identifier: BSL-1.0
// A chat server: one broadcast for what is said, and two fibers for each guest, one that listens and one that speaks.
#include <weft/asio.hpp>
#include <weft/weft.hpp>

#include <boost/asio.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using weft::use_fiber;

/// With one worker no two fibers run at the same time, so the set needs no lock.
struct room {
    tcp::acceptor acceptor;
    weft::broadcast<std::string> said{256, weft::lag::drop_oldest}; // one slow guest must not silence the others
    weft::wait_group guests{};
    std::set<tcp::socket*> open{};
};

/// Says it to everybody; after the end of the chat to nobody. It is never full, as it drops.
void say(room& here, std::string line) { static_cast<void>(here.said.try_push(std::move(line))); }

/// The guest's next line, without its end; nothing when the guest is gone, or the line is too long.
std::optional<std::string> read_line(tcp::socket& from, std::string& unread) {
    error_code ec;
    const std::size_t length = net::async_read_until(from, net::dynamic_buffer(unread, 1024), '\n', use_fiber[ec]);
    if (ec) return std::nullopt;
    std::string line = unread.substr(0, length - 1);
    unread.erase(0, length);
    return line;
}

// begin: speak
/// Tells a guest what is said, until the chat is closed or the guest is gone.
void speak(tcp::socket& to, weft::subscription<std::string>& said, weft::event& gone) {
    error_code ec;
    bool more = true;
    std::uint64_t missed = 0;
    const auto tell = [&](std::optional<std::string> line) {
        more = line.has_value();
        if (!more) return;
        const std::uint64_t missed_now = said.missed() - std::exchange(missed, said.missed());
        if (missed_now > 0) line->insert(0, "* you missed " + std::to_string(missed_now) + " lines\n");
        net::async_write(to, net::buffer(*line), use_fiber[ec]);
    };
    while (more && !ec) weft::select_ordered(weft::on_pop(said, tell), weft::on_event(gone, [&] { more = false; }));
    to.shutdown(tcp::socket::shutdown_both, ec); // whoever listens to this guest ends, too
}
// end: speak

/// One guest, whose first line is the name.
void welcome(room& here, tcp::socket& guest) {
    std::string unread;
    const std::optional<std::string> name = read_line(guest, unread);
    if (!name) return;
    weft::event gone;
    auto said = here.said.subscribe();
    weft::fiber<void> speaker = weft::spawn([&] { speak(guest, said, gone); });
    say(here, "* " + *name + " is here\n");
    while (const std::optional<std::string> line = read_line(guest, unread)) say(here, *name + ": " + *line + "\n");
    gone.set();
    speaker.join();
    say(here, "* " + *name + " is gone\n");
}

void accept(room& here) {
    error_code ec;
    while (here.acceptor.is_open()) {
        tcp::socket guest = here.acceptor.async_accept(use_fiber[ec]);
        if (ec) {
            if (here.acceptor.is_open()) weft::this_fiber::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        here.guests.add();
        weft::spawn([&here, socket = std::move(guest)]() mutable {
            here.open.insert(&socket);
            welcome(here, socket);
            here.open.erase(&socket);
            here.guests.done();
        }).detach();
    }
}

/// After SIGINT or SIGTERM: everybody still gets what was said; a client that does not read within two seconds is left.
void stop_on_signal(room& here, net::signal_set& signals) {
    signals.async_wait(use_fiber);
    here.acceptor.close();
    say(here, "* the chat is closed\n");
    here.said.close();
    error_code ignored;
    for (tcp::socket* each : here.open) each->shutdown(tcp::socket::shutdown_receive, ignored);
    if (!here.guests.wait_for(std::chrono::seconds(2)))
        for (tcp::socket* each : here.open) each->close(ignored);
}

int main(int argc, char** argv) {
    const auto port = static_cast<net::ip::port_type>(argc > 1 ? std::atoi(argv[1]) : 7008);
    weft::asio::run({.workers = 1}, [port] {
        room here{tcp::acceptor(weft::asio::context(), {net::ip::address_v4::loopback(), port})};
        net::signal_set signals(weft::asio::context(), SIGINT, SIGTERM); // whoever sees that it listens may end it
        std::printf("listening on 127.0.0.1:%d\n", here.acceptor.local_endpoint().port());
        std::fflush(stdout);
        weft::fiber<void> stopper = weft::spawn([&] { stop_on_signal(here, signals); });
        accept(here);
        stopper.join();
        here.guests.wait();
    });
}
